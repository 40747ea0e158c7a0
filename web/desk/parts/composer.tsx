/** Where one answers. What is typed stays on this device until it is sent. */
import { useEffect, useRef, useState } from "react";
import { whyNot } from "../lib/api.ts";
import { say } from "../lib/live.ts";
import { draftOf, keepDraft } from "../lib/preferences.ts";
import type { Open } from "../lib/talk.ts";
import { Icon } from "./icon.tsx";

const EVERY = 3000;

export function Composer({ open }: { open: Open }) {
  const id = open.talk?.id ?? "";
  return id ? <Reply id={id} open={open} /> : <div className="composer" aria-busy="true" />;
}

function Reply({ id, open }: { id: string; open: Open }) {
  const [text, setText] = useState(() => draftOf(id));
  const [told, setTold] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const picked = useRef<HTMLInputElement>(null);
  const said = useRef(0);
  useEffect(() => grow(box.current), [text]);

  function type(typed: string): void {
    setText(typed);
    keepDraft(id, typed);
    if (typed && Date.now() - said.current > EVERY) {
      said.current = Date.now();
      say("typing", id);
    }
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
    <form className="composer" onSubmit={(event) => (event.preventDefault(), send())}>
      <label className="unseen" htmlFor="reply">Your reply</label>
      <textarea
        id="reply" ref={box} dir="auto" rows={2} value={text} placeholder="Reply as a person…" aria-describedby="reply-hint"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), send());
        }}
        onPaste={(event) => event.clipboardData.files.length && (event.preventDefault(), void attach(event.clipboardData.files))}
      />
      <div className="under">
        <p className="hint" id="reply-hint">Once you write, the machine no longer answers.</p>
        <p className="hint" role="status">{told}</p>
        <span className="space" />
        <input ref={picked} type="file" multiple hidden onChange={(event) => (void attach(event.target.files).then(() => picked.current && (picked.current.value = "")))} />
        <button type="button" className="quiet" onClick={() => picked.current?.click()}><Icon of="clip" />Attach</button>
        <button className="main" disabled={!text.trim()} title="Ctrl Enter"><Icon of="send" />Send</button>
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
