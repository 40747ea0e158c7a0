/** What may be done with a conversation now; the palette knows it too. */
import { useEffect } from "react";
import { flushSync } from "react-dom";
import type { Me } from "../lib/api.ts";
import { whyNot } from "../lib/api.ts";
import { replies } from "../lib/live.ts";
import { useStore } from "../lib/store.ts";
import type { Open } from "../lib/talk.ts";
import { day, clock } from "../lib/time.ts";
import { chosen, kind } from "./composer.tsx";
import { acts } from "./palette.tsx";

export type Doing = "snooze" | "tags" | "merge" | "transfer";

export interface Does {
  readonly take?: () => void;
  readonly resolve?: () => void;
  readonly bring?: () => void;
  /** Puts it out of the way, or brings it back. */
  readonly snooze?: () => void;
  readonly tags?: () => void;
  readonly transfer?: () => void;
  readonly merge?: () => void;
  readonly reply?: () => void;
  readonly note?: () => void;
  give(agentId: string | null): void;
  until(moment: Date | null): void;
}

export function useActs(open: Open, who: Me, tell: (text: string) => void, begin: (doing: Doing) => void): Does {
  const { talk } = open;
  const ready = useStore(replies);
  const act = (method: "POST" | "PUT" | "DELETE", what: string, body: unknown, done: string) => (): void =>
    void open.change(method, what, body).then(() => tell(done), (error: unknown) => tell(whyNot(error)));
  const mine = talk?.agent_id === who.id, over = talk?.state === "resolved", here = talk && !talk.merged_into;
  const does: Does = {
    ...(here && {
      take: act("PUT", "assignment", { agent_id: mine ? null : who.id }, mine ? "You left it: it is anybody's now." : "It is yours."),
      tags: () => begin("tags"),
      merge: () => begin("merge"),
      reply: () => write("reply"),
      note: () => write("note"),
    }),
    ...(here && !over && {
      resolve: act("POST", "resolution", {}, "Resolved. It opens again when the customer writes."),
      snooze: talk.snoozed ? act("DELETE", "snooze", undefined, "It is back.") : () => begin("snooze"),
      transfer: () => begin("transfer"),
    }),
    ...(talk?.state === "open" && { bring: act("POST", "handover", {}, "From now on a person answers.") }),
    give: (agentId) => act("PUT", "assignment", { agent_id: agentId }, "Given.")(),
    until: (moment) => act("PUT", "snooze", { until: moment }, `Snoozed until ${moment ? `${day(moment.toISOString())}, ${clock(moment.toISOString())}` : "the customer writes"}.`)(),
  };
  useEffect(() => {
    const named: [string, (() => void) | undefined][] = [
      [mine ? "Leave this conversation" : "Take this conversation", does.take], ["Resolve this conversation", does.resolve],
      ["Bring in a person", does.bring], [talk?.snoozed ? "Bring this conversation back" : "Snooze this conversation", does.snooze],
      ["Tag this conversation", does.tags], ["Pass this conversation on", does.transfer], ["Merge this conversation", does.merge],
      ["Write a note", does.note],
      ...(here ? ready.map((each): [string, () => void] => [`Reply: ${each.name} (${each.language})`, () => (kind.set(() => "reply"), chosen.set(() => each))]) : []),
    ];
    acts.set(() => named.flatMap(([name, does]) => (does ? [{ name, does }] : [])));
    return () => acts.set(() => []);
  }, [talk, mine, ready]);
  return does;
}

/** Goes to where one writes, before the next key. */
function write(what: "reply" | "note"): void {
  flushSync(() => kind.set(() => what));
  document.querySelector<HTMLTextAreaElement>(`#${what}`)?.focus();
}
