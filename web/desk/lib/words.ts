/** Names of what the service knows by codes, in plain words. */
import type { Decision, Letter, Reading } from "./api.ts";
import { clock } from "./time.ts";

/** Each family with the key that corrects to it. */
export const FAMILIES: readonly (readonly [family: string, key: string])[] = [
  ["anger", "a"], ["frustration", "f"], ["disappointment", "d"], ["anxiety", "x"], ["sadness", "s"], ["confusion", "c"],
  ["embarrassment", "e"], ["regret", "r"], ["gratitude", "g"], ["satisfaction", "t"], ["relief", "l"], ["surprise", "u"],
  ["desire", "w"], ["neutral", "n"],
];
export const NOT_SURE = "not_sure";

const OWN: Readonly<Record<string, string>> = {
  not_sure: "Not sure", desire: "Wish", neutral: "Neutral",
  // cues
  capitals: "capitals", exclamation: "exclamation marks", question_marks: "question marks", elongation: "stretched words",
  profanity: "strong language", politeness: "politeness", urgency: "urgency", threat_to_leave: "wants to leave",
  repeated_contact: "has asked before", negation: "negation", sarcasm: "sarcasm", emoji: "emoji",
  // flags
  person: "Asks for a person", crisis: "May be in crisis", abuse: "Abusive words", safety: "May be in danger",
  minor: "May be a child", health: "Health", life_event: "Life event", resilience: "Money is tight", capability: "Needs it simple",
  // rules
  with_person: "A person answers already", calm: "Nothing asks for a person", angry: "Anger", stuck: "Not getting better",
  unclear: "Something is unclear", unsure: "Not sure, and likely unhappy",
  // actions
  hand_over: "Brought in a person", ask: "Asks before it goes on", answer: "May answer", none: "Left it to the person",
  // trends
  rising: "getting worse", cooling: "calming down", steady: "steady",
  // purposes
  remember: "Remember", personalise: "Personalise", proactive: "Write first", research: "Research", voice: "Voice",
};

const NEEDS: Readonly<Record<string, string>> = { fix: "a fix", be_heard: "to be heard", person: "a person", leave: "to leave" };

export function needInWords(need: string): string {
  return NEEDS[need] ?? need;
}

export function inWords(code: string): string {
  return OWN[code] ?? code.replaceAll("_", " ");
}

export function titled(code: string): string {
  const word = inWords(code);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const PRIORITIES = ["Normal", "Raised", "High", "Urgent"] as const;

export const STATES: Readonly<Record<string, string>> = {
  open: "Machine may answer", with_person: "With a person", resolved: "Resolved",
};

/** What the list can be narrowed down to besides. */
export const SNOOZED = "Snoozed";

const LETTERS: Readonly<Record<string, string>> = {
  bounced: "It came back: nobody can be reached at this address.", no_address: "There is no address to send it to.",
  guarded: "While the conversation is guarded, nothing may be sent to this address.",
  too_many: "The machine has written here as often as it may without a person.",
};

/** What is wrong with a letter that goes out; null: nothing. */
export function troubleOf({ way, state, why, attempts, due }: Letter): string | null {
  if (way === "in" || !why) return null;
  if (state === "failed") return `Not delivered by mail${attempts > 1 ? `, after ${attempts} attempts` : ""}. ${LETTERS[why] ?? `The reason: ${answered(why)}.`}`;
  return state === "waiting" ? `Not sent by mail yet: ${answered(why)}. It is tried again${due ? ` at ${clock(due)}` : ""}.` : null;
}

function answered(why: string): string {
  return why.replace(/^the mail server answered (5\d\d)$/, "the mail server refuses it ($1)").replace(/^the mail server answered (\d+)$/, "the mail server puts it off ($1)");
}

export function holds(reading: Reading): string {
  return reading.corrected?.emotion ?? reading.emotion;
}

/** How sure a reading is, in words and as a share. */
export function sureness(reading: Reading): string {
  if (reading.corrected) return `corrected by ${reading.corrected.by === "contact" ? "the customer" : "an agent"}`;
  const share = `${Math.round(reading.confidence * 100)} %`;
  if (reading.abstained) return "too little shows it";
  return `${reading.confidence >= 0.75 ? "sure" : reading.confidence >= 0.5 ? "fairly sure" : "a guess"} (${share})`;
}

/** What of a decision's reason is worth saying besides its rule: numbers that it saw. */
export function because(reason: Decision["reasons"][number]): string {
  return reason.because
    .replace(/^flag (\w+) /, "seen with probability ")
    .replace(/\b(rising|cooling)\b/, inWords)
    .replaceAll("_", " ");
}

export function languageName(code: string | null | undefined): string | null {
  if (!code) return null;
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
