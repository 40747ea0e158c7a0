/** A conversation is passed on, with a word for whoever takes it. */
import { useEffect, useState } from "react";
import { api, whyNot, type Me, type Page, type Taker } from "../lib/api.ts";
import { addressOf, go } from "../lib/route.ts";
import type { Open } from "../lib/talk.ts";
import { Window } from "./dialog.tsx";

export function Transfer({ open, close, talk, who, tell }: { open: boolean; close(): void; talk: Open; who: Me; tell(text: string): void }) {
  return (
    <Window title="Pass it on" open={open} close={close}>
      {open && talk.talk && <Choices open={talk} who={who} done={() => (close(), who.roles.includes("lead") ? tell("Passed on.") : go(addressOf(null)))} />}
    </Window>
  );
}

function Choices({ open, who, done }: { open: Open; who: Me; done(): void }) {
  const own = open.talk!;
  const [all, setAll] = useState<readonly Taker[]>([]);
  const [inbox, setInbox] = useState(own.inbox_id);
  const [agent, setAgent] = useState("");
  const [note, setNote] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => void api.get<Page<Taker>>("/takers").then(({ items }) => setAll(items), (error: unknown) => setTold(whyNot(error))), []);
  const people = all.filter((each) => each.kind === "agent" && each.inboxes.includes(inbox) && each.id !== own.agent_id);
  const same = inbox === own.inbox_id && agent === (own.agent_id ?? "");

  function give(): void {
    const given = { inbox_id: inbox, agent_id: agent || null, note: note.trim() || null };
    void open.change("POST", "transfer", given).then(done, (error: unknown) => setTold(whyNot(error)));
  }
  return (
    <form className="stack" onSubmit={(event) => (event.preventDefault(), give())}>
      <div className="field">
        <label htmlFor="give-inbox">To the people of</label>
        <select id="give-inbox" autoFocus value={inbox} onChange={(event) => (setInbox(event.target.value), setAgent(""))}>
          {all.filter((each) => each.kind === "inbox").map((each) => <option key={each.id} value={each.id}>{each.name}{each.id === own.inbox_id ? " (where it is)" : ""}</option>)}
        </select>
      </div>
      <div className="field">
        <label htmlFor="give-agent">To</label>
        <select id="give-agent" value={agent} onChange={(event) => setAgent(event.target.value)}>
          <option value="">Whoever is free</option>
          {people.map((each) => <option key={each.id} value={each.id}>{each.name}{each.id === who.id ? " (you)" : ""}</option>)}
        </select>
      </div>
      <div className="field">
        <label htmlFor="give-note">A note for them</label>
        <textarea id="give-note" className="noted" rows={3} dir="auto" maxLength={10_000} value={note} onChange={(event) => setNote(event.target.value)} aria-describedby="give-hint" />
        <p className="hint" id="give-hint">The customer is not shown it. They are told who takes over, and write on where they are.</p>
      </div>
      <p className="failed" role="alert">{told}</p>
      <button className="main" disabled={same}>Pass it on</button>
    </form>
  );
}
