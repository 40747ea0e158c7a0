/** Where one answers, or leaves a note. What is typed stays on this device until it is sent. */
import { useEffect, useRef, useState } from "react";
import { me, whyNot, type CannedReply } from "../lib/api.ts";
import { byMail, fetchReplies, glances, say } from "../lib/live.ts";
import { draftOf, keepDraft } from "../lib/preferences.ts";
import { filled, type Call } from "../lib/replies.ts";
import { Store, useStore } from "../lib/store.ts";
import type { Open } from "../lib/talk.ts";
import { Icon } from "./icon.tsx";
import { ReplyList, useCalling } from "./reply_list.tsx";

const EVERY = 3000;

/** What one writes just now. */
export const kind = new Store<"reply" | "note">("reply");
/** A reply that is to be put in, chosen elsewhere. */
export const chosen = new Store<CannedReply | null>(null);

export function Composer({ open }: { open: Open }) {
  const id = open.talk?.id ?? "";
  const writing = useStore(kind);
  if (!id) return <div className="composer" aria-busy="true" />;
  return (
    <div className={`composer ${writing}`}>
      <div className="kinds" role="group" aria-label="What you write">
        <button type="button" aria-pressed={writing === "reply"} onClick={() => kind.set(() => "reply")}>Reply</button>
        <button type="button" aria-pressed={writing === "note"} onClick={() => kind.set(() => "note")}><Icon of="note" />Note</button>
      </div>
      {writing === "reply" ? <Reply id={id} open={open} /> : <Noting id={id} open={open} />}
    </div>
  );
}

function Reply({ id, open }: { id: string; open: Open }) {
  const [text, setText] = useState(() => draftOf(id));
  const [caret, setCaret] = useState(0);
  const [told, setTold] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const picked = useRef<HTMLInputElement>(null);
  const said = useRef(0);
  const ready = useStore(chosen);
  const { talk } = open;
  const mails = useStore(byMail, (all) => !!talk && all.has(talk.first_inbox_id ?? talk.inbox_id)) || open.letters.length > 0;
  const calling = useCalling(id, text, caret, putIn);
  useEffect(() => grow(box.current), [text]);
  useEffect(() => fetchReplies(), [id]);
  useEffect(() => {
    if (!ready) return;
    chosen.set(() => null);
    const at = box.current?.selectionStart ?? text.length;
    putIn(ready, { start: at, typed: "" }, at);
  }, [ready]);

  function type(typed: string): void {
    setText(typed);
    keepDraft(id, typed);
    if (typed && Date.now() - said.current > EVERY) {
      said.current = Date.now();
      say("typing", id);
    }
  }

  /** In the place of what called for it, with the caret behind it. */
  function putIn(reply: CannedReply, call: Call, end = call.start + 1 + call.typed.length): void {
    const words = filled(reply.text, { name: glances.get().get(id)?.contact_name ?? null, agent: me.get()?.name ?? null });
    const at = call.start + words.length;
    type(text.slice(0, call.start) + words + text.slice(end));
    setCaret(at);
    requestAnimationFrame(() => (box.current?.focus(), box.current?.setSelectionRange(at, at)));
  }

  function send(): void {
    if (!text.trim()) return;
    type("");
    said.current = 0;
    void open.send(text);
    box.current?.focus();
  }

  async function attach(files: FileList | null): Promise<void> {
    for (const file of files ?? []) {
      setTold(`Sending ${file.name}…`);
      await open.attach(file).then(() => setTold(`${file.name} is sent.`), (error: unknown) => setTold(whyNot(error)));
    }
  }

  return (
    <form className="writing" onSubmit={(event) => (event.preventDefault(), send())}>
      <label className="unseen" htmlFor="reply">Your reply</label>
      <ReplyList of={calling} />
      <textarea
        id="reply" ref={box} dir="auto" rows={2} value={text} placeholder={mails ? "Reply by mail, as a person…" : "Reply as a person…"} aria-describedby="reply-hint"
        aria-autocomplete="list" aria-haspopup="listbox" aria-controls={calling.found.length ? calling.id : undefined}
        aria-activedescendant={calling.found.length ? `${calling.id}-${calling.active}` : undefined}
        onChange={(event) => (type(event.target.value), setCaret(event.target.selectionStart))}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={(event) => {
          const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.nativeEvent.isComposing;
          if (plain && calling.press(event.key)) return event.preventDefault();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), send());
        }}
        onPaste={(event) => event.clipboardData.files.length && (event.preventDefault(), void attach(event.clipboardData.files))}
      />
      <div className="under">
        <p className="hint" id="reply-hint">{mails && "It goes out by mail, with what you attach first. "}Once you write, the machine no longer answers. <kbd>/</kbd> calls a reply that is ready.</p>
        <p className="hint" role="status">{told}</p>
        <span className="space" />
        <input ref={picked} type="file" multiple hidden onChange={(event) => (void attach(event.target.files).then(() => picked.current && (picked.current.value = "")))} />
        <button type="button" className="quiet" onClick={() => picked.current?.click()}><Icon of="clip" />Attach</button>
        <button className="main" disabled={!text.trim()} title="Ctrl Enter"><Icon of="send" />Send</button>
      </div>
    </form>
  );
}

function Noting({ id, open }: { id: string; open: Open }) {
  const own = `note.${id}`;
  const [text, setText] = useState(() => draftOf(own));
  const [told, setTold] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => grow(box.current), [text]);

  function type(typed: string): void {
    setText(typed);
    keepDraft(own, typed);
  }

  async function keep(): Promise<void> {
    if (!text.trim()) return;
    await open.write(text).then(() => (type(""), setTold("The note is kept.")), (error: unknown) => setTold(whyNot(error)));
    box.current?.focus();
  }
  return (
    <form className="writing" onSubmit={(event) => (event.preventDefault(), void keep())}>
      <label className="unseen" htmlFor="note">Your note</label>
      <textarea
        id="note" ref={box} className="noted" dir="auto" rows={2} maxLength={10_000} value={text} placeholder="A note for those who answer…" aria-describedby="note-hint"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), void keep());
        }}
      />
      <div className="under">
        <p className="hint" id="note-hint">The chat never shows it. It is in the customer's copy, if they ask for all that is kept about them.</p>
        <p className="hint" role="status">{told}</p>
        <span className="space" />
        <button className="main" disabled={!text.trim()} title="Ctrl Enter"><Icon of="note" />Keep note</button>
      </div>
    </form>
  );
}

/** As high as its words, within what the style allows. */
function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}
