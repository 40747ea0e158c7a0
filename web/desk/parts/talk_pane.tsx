/** One conversation: what was said and felt, and what one can do. */
import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { Me, Message, Reading, Talk } from "../lib/api.ts";
import { whyNot } from "../lib/api.ts";
import { agents, glanceAt, glances, inboxes, say, seen, typing, viewing } from "../lib/live.ts";
import { addressOf, place } from "../lib/route.ts";
import { useShortcuts } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { useTalk, type Open } from "../lib/talk.ts";
import { clock, day } from "../lib/time.ts";
import { PRIORITIES, STATES } from "../lib/words.ts";
import { Composer, kind } from "./composer.tsx";
import { Correct } from "./correct.tsx";
import { FileLine } from "./file_line.tsx";
import { Icon } from "./icon.tsx";
import { Waiting } from "./list.tsx";
import { MessageLine, PendingLine } from "./message_line.tsx";
import { Merge } from "./merge.tsx";
import { NoteLine } from "./note_line.tsx";
import { Panel } from "./panel.tsx";
import { follow } from "./shell.tsx";
import { Snooze } from "./snooze.tsx";
import { TagLinks, Tags } from "./tags.tsx";
import { Transfer } from "./transfer.tsx";
import { useActs, type Does, type Doing } from "./use_acts.ts";

export function TalkPane({ id, who }: { id: string; who: Me }) {
  const open = useTalk(id);
  const glance = useStore(glances).get(id);
  const [told, setTold] = useState("");
  const [details, setDetails] = useState(false);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const does = useActs(open, who, setTold, setDoing);
  const end = (): void => setDoing(null);
  useEffect(() => (glanceAt([id]), kind.set(() => "reply")), [id]);
  useShortcuts({
    "Alt E": does.resolve, "Alt T": does.take, "Alt L": does.reply, "Alt N": does.note, "Alt S": does.snooze, "Alt G": does.tags,
    "Alt P": does.transfer, "Alt M": does.merge,
    C: () => setCorrecting(messageToCorrect([...open.before, ...open.messages], open.readings)),
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
        {open.talk?.merged_into ? <GoesOn into={open.talk.merged_into} /> : <Composer key={id} open={open} />}
      </div>
      <Panel open={open} />
      <Snooze open={doing === "snooze"} close={end} snooze={does.until} />
      <Tags open={doing === "tags"} close={end} talk={open} />
      <Merge open={doing === "merge"} close={end} talk={open} tell={setTold} />
      <Transfer open={doing === "transfer"} close={end} talk={open} who={who} tell={setTold} />
      <Correct
        message={open.messages.find((each) => each.id === correcting)} close={() => setCorrecting(null)}
        correct={(emotion) => void open.correct(correcting!, emotion).then(() => setTold("Corrected."), (error: unknown) => setTold(whyNot(error)))}
      />
    </main>
  );
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
            <SnoozedUntil of={talk} />
            <TagLinks ids={talk.tags} />
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
        <More does={does} />
        {does.snooze && <button className="for-snooze" onClick={does.snooze} title="Alt S"><Icon of="clock" />{talk?.snoozed ? "Bring it back" : "Snooze"}</button>}
        {does.take && <button onClick={does.take}>{talk?.agent_id === who.id ? "Leave it" : "Take it"}</button>}
        {does.resolve && <button className="main" onClick={does.resolve} title="Alt E"><Icon of="check" />Resolve</button>}
      </div>
      <Others id={open.talk?.id ?? ""} />
    </header>
  );
}

function More({ does }: { does: Does }) {
  const all: [id: string, name: string, keys: string, does: (() => void) | undefined][] = [
    ["snooze", "Snooze, or bring it back", "Alt S", does.snooze], ["tags", "Tags…", "Alt G", does.tags], ["note", "Write a note", "Alt N", does.note],
    ["transfer", "Pass it on…", "Alt P", does.transfer], ["merge", "Merge…", "Alt M", does.merge],
  ];
  const can = all.filter((each) => each[3]);
  return can.length > 0 && (
    <MenuTrigger>
      <Button className="icon-only" aria-label="More to do"><Icon of="more" /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu keyed" aria-label="More to do" onAction={(key) => setTimeout(() => can.find(([id]) => id === key)?.[3]?.())}>
          {can.map(([id, name, keys]) => <MenuItem key={id} id={id} textValue={name}><span>{name}</span><kbd>{keys}</kbd></MenuItem>)}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function SnoozedUntil({ of: { snoozed, snoozed_until: until } }: { of: Talk }) {
  return snoozed && <span className="snoozed"><Icon of="clock" />Snoozed until {until ? `${day(until)}, ${clock(until)}` : "the customer writes"}</span>;
}

function GoesOn({ into }: { into: string }) {
  return <p className="goes-on">This was merged. It goes on in <a href={addressOf(into)} onClick={follow(addressOf(into))}>the earlier conversation</a>, where you answer.</p>;
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
  const letters = new Map(open.letters.filter((each) => each.way === "out").map((each) => [each.message_id, each]));
  const count = open.messages.length + open.before.length + open.notes.length + open.pending.length + open.readings.size + Number(writes);
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
          {open.joined.length > 0 && each.from !== (all[index - 1]?.from ?? id) && <p className="day">{each.from === id ? "In this conversation" : "In the one that was merged into this"}</p>}
          {each.note ? (
            <NoteLine note={each.note} drop={open.drop} />
          ) : each.message ? (
            <MessageLine message={each.message} reading={open.readings.get(each.message.id)} name={name} correct={correct} isSeen={each.message.id === lastSeen} letter={letters.get(each.message.id)} />
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
  const nothing = { message: null, file: null, note: null };
  const placed = (each: { id: string; at: string; conversation_id: string }) => ({ ...nothing, key: each.id, at: each.at, from: each.conversation_id });
  const said = [...open.before, ...open.messages].map((message) => ({ ...placed(message), message }));
  const sent = open.files.map((file) => ({ ...placed(file), file })), noted = open.notes.map((note) => ({ ...placed(note), note }));
  return [...said, ...sent, ...noted].sort((a, b) => a.at.localeCompare(b.at));
}

/** The one that has the focus, else the customer's newest. */
function messageToCorrect(messages: readonly Message[], readings: ReadonlyMap<string, Reading>): string | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-message]")?.dataset["message"];
  if (focused && readings.has(focused)) return focused;
  return messages.findLast((each) => readings.has(each.id))?.id ?? null;
}
