/** Until when a conversation is out of the way. */
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { moments } from "../lib/moments.ts";
import { clock, day } from "../lib/time.ts";
import { Window } from "./dialog.tsx";

const CUSTOMER = "customer";

export function Snooze({ open, close, snooze }: { open: boolean; close(): void; snooze(until: Date | null): void }) {
  return (
    <Window title="Snooze until" open={open} close={close}>
      {open && <Choices choose={(until) => (close(), snooze(until))} />}
    </Window>
  );
}

function Choices({ choose }: { choose(until: Date | null): void }) {
  const [all] = useState(() => moments(new Date()));
  const [own, setOwn] = useState("");
  return (
    <>
      <ListBox className="choices" aria-label="Until when" autoFocus="first" selectionMode="none" onAction={(key) => choose(key === CUSTOMER ? null : all[Number(key)]!.at)}>
        {all.map((each, index) => (
          <ListBoxItem key={each.name} id={`${index}`} textValue={each.name}>
            <span>{each.name}</span><span className="sure">{day(each.at.toISOString())}, {clock(each.at.toISOString())}</span>
          </ListBoxItem>
        ))}
        <ListBoxItem id={CUSTOMER} textValue="Until the customer writes"><span>Until the customer writes</span></ListBoxItem>
      </ListBox>
      <form className="line" onSubmit={(event) => (event.preventDefault(), own && choose(new Date(own)))}>
        <label htmlFor="snooze-own">Or until</label>
        <input id="snooze-own" type="datetime-local" value={own} onChange={(event) => setOwn(event.target.value)} />
        <button disabled={!own}>Snooze</button>
      </form>
      <p className="hint">It comes back at once when the customer writes or asks for a person. Who waits for a person cannot be put aside.</p>
    </>
  );
}
