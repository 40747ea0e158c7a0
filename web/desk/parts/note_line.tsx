/** A note: words for those who answer, which the customer is not shown. */
import { useState } from "react";
import { me, whyNot, type Note } from "../lib/api.ts";
import { agents } from "../lib/live.ts";
import { useStore } from "../lib/store.ts";
import { clock } from "../lib/time.ts";
import { Icon } from "./icon.tsx";

export function NoteLine({ note, drop }: { note: Note; drop(note: Note): Promise<void> }) {
  const who = useStore(me);
  const by = useStore(agents).get(note.by) ?? "A program";
  const [told, setTold] = useState("");
  const mine = note.by === who?.id || who?.roles.includes("lead");
  return (
    <article className="message note" aria-label={`Note by ${by}, ${clock(note.at)}`}>
      <p className="by">
        <Icon of="note" /><strong dir="auto">{by}</strong><span className="tag">Note</span><span className="sure">not for the customer</span>
        <time dateTime={note.at}>{clock(note.at)}</time>
        {mine && <button className="quiet small" onClick={() => void drop(note).catch((error: unknown) => setTold(whyNot(error)))}>Delete<span className="unseen"> this note</span></button>}
      </p>
      <p className="words" dir="auto">{note.text}</p>
      {told && <p className="failed" role="alert">{told}</p>}
    </article>
  );
}
