/** Views and frames in, views out. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apply, NOTHING, type Frame, type Row, type View } from "./apply.ts";

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id, inbox_id: "i", contact_id: "c", state: "open", priority: 0, agent_id: null, guarded: false, messages: 1,
  started_at: "2026-11-23T10:00:00Z", last_at: "2026-11-23T10:00:00Z", waiting_since: null, ...more,
});
const view = (cursor: number, ...rows: Row[]): View => ({ cursor, rows: new Map(rows.map((each) => [each.id, each])) });
const frame = (cursor: number, more: Partial<Frame> = {}): Frame => ({ cursor, rows: [], gone: [], events: [], ...more });

const CASES: [string, View, Frame, View][] = [
  ["nothing happened", view(3, row("a")), frame(3), view(3, row("a"))],
  ["a first frame is everything", NOTHING, frame(7, { rows: [row("a")], ids: ["a"] }), view(7, row("a"))],
  ["a row is replaced", view(3, row("a")), frame(4, { rows: [row("a", { messages: 2 })] }), view(4, row("a", { messages: 2 }))],
  ["a row comes", view(3, row("a")), frame(4, { rows: [row("b")] }), view(4, row("a"), row("b"))],
  ["a row goes", view(3, row("a"), row("b")), frame(4, { gone: ["a", "z"] }), view(4, row("b"))],
  ["who was away keeps what is still seen", view(3, row("a"), row("b")), frame(9, { ids: ["b"] }), view(9, row("b"))],
  ["gone and come back in one", view(3, row("a")), frame(4, { gone: ["a"], rows: [row("a", { priority: 2 })] }), view(4, row("a", { priority: 2 }))],
  ["what is older changes nothing", view(5, row("a")), frame(4, { gone: ["a"] }), view(5, row("a"))],
];

for (const [name, before, told, after] of CASES)
  test(name, () => {
    const held = structuredClone(before);
    assert.deepEqual(apply(before, told), after);
    assert.deepEqual(apply(apply(before, told), told), after); // told twice is told once
    assert.deepEqual(before, held);
  });

interface Held {
  cursor: number;
  rows: Row[];
}

const PAIRS: { before: Held; frame: Frame; after: Held }[] = JSON.parse(
  readFileSync(new URL("../../tests/data/live.json", import.meta.url), "utf8"),
);
const sorted = (held: View): View => ({ ...held, rows: new Map([...held.rows].sort(([a], [b]) => (a < b ? -1 : 1))) });

test("what was recorded gives the same here", () => {
  for (const { before, frame: told, after } of PAIRS)
    assert.deepEqual(sorted(apply(view(before.cursor, ...before.rows), told)), view(after.cursor, ...after.rows));
});
