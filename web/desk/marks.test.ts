/** Texts and places in, pieces out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPieces } from "./lib/marks.ts";

type Spans = [number, number][];
const CASES: [string, string, Spans, Spans, string][] = [
  ["nothing is marked", "Hello", [], [], "Hello"],
  ["no words", "", [], [], ""],
  ["words in the middle", "I am angry!", [[5, 10]], [], "I am |angry+|!"],
  ["at both ends", "no way", [[0, 2]], [[3, 6]], "no+| |way-"],
  ["one in the other", "so very angry", [[0, 13]], [[3, 7]], "so +|very+-| angry+"],
  ["they cross", "abcd", [[0, 3]], [[1, 4]], "a+|bc+-|d-"],
  ["behind letters of two units", "😡😡 bad 👩‍👩‍👧", [[3, 6]], [[0, 2]], "😡😡-| |bad+| 👩‍👩‍👧"],
  ["beyond the text", "abc", [[1, 99]], [[7, 8]], "a|bc+"],
  ["right to left", "אני כועס", [[4, 8]], [], "אני |כועס+"],
];
const places = (spans: Spans): { start: number; end: number }[] => spans.map(([start, end]) => ({ start, end }));

for (const [name, text, evidence, cues, wanted] of CASES)
  test(name, () => {
    const pieces = inPieces(text, places(evidence), places(cues));
    assert.equal(pieces.map((each) => `${each.text}${each.evidence.length ? "+" : ""}${each.cues.length ? "-" : ""}`).join("|"), wanted);
    assert.equal(pieces.map((each) => each.text).join(""), text);
  });
