/** Moments by which one puts aside, and replies that are called while one writes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CannedReply } from "./lib/api.ts";
import { moments } from "./lib/moments.ts";
import { callAt, filled, fitting } from "./lib/replies.ts";

const DAYS: [string, Date, Date, Date][] = [
  ["a Wednesday", new Date(2026, 10, 25, 15, 30), new Date(2026, 10, 26, 9), new Date(2026, 10, 30, 9)],
  ["a Sunday at the end of a month", new Date(2026, 4, 31, 23), new Date(2026, 5, 1, 9), new Date(2026, 5, 1, 9)],
  ["a Monday morning", new Date(2026, 10, 23, 8), new Date(2026, 10, 24, 9), new Date(2026, 10, 30, 9)],
];
for (const [name, now, tomorrow, monday] of DAYS)
  test(name, () => assert.deepEqual(moments(now).map((each) => each.at), [new Date(now.getTime() + 3_600_000), tomorrow, monday]));

const CALLS: [string, string | null, number?][] = [
  ["/", ""], ["/la", "la"], ["Hello /La", "la", 6], ["Hello\n/x", "x", 6], ["and/or", null], ["1/2", null], ["https://a", null],
  ["/la te", null], ["/rück", "rück"], ["", null],
];
for (const [text, typed, start = 0] of CALLS)
  test(`called by ${JSON.stringify(text)}`, () => assert.deepEqual(callAt(text, text.length), typed === null ? null : { start, typed }));
test("only what is before the caret counts", () => assert.deepEqual(callAt("/late and more", 3), { start: 0, typed: "la" }));

const reply = (name: string, language: string, text = "Hello"): CannedReply => ({ id: `${name}-${language}`, name, language, text, inbox_id: null, created_at: "" });
const ALL = [reply("thanks", "en"), reply("late", "en"), reply("late", "de"), reply("lost", "en", "It is late.")];
const FITS: [string, string | null, string][] = [
  ["late", "de", "late-de late-en lost-en"], ["l", "en", "late-en lost-en late-de thanks-en"], ["zzz", null, ""],
  ["t", "en", "thanks-en late-en lost-en late-de"],
];
for (const [typed, language, wanted] of FITS)
  test(`fits ${typed} in ${language}`, () => assert.equal(fitting(ALL, typed, language).map((each) => each.id).join(" "), wanted));

const TEXTS: [string, string | null, string][] = [
  ["Hello {name}, I am {agent}.", "Anna", "Hello Anna, I am Sam."], ["Hello {name}, I am {agent}.", null, "Hello, I am Sam."],
  ["{name}: {name}", "{agent}", "{agent}: {agent}"], ["plain", null, "plain"],
];
for (const [text, name, wanted] of TEXTS) test(`filled ${text} for ${name}`, () => assert.equal(filled(text, { name, agent: "Sam" }), wanted));
