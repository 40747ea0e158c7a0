/** Work that lets somebody go first. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { solve } from "./lib/enter.ts";

test("what is found begins with so many zeros", async () => {
  for (const bits of [0, 1, 9, 12]) {
    const found = await solve({ challenge: "1.ab.cd", bits });
    assert.match(found, /^1\.ab\.cd\.\d+$/);
    assert.ok(Math.clz32(createHash("sha256").update(found).digest().readUInt32BE(0)) >= bits);
  }
});
