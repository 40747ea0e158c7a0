/** One conversation: what was said and felt, and what one can do. */
import { useEffect, useRef, useState } from "react";
import type { Me, Message, Reading } from "../lib/api.ts";
import { whyNot } from "../lib/api.ts";
import { agents, glanceAt, glances, inboxes, say, seen, typing, viewing } from "../lib/live.ts";
import { addressOf, place } from "../lib/route.ts";
import { useShortcuts } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { useTalk, type Open } from "../lib/talk.ts";
import { day } from "../lib/time.ts";
import { PRIORITIES, STATES } from "../lib/words.ts";
import { Composer } from "./composer.tsx";
import { Correct } from "./correct.tsx";
import { FileLine } from "./file_line.tsx";
import { Icon } from "./icon.tsx";
import { Waiting } from "./list.tsx";
import { MessageLine, PendingLine } from "./message_line.tsx";
import { acts } from "./palette.tsx";
import { Panel } from "./panel.tsx";
import { follow } from "./shell.tsx";

export function TalkPane({ id, who }: { id: string; who: Me }) {
  const open = useTalk(id);
  const glance = useStore(glances).get(id);
  const [told, setTold] = useState("");
  const [details, setDetails] = useState(false);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const does = useActs(open, who, setTold);
  useEffect(() => glanceAt([id]), [id]);
  const reply = (): void => document.querySelector<HTMLTextAreaElement>("#reply")?.focus();
  useShortcuts({
    "Alt E": does.resolve, "Alt T": does.take, "Alt L": reply,
    C: () => setCorrecting(messageToCorrect(open.messages, open.readings)),
  });
  const name = glance?.contact_name ?? "Somebody";
  if (open.missing)
    return <main className="pane empty"><h1>Not here</h1><p className="hint">{open.missing}</p><a className="button" href="/desk" onClick={follow("/desk")}>To the inbox</a></main>;
  return (
    <main className={`pane ${details ? "with-details" : ""}`}>
      <div className="talk">
        <Head open={open} name={name} does={does} who={who} details={details} turn={() => setDetails(!details)} />
        <p className="told" role="status">{told}</p>
        <Log open={open} name={name} correct={setCorrecting} />
        <Composer key={id} open={open} />
      </div>
      <Panel open={open} />
      <Correct
        message={open.messages.find((each) => each.id === correcting)} close={() => setCorrecting(null)}
        correct={(emotion) => void open.correct(correcting!, emotion).then(() => setTold("Corrected."), (error: unknown) => setTold(whyNot(error)))}
      />
    </main>
  );
}

interface Does {
  readonly take?: () => void;
  readonly resolve?: () => void;
  readonly bring?: () => void;
  give(agentId: string | null): void;
}

/** What may be done now; the palette knows it too. */
function useActs(open: Open, who: Me, tell: (text: string) => void): Does {
  const { talk } = open;
  const act = (method: "POST" | "PUT", what: string, body: unknown, done: string) => (): void =>
    void open.change(method, what, body).then(() => tell(done), (error: unknown) => tell(whyNot(error)));
  const mine = talk?.agent_id === who.id;
  const does: Does = {
    take: talk ? act("PUT", "assignment", { agent_id: mine ? null : who.id }, mine ? "You left it: it is anybody's now." : "It is yours.") : undefined,
    resolve: talk && talk.state !== "resolved" ? act("POST", "resolution", {}, "Resolved. It opens again when the customer writes.") : undefined,
    bring: talk?.state === "open" ? act("POST", "handover", {}, "From now on a person answers.") : undefined,
    give: (agentId) => act("PUT", "assignment", { agent_id: agentId }, "Given.")(),
  } as Does;
  useEffect(() => {
    acts.set(() => [
      ...(does.take ? [{ name: mine ? "Leave this conversation" : "Take this conversation", does: does.take }] : []),
      ...(does.resolve ? [{ name: "Resolve this conversation", does: does.resolve }] : []),
      ...(does.bring ? [{ name: "Bring in a person", does: does.bring }] : []),
    ]);
    return () => acts.set(() => []);
  }, [talk, mine]);
  return does;
}

function Head({ open, name, does, who, details, turn }: { open: Open; name: string; does: Does; who: Me; details: boolean; turn(): void }) {
  const { talk } = open;
  const inbox = useStore(inboxes).get(talk?.inbox_id ?? "");
  const { query } = useStore(place);
  const all = useStore(agents);
  const holder = talk?.agent_id ? (all.get(talk.agent_id) ?? "somebody") : null;
  return (
    <header className="head">
      <a className="button icon-only back" href={addressOf(null, query)} onClick={follow(addressOf(null, query))} aria-label="Back to the list"><Icon of="back" /></a>
      <div className="title">
        <h1><bdi>{name}</bdi></h1>
        {talk && (
          <p className="facts">
            {inbox && <span dir="auto">{inbox}</span>}
            <span>{STATES[talk.state]}</span>
            {talk.priority > 0 && <span className={`tag p${talk.priority}`}>{PRIORITIES[talk.priority]}</span>}
            <span>{holder ? (talk.agent_id === who.id ? "Yours" : <>With <bdi>{holder}</bdi></>) : "Nobody has it"}</span>
            <Waiting since={talk.waiting_since} />
          </p>
        )}
      </div>
      <div className="does">
        <button className="quiet for-details" aria-expanded={details} onClick={turn}>Details</button>
        {does.bring && <button onClick={does.bring}>Bring in a person</button>}
        {who.roles.includes("lead") && talk && (
          <select aria-label="Give it to" value={talk.agent_id ?? ""} onChange={(event) => does.give(event.target.value || null)}>
            <option value="">Unassigned</option>
            {[...all].map(([id, each]) => <option key={id} value={id}>{each}</option>)}
          </select>
        )}
        {does.take && <button onClick={does.take}>{talk?.agent_id === who.id ? "Leave it" : "Take it"}</button>}
        {does.resolve && <button className="main" onClick={does.resolve} title="Alt E"><Icon of="check" />Resolve</button>}
      </div>
      <Others id={open.talk?.id ?? ""} />
    </header>
  );
}

/** Who else is here: two should not answer at once. */
function Others({ id }: { id: string }) {
  const all = useStore(agents);
  const look = useStore(viewing).get(id), write = useStore(typing).get(id);
  const names = (doing: Iterable<string>): string => [...doing].filter(Boolean).map((each) => all.get(each) ?? "Somebody").join(", ");
  const writing = names(write?.keys() ?? []), looking = names(look?.keys() ?? []);
  const text = writing ? `${writing} is writing here too` : looking ? `${looking} is looking at this too` : "";
  return <p className={`others ${writing ? "now" : ""}`} role="status">{text && <><Icon of={writing ? "pen" : "eye"} />{text}</>}</p>;
}

function Log({ open, name, correct }: { open: Open; name: string; correct(id: string): void }) {
  const box = useRef<HTMLDivElement>(null);
  const stays = useRef(true);
  const id = open.talk?.id ?? "";
  const writes = useStore(typing, (all) => all.get(id)?.has("") ?? false);
  const read = useStore(seen, (all) => all.get(id) ?? 0);
  const lastSeen = open.messages.findLast((each) => each.role !== "customer" && each.number <= read)?.id;
  const count = open.messages.length + open.pending.length + open.readings.size + Number(writes);
  useEffect(() => {
    if (stays.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [count]);
  useEffect(() => {
    const back = (): void => {
      const last = open.messages.at(-1);
      if (!document.hidden && last) say("seen", last.conversation_id, last.number);
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, [open.messages]);
  return (
    <div
      className="log" role="log" aria-label="What was said" tabIndex={0} ref={box}
      onScroll={({ currentTarget: own }) => (stays.current = own.scrollHeight - own.scrollTop - own.clientHeight < 80)}
    >
      {inTime(open).map((each, index, all) => (
        <div key={each.key} className="turn">
          {day(each.at) !== (all[index - 1] && day(all[index - 1]!.at)) && <p className="day">{day(each.at)}</p>}
          {each.message ? (
            <MessageLine message={each.message} reading={open.readings.get(each.message.id)} name={name} correct={correct} isSeen={each.message.id === lastSeen} />
          ) : (
            <FileLine file={each.file!} name={name} />
          )}
        </div>
      ))}
      {open.pending.map((each) => <PendingLine key={each.client_id} pending={each} again={() => void open.send(each.text, each.client_id)} />)}
      {writes && <p className="writes"><bdi>{name}</bdi> is writing…</p>}
    </div>
  );
}

function inTime(open: Open) {
  const said = open.messages.map((message) => ({ key: message.id, at: message.at, message, file: null }));
  const sent = open.files.map((file) => ({ key: file.id, at: file.at, message: null, file }));
  return sent.length ? [...said, ...sent].sort((a, b) => a.at.localeCompare(b.at)) : said;
}

/** The one that has the focus, else the customer's newest. */
function messageToCorrect(messages: readonly Message[], readings: ReadonlyMap<string, Reading>): string | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-message]")?.dataset["message"];
  if (focused && readings.has(focused)) return focused;
  return messages.findLast((each) => readings.has(each.id))?.id ?? null;
}
