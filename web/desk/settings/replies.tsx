/** Replies that are ready, for whoever answers: made, changed and deleted. */
import { useState } from "react";
import type { InboxOut } from "@warmline/shared/api.d.ts";
import { newName } from "@warmline/shared/client.ts";
import { api, listed, type CannedReply, type Me } from "../lib/api.ts";
import { filled } from "../lib/replies.ts";
import { go } from "../lib/route.ts";
import { languageName } from "../lib/words.ts";
import { follow } from "../parts/shell.tsx";
import { Back, LANGUAGES } from "./inboxes.tsx";
import { Act, Choice, Form, Line, Lines, Loaded, useKept } from "./kit.tsx";
import { to, type Page } from "./pages.tsx";

export function Replies({ who, of }: Page) {
  const found = useKept(async () => ({ all: await listed<CannedReply>("/canned-replies"), inboxes: await listed<InboxOut>("/inboxes") }), "replies");
  return (
    <Loaded of={found}>
      {({ all, inboxes }) => {
        if (of === "new") return <New who={who} inboxes={inboxes} />;
        const one = all.find((each) => each.id === of);
        if (of) return one ? <One who={who} reply={one} inboxes={inboxes} again={found.again} /> : <p className="wrong">This reply is not here any more.</p>;
        return (
          <>
            {all.length > 0 ? <Table all={all} inboxes={inboxes} /> : <p>No reply is ready yet.</p>}
            <p><a className="button main" href={to("replies", "new")} onClick={follow(to("replies", "new"))}>New reply</a></p>
          </>
        );
      }}
    </Loaded>
  );
}

function Table({ all, inboxes }: { all: readonly CannedReply[]; inboxes: readonly InboxOut[] }) {
  const inOrder = [...all].sort((a, b) => a.name.localeCompare(b.name) || a.language.localeCompare(b.language));
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Replies">
      <table>
        <thead><tr><th scope="col">Name</th><th scope="col">Language</th><th scope="col">For</th><th scope="col">Text</th></tr></thead>
        <tbody>
          {inOrder.map((each) => (
            <tr key={each.id}>
              <th scope="row" className="call"><a href={to("replies", each.id)} onClick={follow(to("replies", each.id))}>/<bdi>{each.name}</bdi></a></th>
              <td>{languageName(each.language)}</td>
              <td dir="auto">{whose(each, inboxes)}</td>
              <td className="text" dir="auto" lang={each.language}>{each.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const EVERYBODYS = "All inboxes";

function whose(reply: CannedReply, inboxes: readonly InboxOut[]): string {
  return reply.inbox_id ? (inboxes.find((each) => each.id === reply.inbox_id)?.name ?? "Another inbox") : EVERYBODYS;
}

interface Draft { name: string; language: string; text: string }
const draftOf = (reply?: CannedReply): Draft => ({ name: reply?.name ?? "", language: reply?.language ?? "en", text: reply?.text ?? "" });
const bodyOf = (draft: Draft): Draft => ({ ...draft, name: draft.name.trim() });

function Fields({ draft, put, who }: { draft: Draft; put(change: Partial<Draft>): void; who: Me }) {
  const languages = [...new Set([...LANGUAGES, draft.language])];
  return (
    <>
      <Line label="Name" name="name" value={draft.name} change={(name) => put({ name })} hint={<>One word. Who answers types <code>/</code> and the name.</>} />
      <Choice label="Language" name="language" value={draft.language} change={(language) => put({ language })} of={languages.map((each) => [each, languageName(each) ?? each] as const)} hint="Replies in the customer's language are shown first." />
      <Lines label="Text" name="text" rows={6} lang={draft.language} value={draft.text} change={(text) => put({ text })} hint={<><code>{"{name}"}</code> becomes the customer's name, <code>{"{agent}"}</code> that of whoever answers. Where a name is not known, nothing stands there. It can be changed before it is sent.</>} />
      {/\{(name|agent)\}/.test(draft.text) && <div className="note"><p className="hint">As you would send it to Anna Berger</p><p className="as-sent" dir="auto" lang={draft.language}>{filled(draft.text, { name: "Anna Berger", agent: who.name })}</p></div>}
    </>
  );
}

function New({ who, inboxes }: { who: Me; inboxes: readonly InboxOut[] }) {
  const [draft, setDraft] = useState(draftOf());
  const [inbox, setInbox] = useState("");
  async function keep(): Promise<void> {
    await api.ask("POST", "/canned-replies", { ...bodyOf(draft), inbox_id: inbox || null }, undefined, newName());
    setTimeout(() => go(to("replies"), true));
  }
  return (
    <>
      <Back path="replies" name="All replies" />
      <Form label="New reply" changed={!!(draft.name.trim() && draft.text.trim())} keep={keep} kept="The reply is made." button="Make it">
        <Choice label="For" name="inbox_id" value={inbox} change={setInbox} of={[["", EVERYBODYS], ...inboxes.map((each) => [each.id, each.name] as const)]} />
        <Fields draft={draft} put={(change) => setDraft({ ...draft, ...change })} who={who} />
      </Form>
    </>
  );
}

function One({ who, reply, inboxes, again }: { who: Me; reply: CannedReply; inboxes: readonly InboxOut[]; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(reply));
  const path = `/canned-replies/${reply.id}`;
  async function keep(): Promise<void> {
    setDraft(draftOf(await api.ask<CannedReply>("PATCH", path, bodyOf(draft))));
    await again();
  }
  return (
    <>
      <Back path="replies" name="All replies" />
      <h2>/<bdi>{reply.name}</bdi></h2>
      <p className="hint">For: <bdi>{whose(reply, inboxes)}</bdi></p>
      <Form label={`Reply ${reply.name}`} changed={JSON.stringify(bodyOf(draft)) !== JSON.stringify(draftOf(reply))} keep={keep} kept="Saved. Whoever writes from now on gets it so.">
        <Fields draft={draft} put={(change) => setDraft({ ...draft, ...change })} who={who} />
      </Form>
      <p><Act name="Delete" title={`Delete /${reply.name}?`} done="The reply is deleted." does={async () => (await api.ask("DELETE", path), go(to("replies"), true))}><p>Nobody can call it any more. What was written with it stays as it is.</p></Act></p>
    </>
  );
}
