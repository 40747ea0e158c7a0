/** The inbox: who waits, and the conversation that is open. */
import { useEffect, useRef } from "react";
import type { Me } from "../lib/api.ts";
import { addressOf, go, place, talkOf } from "../lib/route.ts";
import { useShortcuts } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { List } from "../parts/list.tsx";
import { TalkPane } from "../parts/talk_pane.tsx";
import { useQueue } from "../parts/use_queue.ts";

export function Inbox({ who, known }: { who: Me; known: boolean }) {
  const { path, query } = useStore(place);
  const open = talkOf(path);
  const queue = useQueue(who, query);
  const at = useRef(0);
  const ids = queue.rows.map((each) => each.id);
  if (open && ids.includes(open)) at.current = ids.indexOf(open);

  /** What was open may have gone: then the next is what has come in its place. */
  function step(by: 1 | -1): void {
    const here = open && ids.includes(open);
    const next = ids[here ? at.current + by : by > 0 ? Math.min(at.current, ids.length - 1) : at.current - 1];
    if (next) go(addressOf(next));
  }
  useShortcuts({
    "Alt J": () => step(1),
    "Alt K": () => step(-1),
    "/": () => document.querySelector<HTMLInputElement>("#search")?.focus(),
  });
  useEffect(() => {
    const waiting = queue.waiting ? `(${queue.waiting}) ` : "";
    document.title = `${waiting}Warmline desk`;
  }, [queue.waiting]);
  return (
    <div className="panes">
      <List who={who} queue={queue} open={open} known={known} />
      {open ? <TalkPane key={open} id={open} who={who} /> : <Empty />}
    </div>
  );
}

function Empty() {
  return (
    <main className="pane empty">
      <h1>Choose a conversation</h1>
      <p className="hint">Who waits longest, and most urgently, is at the top. <kbd>Alt</kbd> <kbd>J</kbd> opens the first, <kbd>?</kbd> shows all shortcuts.</p>
    </main>
  );
}
