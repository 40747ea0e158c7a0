/** Who it is about, beside the conversation. */
import { useEffect, useState, type ReactNode } from "react";
import { SECTIONS, type Handover, type Passport } from "@warmline/shared/handover.ts";
import { quietly, type Contact, type Page, type Standing, type Talk } from "../lib/api.ts";
import { addressOf } from "../lib/route.ts";
import type { Open } from "../lib/talk.ts";
import { clock, day, lasting } from "../lib/time.ts";
import { languageName, STATES, titled } from "../lib/words.ts";
import { Course } from "./course.tsx";
import { Icon } from "./icon.tsx";
import { follow } from "./shell.tsx";

const HEADINGS: Readonly<Record<string, string>> = { facts: "Facts", tried: "Was tried", open: "Still open", feeling: "How they feel" };

export function Panel({ open }: { open: Open }) {
  const { talk } = open;
  const whose = talk ? `/contacts/${talk.contact_id}` : null, own = talk ? `/conversations/${talk.id}` : null;
  const when = `${talk?.state} ${talk?.agent_id} ${talk?.messages}`;
  const contact = useFound<Contact>(whose, open.changes);
  const standing = useFound<Page<Standing>>(whose && `${whose}/consents/standing`, open.changes);
  const before = useFound<Page<Talk>>(talk && `/conversations?contact_id=${talk.contact_id}&limit=20`, `${talk?.state} ${open.joined.length}`);
  const handover = useFound<Handover>(own && `${own}/handover`, when);
  const earlier = before?.items.filter((each) => each.id !== talk?.id) ?? [];
  return (
    <aside className="panel" aria-label="About this customer">
      {talk?.guarded && <p className="guarded"><Icon of="lock" /><span><strong>Guarded.</strong> Nothing may be sent to any other address or device.</span></p>}
      <Part title="How it goes">
        {contact && !contact.read ? <p className="hint">This customer does not want to be read, and is not.</p> : <Course messages={open.before.length ? [...open.before, ...open.messages].sort((a, b) => a.at.localeCompare(b.at)) : open.messages} readings={open.readings} />}
      </Part>
      {handover && handover.state !== "none" && <Part title="Hand-over"><HandoverFacts of={handover} /></Part>}
      {talk && [talk.id, ...open.joined.map((each) => each.id)].map((each) => <PassportOf key={each} id={each} when={`${when} ${open.changes}`} merged={each !== talk.id} />)}
      {contact && <Part title="Customer"><ContactFacts of={contact} /></Part>}
      {standing && (
        <Part title="What they agreed to">
          <ul className="consents">
            {standing.items.map((each) => (
              <li key={each.purpose}><span className={each.may ? "yes" : "no"}>{each.may ? "Yes" : "No"}</span> {titled(each.purpose)} {!each.answer && <span className="sure">not asked</span>}</li>
            ))}
          </ul>
        </Part>
      )}
      {earlier.length > 0 && (
        <Part title="Other conversations">
          <ul>
            {earlier.map((each) => (
              <li key={each.id}><a href={addressOf(each.id)} onClick={follow(addressOf(each.id))}>{day(each.started_at)}, {clock(each.started_at)}</a> <span className="sure">{each.merged_into ? (each.merged_into === talk?.id ? "Merged into this" : "Merged") : STATES[each.state]}, {each.messages} messages</span></li>
            ))}
          </ul>
        </Part>
      )}
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section><h2>{title}</h2>{children}</section>;
}

function ContactFacts({ of }: { of: Contact }) {
  const facts: [string, string | null | undefined][] = [
    ["Name", of.name], ["Number", of.external_id], ["E-mail", of.email], ["Telephone", of.phone], ["Language", languageName(of.language)],
    ...Object.entries(of.attributes ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    ["Known since", day(of.created_at)],
  ];
  return <dl>{facts.map(([name, value]) => value && <div key={name}><dt dir="auto">{name}</dt><dd dir="auto">{value}</dd></div>)}</dl>;
}

function HandoverFacts({ of }: { of: Handover }) {
  const facts: [string, string | null | undefined][] = [
    ["Stands", { none: "", queued: "Waits for a person", callback: "Wants to be called back", joined: "A person is here", resolved: "Resolved" }[of.state]],
    ["Place in the queue", of.position?.toString()],
    ["Asked", of.asked_at && `${clock(of.asked_at)}${of.asks > 1 ? `, ${of.asks} times` : ""}`],
    ["Person after", of.seconds_to_person === null ? null : lasting(of.seconds_to_person)],
    ["Call back", of.callback && `${of.callback.channel}: ${of.callback.address}`],
    ["Open again", !of.open && of.opens_at ? `${day(of.opens_at)}, ${clock(of.opens_at)}` : null],
  ];
  return <dl>{facts.map(([name, value]) => value && <div key={name}><dt>{name}</dt><dd dir="auto">{value}</dd></div>)}</dl>;
}

function PassportOf({ id, when, merged }: { id: string; when: string; merged: boolean }) {
  const passport = useFound<Passport>(`/conversations/${id}/passport`, when);
  return passport && passport.entries.length > 0 && <Part title={merged ? "Passport of the one that was merged" : "Passport"}><PassportFacts of={passport} /></Part>;
}

function PassportFacts({ of }: { of: Passport }) {
  return SECTIONS.map((section) => {
    const entries = of.entries.filter((each) => each.section === section);
    return entries.length > 0 && (
      <div key={section} className="entries">
        <h3>{HEADINGS[section]}</h3>
        <ul>{entries.map((each) => <li key={each.id} dir="auto">{each.struck ? <s>{each.text}</s> : each.text} {each.by !== "warmline" && <span className="sure">by the {each.by}</span>}</li>)}</ul>
      </div>
    );
  });
}

/** What is there, looked up anew when `when` changes; null until then, and where it is not. */
function useFound<T>(path: string | null, when?: unknown): T | null {
  const [found, setFound] = useState<T | null>(null);
  useEffect(() => {
    if (!path) return;
    const stop = new AbortController();
    void quietly<T>(path, stop.signal).then(setFound, () => undefined);
    return () => stop.abort();
  }, [path, when]);
  return found;
}
