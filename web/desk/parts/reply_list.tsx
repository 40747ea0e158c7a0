/** Replies that are ready, above the words that call for one; the focus stays where one writes. */
import { useEffect, useId, useMemo, useState } from "react";
import type { CannedReply } from "../lib/api.ts";
import { glances, replies } from "../lib/live.ts";
import { callAt, fitting, type Call } from "../lib/replies.ts";
import { useStore } from "../lib/store.ts";

export interface Calling {
  readonly id: string;
  readonly found: readonly CannedReply[];
  readonly active: number;
  readonly call: Call | null;
  /** Whether a key was for the list. */
  press(key: string): boolean;
  choose(reply: CannedReply): void;
}

/** What is called for just now; `insert` puts a reply in the place of the call. */
export function useCalling(talkId: string, text: string, caret: number, insert: (reply: CannedReply, call: Call) => void): Calling {
  const id = useId(), all = useStore(replies);
  const language = useStore(glances, (known) => known.get(talkId)?.language);
  const [active, setActive] = useState(0);
  const [shut, setShut] = useState<string | null>(null);
  const call = useMemo(() => callAt(text, caret), [text, caret]);
  const open = call && shut !== text.slice(0, call.start + 1) ? call : null;
  const found = useMemo(() => (open ? fitting(all, open.typed, language) : []), [all, open, language]);
  useEffect(() => setActive(0), [open?.typed, open?.start]);
  useEffect(() => {
    if (!call) setShut(null);
  }, [call]);
  const choose = (reply: CannedReply): void => void (open && insert(reply, open));

  function press(key: string): boolean {
    if (!open || !found.length) return false;
    if (key === "ArrowDown" || key === "ArrowUp") setActive((active + (key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    else if (key === "Enter" || key === "Tab") choose(found[Math.min(active, found.length - 1)]!);
    else if (key === "Escape") setShut(text.slice(0, open.start + 1));
    else return false;
    return true;
  }
  return { id, found, active: Math.min(active, Math.max(0, found.length - 1)), call: open, press, choose };
}

export function ReplyList({ of }: { of: Calling }) {
  const { id, found, active, call } = of;
  return (
    <>
      <p className="unseen" role="status">{call ? (found.length ? `${found.length} replies. Arrows choose, Enter puts it in, Escape closes.` : "No reply of that name.") : ""}</p>
      {found.length > 0 && (
        <ul className="ready popover" role="listbox" id={id} aria-label="Replies that are ready">
          {found.map((each, index) => (
            <li
              key={each.id} id={`${id}-${index}`} role="option" aria-selected={index === active}
              onPointerDown={(event) => (event.preventDefault(), of.choose(each))}
            >
              <strong>/{each.name}</strong> <span className="tag">{each.language}</span> <span className="text" dir="auto">{each.text}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
