/** Where customers write: name, sites, who may; and the chat as it will look. */
import { useState } from "react";
import type { InboxOut } from "@warmline/shared/api.d.ts";
import { newName } from "@warmline/shared/client.ts";
import { api, listed, type Me } from "../lib/api.ts";
import { go } from "../lib/route.ts";
import { languageName } from "../lib/words.ts";
import { follow } from "../parts/shell.tsx";
import { Act, Choice, Copied, Form, inLines, Line, Lines, Loaded, Once, useKept } from "./kit.tsx";
import { MailboxOf } from "./mailbox.tsx";
import { to, type Page } from "./pages.tsx";

const CHANNELS = [["chat", "Chat on a page"], ["email", "E-mail"], ["voice", "Telephone"], ["api", "A program of yours"]] as const;
const IDENTITIES = [["anyone", "Anyone who comes to the page"], ["signed", "Only whom your server vouches for"]] as const;
export const LANGUAGES = ["en", "de", "nl", "fr", "es", "it", "pt"] as const;

export function Inboxes({ who, of }: Page) {
  const found = useKept(() => listed<InboxOut>("/inboxes"), "inboxes");
  if (of === "new") return <New />;
  return (
    <Loaded of={found}>
      {(all) => {
        const open = all.find((each) => each.id === of);
        if (of) return open ? <One who={who} inbox={open} again={found.again} /> : <p className="wrong">This inbox is not here any more.</p>;
        return (
          <>
            <ul className="cards">
              {all.map((each) => (
                <li key={each.id}>
                  <a href={to("inboxes", each.id)} onClick={follow(to("inboxes", each.id))}><strong dir="auto">{each.name}</strong></a>
                  <span>{CHANNELS.find(([channel]) => channel === (each.channel ?? "api"))?.[1]}</span>
                  {each.channel !== "email" && <span className="hint">{each.origins?.length ? each.origins.join(", ") : "no site of yours yet"}{each.identity === "signed" ? " · only whom you vouch for" : ""}</span>}
                </li>
              ))}
            </ul>
            {!all.length && <p>There is no inbox yet. Customers need one to write to.</p>}
            <p><a className="button main" href={to("inboxes", "new")} onClick={follow(to("inboxes", "new"))}>New inbox</a></p>
          </>
        );
      }}
    </Loaded>
  );
}

interface Draft { name: string; channel: string; sites: string; identity: string }
const draftOf = (inbox?: InboxOut): Draft => ({
  name: inbox?.name ?? "", channel: inbox?.channel ?? "chat", sites: inbox?.origins?.join("\n") ?? "", identity: inbox?.identity ?? "anyone",
});
const bodyOf = (draft: Draft) => ({ name: draft.name.trim(), channel: draft.channel, origins: inLines(draft.sites), identity: draft.identity });

function Fields({ draft, put }: { draft: Draft; put(change: Partial<Draft>): void }) {
  return (
    <>
      <Line label="Name" name="name" value={draft.name} change={(name) => put({ name })} hint={draft.channel === "email" ? "Customers see it as the sender of what you answer." : "For your own people; customers do not see it."} />
      <Choice label="Customers write by" name="channel" value={draft.channel} change={(channel) => put({ channel })} of={CHANNELS} />
      {draft.channel !== "email" && (
        <>
          <Lines label="Sites that may show the chat" name="origins" value={draft.sites} change={(sites) => put({ sites })} hint={<>One a line, without a path: <code>https://shop.example</code></>} />
          <Choice label="Who may write" name="identity" value={draft.identity} change={(identity) => put({ identity })} of={IDENTITIES} />
        </>
      )}
    </>
  );
}

function New() {
  const [draft, setDraft] = useState(draftOf());
  const [name] = useState(newName);
  async function keep(): Promise<void> {
    const made = await api.ask<InboxOut>("POST", "/inboxes", bodyOf(draft), undefined, `${name}${JSON.stringify(draft).length}`);
    setTimeout(() => go(to("inboxes", made.id), true));
  }
  return (
    <>
      <Back path="inboxes" name="All inboxes" />
      <Form label="New inbox" changed={!!draft.name.trim()} keep={keep} kept="The inbox is made." button="Make it"><Fields draft={draft} put={(change) => setDraft({ ...draft, ...change })} /></Form>
    </>
  );
}

export function Back({ path, name }: { path: string; name: string }) {
  return <p><a href={to(path)} onClick={follow(to(path))}>← {name}</a></p>;
}

function One({ who, inbox, again }: { who: Me; inbox: InboxOut; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(inbox));
  const [secret, setSecret] = useState<string | null>(null);
  const changed = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(inbox)));
  async function renew(): Promise<void> {
    setSecret((await api.ask<{ secret: string }>("POST", `/inboxes/${inbox.id}/secret`)).secret);
  }
  return (
    <>
      <Back path="inboxes" name="All inboxes" />
      <Form label={inbox.name} changed={changed} kept="Saved. It holds from now on." keep={async () => (await api.ask("PATCH", `/inboxes/${inbox.id}`, bodyOf(draft)), await again())}>
        <Fields draft={draft} put={(change) => setDraft({ ...draft, ...change })} />
      </Form>
      {(inbox.channel ?? "api") === "chat" && <Widget who={who} inbox={inbox} />}
      {inbox.channel === "email" ? <MailboxOf inbox={inbox} /> : (
        <section>
          <h2>Secret to vouch with</h2>
          <p>Your server signs a token with it, so that a customer whom you know need not say who they are. The secret before goes on to count until the next is made.</p>
          <p><Act name="Make a new secret" title="Make a new secret?" does={renew} done="The new secret counts from now on."><p>The last but one stops counting at once: what your server signs with it is refused.</p></Act></p>
          <Once title="Secret of this inbox" value={secret} close={() => setSecret(null)}><p>Put it where your server keeps its secrets.</p></Once>
        </section>
      )}
    </>
  );
}

const PLAIN = "#2b5748";

function Widget({ who, inbox }: { who: Me; inbox: InboxOut }) {
  const [colour, setColour] = useState(PLAIN);
  const [side, setSide] = useState("right");
  const [language, setLanguage] = useState("");
  const own = { ...(colour === PLAIN ? {} : { color: colour }), ...(side === "left" ? { position: side } : {}), ...(language ? { language } : {}) };
  const more = Object.entries(own).map(([name, value]) => ` data-${name}="${value}"`).join("");
  const snippet = `<script src="${location.origin}/widget.js" data-tenant="${who.tenant}" data-inbox="${inbox.id}"${more} async></script>`;
  return (
    <section className="widget">
      <h2>The chat on your page</h2>
      <div className="beside">
        <div className="stack">
          <Line label="Colour" name="color" type="color" value={colour} change={setColour} hint="Letters on it are black or white, whichever is read better." />
          <Choice label="Corner" name="position" value={side} change={setSide} of={[["right", "Lower right"], ["left", "Lower left"]]} />
          <Choice label="Language" name="language" value={language} change={setLanguage} of={[["", "As the page or the browser"], ...LANGUAGES.map((each) => [each, languageName(each) ?? each] as const)]} />
          <p className="hint">These choices stand in the line below, nowhere else: paste it anew when you change them.</p>
        </div>
        <iframe title="The chat as customers see it" src={`/preview?${new URLSearchParams({ tenant: who.tenant, inbox: inbox.id, ...own }).toString()}`} />
      </div>
      <p className="hint">This is the real chat: what you write in it is a conversation like any other.{inbox.identity === "signed" && " Nobody vouches for you here, so that it shows itself and takes nothing."}</p>
      <h3>Paste this line into your page</h3>
      <Copied name="Line for your page" text={snippet} />
    </section>
  );
}
