/** Two conversations of one customer become one. */
import { useEffect, useState } from "react";
import { api, whyNot, type Page, type Talk } from "../lib/api.ts";
import { glanceAt, glances } from "../lib/live.ts";
import { addressOf, go } from "../lib/route.ts";
import { useStore } from "../lib/store.ts";
import type { Open } from "../lib/talk.ts";
import { clock, day } from "../lib/time.ts";
import { STATES } from "../lib/words.ts";
import { Window } from "./dialog.tsx";

export function Merge({ open, close, talk, tell }: { open: boolean; close(): void; talk: Open; tell(text: string): void }) {
  return (
    <Window title="Merge with" open={open} close={close}>
      {open && talk.talk && <Choices own={talk.talk} done={(into) => (close(), tell("Merged. From now on both are one."), into !== talk.talk?.id && go(addressOf(into)))} />}
    </Window>
  );
}

function Choices({ own, done }: { own: Talk; done(into: string): void }) {
  const [all, setAll] = useState<readonly Talk[] | null>(null);
  const [chosen, setChosen] = useState("");
  const [told, setTold] = useState("");
  const known = useStore(glances);
  useEffect(() => {
    const fits = (each: Talk): boolean => each.id !== own.id && !each.merged_into && each.inbox_id === own.inbox_id;
    void api.get<Page<Talk>>(`/conversations?contact_id=${own.contact_id}&limit=50`).then(
      ({ items }) => (setAll(items.filter(fits)), glanceAt(items.map((each) => each.id))),
      (error: unknown) => setTold(whyNot(error)),
    );
  }, [own.id]);

  function merge(): void {
    const other = all!.find((each) => each.id === chosen)!;
    const [earlier, later] = [own, other].sort((a, b) => a.started_at.localeCompare(b.started_at) || a.id.localeCompare(b.id)) as [Talk, Talk];
    void api.ask<Talk>("POST", `/conversations/${encodeURIComponent(later.id)}/merge`, { into: earlier.id }, undefined, later.id)
      .then((into) => done(into.id), (error: unknown) => setTold(whyNot(error)));
  }
  if (!all) return <p className="hint" role="status">{told || "One moment…"}</p>;
  if (!all.length) return <p className="hint">This customer has no other conversation in this inbox.</p>;
  return (
    <form className="stack" onSubmit={(event) => (event.preventDefault(), merge())}>
      <fieldset className="others-of">
        <legend>Other conversations of this customer</legend>
        {all.map((each, index) => (
          <label key={each.id} className="choice">
            <input type="radio" name="other" autoFocus={!index} checked={chosen === each.id} onChange={() => setChosen(each.id)} />
            <span className="about">
              <span>{day(each.started_at)}, {clock(each.started_at)} <span className="sure">{STATES[each.state]}</span></span>
              <span className="last" dir="auto">{known.get(each.id)?.last?.text ?? " "}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="hint"><strong>This cannot be undone.</strong> The later goes on in the earlier: both are shown as one, and what the customer writes from now on comes there. Whoever waits keeps their place.</p>
      <p className="failed" role="alert">{told}</p>
      <button className="main" disabled={!chosen}>Merge for good</button>
    </form>
  );
}
