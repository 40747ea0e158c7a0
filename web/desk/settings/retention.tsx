/** How long data are kept. */
import { useState } from "react";
import type { RetentionDays, RetentionOut } from "@warmline/shared/api.d.ts";
import { api } from "../lib/api.ts";
import { Act, Form, Line, Loaded, useKept, when } from "./kit.tsx";

const KINDS = [
  ["inference", "Feelings", "Readings, reasons of decisions, moods and corrections. Never longer than the words they were read in."],
  ["words", "Words", "Messages and files, as they were written and without what names somebody. Never longer than what happened."],
  ["event", "What happened", "Who came when, hand-overs, ratings; without words."],
  ["operation", "Requests", "Which request made what, so that it may be sent again."],
  ["delivery", "Log of webhooks", "What was sent to other programs, and why it was not taken."],
] as const;

export function Retention() {
  const found = useKept(() => api.get<RetentionOut>("/policies/retention"), "retention");
  return <Loaded of={found}>{(kept) => <Own key={JSON.stringify(kept)} kept={kept} again={found.again} />}</Loaded>;
}

type Draft = Record<keyof RetentionDays, string>;
const draftOf = (days: RetentionDays): Draft => Object.fromEntries(KINDS.map(([kind]) => [kind, `${days[kind]}`])) as Draft;

function Own({ kept, again }: { kept: RetentionOut; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(kept));
  const shorter = KINDS.filter(([kind]) => Number(draft[kind]) && (Number(draft[kind]) < kept[kind] || !kept[kind]));
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(kept));
  const days = (): Record<string, number | null> => Object.fromEntries(KINDS.map(([kind]) => [kind, /^\d+$/.test(draft[kind].trim()) ? Number(draft[kind]) : null]));
  return (
    <>
      {kept.own ? <p className="note">Your own choice, since {when(kept.at)}.</p> : <p className="note">As shipped with the policy. What is older goes by itself, every hour.</p>}
      <Form label="Days" changed={changed} kept="Saved. What is older goes within the hour." keep={async () => (await api.ask("PUT", "/policies/retention", days()), await again())}>
        {KINDS.map(([kind, name, what]) => {
          const bound = kept.bounds[kind];
          return <Line key={kind} label={`${name}, days`} name={kind} type="number" value={draft[kind]} change={(value) => setDraft({ ...draft, [kind]: value })} hint={<>{what} {bound ? `The policy allows ${bound.least} to ${bound.most}.` : "Only the operator may change this: the policy sets no bounds."}</>} />;
        })}
        {changed && shorter.length > 0 && <p className="note bad" role="status">What is older than this goes within the hour, and cannot be brought back: {shorter.map(([, name]) => name.toLowerCase()).join(", ")}.</p>}
      </Form>
      {kept.own && <p><Act name="Back to the policy's days" title="Have the policy's days again?" done="The policy's days hold again." does={async () => (await api.ask("DELETE", "/policies/retention"), await again())}><p>{KINDS.map(([kind, name]) => `${name}: ${kept.policy[kind] || "no end"}`).join(" · ")} days. What is older goes within the hour.</p></Act></p>}
    </>
  );
}
