/** What the chat says in the visitor's language; fetched when it is first opened. */
import type { Options } from "./options.ts";
import type english from "./public/widget/en.json";

export type Words = typeof english;
type Key = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];
export type Say = (key: Key, given?: Readonly<Record<string, string | number>>) => string;

export async function loadWords({ base, language }: Options): Promise<Words> {
  const answer = await fetch(`${base}widget/${language}.json`, { credentials: "omit" });
  if (!answer.ok) throw new Error("no words");
  return answer.json();
}

/** Says things in a language; in plain words where there are some and they are wanted. */
export function saying(words: Words, plain: boolean): Say {
  const simple: Partial<Record<Key, string>> = plain ? words.simple : {};
  return (key, given = {}) => (simple[key] ?? words[key]).replace(/\{(\w+)\}/g, (_, name: string) => String(given[name] ?? ""));
}

/** The button's name, before anything is fetched. */
export const NAMES: Readonly<Record<Options["language"], string>> = {
  en: "Write to us", de: "Schreiben Sie uns", nl: "Schrijf ons", fr: "Écrivez-nous", es: "Escríbanos", it: "Scrivici",
  pt: "Escreva-nos",
};
