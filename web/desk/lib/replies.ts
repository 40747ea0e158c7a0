/** Replies that are ready: called by a slash and a name while one writes. */
import type { CannedReply } from "./api.ts";

export interface Call {
  /** Where the slash stands. */
  readonly start: number;
  readonly typed: string;
}

/** As many as are seen without scrolling. */
const MOST = 6;

/** What is called just before the caret: a slash at the beginning of a word, and what follows it. */
export function callAt(text: string, caret: number): Call | null {
  const found = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  return found && { start: caret - found[1]!.length - 1, typed: found[1]!.toLowerCase() };
}

/** Replies that fit, best first: whose name begins so, then who hold it; the customer's language before others. */
export function fitting(all: readonly CannedReply[], typed: string, language: string | null | undefined): CannedReply[] {
  const rank = (each: CannedReply): number =>
    each.name.startsWith(typed) ? 0 : each.name.includes(typed) ? 1 : each.text.toLowerCase().includes(typed) ? 2 : 3;
  return all
    .filter((each) => rank(each) < 3)
    .sort(
      (a, b) =>
        rank(a) - rank(b) || Number(b.language === language) - Number(a.language === language) || a.name.localeCompare(b.name),
    )
    .slice(0, MOST);
}

/** The text with the names put in; for one that is not known nothing stands there, nor the space before it. */
export function filled(text: string, names: { readonly name: string | null; readonly agent: string | null }): string {
  return text.replace(/([ \t]*)\{(name|agent)\}/g, (_, space: string, which: "name" | "agent") => {
    const own = names[which];
    return own ? space + own : "";
  });
}
