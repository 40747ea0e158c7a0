/** Rows in, the order in which they are answered out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "@warmline/shared/apply.ts";
import { inOrder, isShown } from "./lib/queue.ts";

const row = (id: string, priority: number, waiting: string | null, more: Partial<Row> = {}): Row => ({
  id, inbox_id: "i", contact_id: "c", state: "open", priority, agent_id: null, guarded: false, messages: 1,
  started_at: "2026-11-23T10:00:00Z", last_at: `2026-11-23T10:0${id.length}:00Z`, waiting_since: waiting, ...more,
});
const at = (minute: number): string => `2026-11-23T10:${minute}:00Z`;

const ORDERS: [string, Row[], string][] = [
  ["who waits longest", [row("a", 0, at(12)), row("b", 0, at(11))], "b a"],
  ["priority before time", [row("a", 0, at(11)), row("b", 3, at(12))], "b a"],
  ["who waits for nobody comes last", [row("a", 3, null), row("b", 0, at(12))], "b a"],
  ["of those the newest first", [row("a", 0, null), row("bb", 0, null)], "bb a"],
  ["always the same", [row("b", 0, at(11)), row("a", 0, at(11))], "a b"],
];
for (const [name, rows, wanted] of ORDERS)
  test(name, () => assert.equal(inOrder(rows).map((each) => each.id).join(" "), wanted));

const FILTERS: [Partial<Record<"who" | "state" | "inbox" | "mood" | "tag", string>>, boolean, Partial<Row>?][] = [
  [{}, true], [{ who: "mine" }, true], [{ who: "unassigned" }, false], [{ state: "open" }, true],
  [{ state: "with_person" }, false], [{ inbox: "i" }, true], [{ inbox: "j" }, false], [{ mood: "anger" }, true],
  [{ mood: "joy" }, false], [{ who: "mine", mood: "joy" }, false],
  [{}, false, { snoozed: true }], [{ state: "snoozed" }, true, { snoozed: true }], [{ state: "snoozed" }, false],
  [{ state: "any" }, true, { snoozed: true }], [{ state: "open" }, false, { snoozed: true }],
  [{ tag: "late" }, true, { tags: ["t1", "t2"] }], [{ tag: "late" }, false, { tags: ["t1"] }], [{ tag: "late" }, false],
];
for (const [filters, wanted, more] of FILTERS)
  test(`filtered by ${JSON.stringify(filters)} of ${JSON.stringify(more ?? {})}`, () => {
    const glance = { id: "a", contact_name: null, language: null, last: null, emotion: "anger", valence: -1, confidence: 1 };
    const whole = { who: "", state: "", inbox: "", mood: "", tag: "", ...filters };
    assert.equal(isShown(row("a", 0, null, { agent_id: "sam", ...more }), whole, "sam", glance, "t2"), wanted);
  });
