/** Where an inbox has its letters, and how fetching and sending them goes. */
import { useEffect, useState } from "react";
import type { CheckOut, InboxOut, MailboxOut, OpenServer } from "@warmline/shared/api.d.ts";
import { api, quietly, whyNot } from "../lib/api.ts";
import { Act, Choice, Form, Line, Loaded, useKept, when } from "./kit.tsx";

type Which = "imap" | "smtp";
type Security = NonNullable<OpenServer["security"]>;
interface Server { host: string; port: string; security: Security; user: string; password: string }
interface Draft { address: string; folder: string; imap: Server; smtp: Server }

const SERVERS = {
  imap: { name: "Fetched from (IMAP)", does: "fetched", usual: "tls", ports: { tls: "993", starttls: "143", none: "143" } },
  smtp: { name: "Sent by (SMTP)", does: "sent", usual: "starttls", ports: { tls: "465", starttls: "587", none: "25" } },
} as const;
const BOTH = ["imap", "smtp"] as const;
const SECURITIES = [["tls", "TLS from the beginning"], ["starttls", "STARTTLS"], ["none", "None: a server on this machine alone"]] as const;

/** Until it is asked again whether a new mailbox was looked at. */
const SOON = 5000;

export function MailboxOf({ inbox }: { inbox: InboxOut }) {
  const found = useKept(() => quietly<MailboxOut>(`/inboxes/${inbox.id}/mailbox`), inbox.id);
  return (
    <section aria-label="Mailbox">
      <h2>Mailbox</h2>
      <p>What customers write to it becomes conversations here, and what is answered goes out by it. Letters stay in the mailbox, marked as read.</p>
      <Loaded of={found}>{(mailbox) => <Own path={`/inboxes/${inbox.id}/mailbox`} mailbox={mailbox} again={found.again} />}</Loaded>
    </section>
  );
}

function Own({ path, mailbox, again }: { path: string; mailbox: MailboxOut | null; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(mailbox));
  const [tried, setTried] = useState<Tried>(null);
  const server = (which: Which) => (change: Partial<Server>) => setDraft({ ...draft, [which]: { ...draft[which], ...change } });
  const changed = mailbox ? JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(mailbox))) : !!(draft.address && draft.imap.host && draft.smtp.host);

  useEffect(() => {
    if (!mailbox || mailbox.looked_at || mailbox.why) return;
    const soon = setTimeout(() => void again(), SOON);
    return () => clearTimeout(soon);
  }, [mailbox]);

  async function check(): Promise<void> {
    setTried("now");
    setTried(await api.ask<CheckOut>("POST", `${path}/check`).catch(whyNot));
    await again();
  }

  async function keep(): Promise<void> {
    setDraft(draftOf(await api.ask<MailboxOut>("PUT", path, bodyOf(draft))));
    await again();
    void check();
  }

  async function remove(): Promise<void> {
    await api.ask("DELETE", path);
    setDraft(draftOf(null));
    setTried(null);
    await again();
  }

  return (
    <>
      {mailbox && <Stands mailbox={mailbox} />}
      <div role="status" className="stack"><Tries of={tried} /></div>
      {mailbox && (
        <p className="under">
          <button type="button" disabled={tried === "now"} onClick={() => void check()}>Check both servers</button>
          <Act name="Remove" title="Remove this mailbox?" button="Remove it" does={remove} done="The mailbox is removed."><p>Nothing is fetched or sent there any more. Letters that came stay where they are, here and in the mailbox; those that wait to be sent wait until there is one again. The passwords are deleted.</p></Act>
        </p>
      )}
      <Form label="Mailbox" changed={changed} keep={keep} kept="Saved. What comes from now on is fetched.">
        <Line label="Address" name="address" type="email" value={draft.address} change={(address) => setDraft({ ...draft, address })} hint="To which customers write, and from which they are answered." />
        <Line label="Folder" name="folder" value={draft.folder} change={(folder) => setDraft({ ...draft, folder })} hint={<>In which letters come: <code>INBOX</code>, unless they are sorted elsewhere.</>} />
        <div className="pair">
          {BOTH.map((which) => <ServerFields key={which} which={which} draft={draft[which]} before={mailbox?.[which]} put={server(which)} />)}
        </div>
      </Form>
    </>
  );
}

function ServerFields({ which, draft, before, put }: { which: Which; draft: Server; before: OpenServer | undefined; put(change: Partial<Server>): void }) {
  const { name, ports } = SERVERS[which];
  const usual = draft.port === ports[draft.security];
  return (
    <fieldset className="server">
      <legend>{name}</legend>
      <Line label="Host" name={`${which}.host`} value={draft.host} change={(host) => put({ host })} placeholder={`${which}.shop.example`} />
      <Choice label="Security" name={`${which}.security`} value={draft.security} change={(chosen) => put({ security: chosen as Security, ...(usual ? { port: ports[chosen as Security] } : {}) })} of={SECURITIES} />
      <Line label="Port" name={`${which}.port`} type="number" value={draft.port} change={(port) => put({ port })} />
      <Line label="User" name={`${which}.user`} value={draft.user} change={(user) => put({ user })} />
      <Line label="Password" name={`${which}.password`} type="password" value={draft.password} change={(password) => put({ password })} hint={ofPassword(draft, before)} />
    </fieldset>
  );
}

function ofPassword(draft: Server, before: OpenServer | undefined): string {
  if (!before?.user) return "Never shown again.";
  return isSame(draft, before) ? "Kept; type a new one to replace it." : "Type it again: the one that is kept is of what stood here before.";
}

/** Whether it is the user of the server whose password is kept. */
function isSame(draft: Server, before: OpenServer): boolean {
  const { password: _, ...own } = serverOf(draft);
  return JSON.stringify(own) === JSON.stringify({ host: before.host, port: before.port, security: before.security, user: before.user });
}

type Tried = CheckOut | string | "now" | null;

function Tries({ of }: { of: Tried }) {
  if (!of) return null;
  if (of === "now") return <p className="hint">Both are being asked. One moment…</p>;
  if (typeof of === "string") return <p className="note bad">{of}</p>;
  return BOTH.map((which) => (
    <p key={which} className={`note ${of[which] ? "bad" : "good"}`}>Letters {of[which] ? <><strong>cannot be {SERVERS[which].does}:</strong> {of[which]}.</> : <>can be {SERVERS[which].does}.</>}</p>
  ));
}

function Stands({ mailbox }: { mailbox: MailboxOut }) {
  return (
    <>
      {mailbox.why && <p className="note bad"><strong>Nothing can be fetched at present:</strong> {mailbox.why}. It is tried again by itself.</p>}
      <dl className="told-words">
        <div><dt>Last looked at</dt><dd>{mailbox.looked_at ? when(mailbox.looked_at) : "Not yet"} <span className="hint">Noted when something came, otherwise once an hour</span></dd></div>
        <div><dt>Passed over</dt><dd>{mailbox.passed} <span className="hint">Nobody wrote them: lists, automatic answers, our own</span></dd></div>
        <div><dt>Could not be read</dt><dd>{mailbox.unread} <span className="hint">{mailbox.unread ? `Still unread in the mailbox; of the last: ${mailbox.unread_why}` : "They would stay unread in the mailbox"}</span></dd></div>
      </dl>
    </>
  );
}

function draftOf(mailbox: MailboxOut | null): Draft {
  const of = (which: Which): Server => {
    const own = mailbox?.[which];
    const security = own?.security ?? SERVERS[which].usual;
    return { host: own?.host ?? "", port: own ? `${own.port}` : SERVERS[which].ports[security], security, user: own?.user ?? "", password: "" };
  };
  return { address: mailbox?.address ?? "", folder: mailbox?.folder ?? "INBOX", imap: of("imap"), smtp: of("smtp") };
}

function serverOf({ host, port, security, user, password }: Server) {
  return { host: host.trim(), port: Number(port), security, user: user.trim() || null, password: password || null };
}

function bodyOf({ address, folder, imap, smtp }: Draft) {
  return { address: address.trim(), folder: folder.trim() || "INBOX", imap: serverOf(imap), smtp: serverOf(smtp) };
}
