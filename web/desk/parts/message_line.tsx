/** One message: who said it, the words that showed something, and how it was read. */
import { memo, useState } from "react";
import { api, whyNot, type Decision, type Letter, type Message, type Reading } from "../lib/api.ts";
import { agents } from "../lib/live.ts";
import { inPieces } from "../lib/marks.ts";
import { useStore } from "../lib/store.ts";
import type { Pending } from "../lib/talk.ts";
import { clock } from "../lib/time.ts";
import { because, holds, inWords, languageName, needInWords, PRIORITIES, sureness, titled, troubleOf } from "../lib/words.ts";
import { Face } from "./face.tsx";
import { Icon } from "./icon.tsx";

/** Weight from which on words are marked; those with less stand in the reasons alone. */
const WORTH = 0.3;

export const MessageLine = memo(function MessageLine({ message, reading, name, correct, isSeen, letter }: {
  message: Message; reading: Reading | undefined; name: string; correct(id: string): void; isSeen: boolean; letter: Letter | undefined;
}) {
  const author = useStore(agents).get(message.author ?? "");
  const by = message.role === "customer" ? name : message.role === "agent" ? (author ?? "Agent") : "Warmline";
  const trouble = letter && troubleOf(letter);
  return (
    <article className={`message ${message.role}`} data-message={message.id} id={message.id} aria-label={`${by}, ${clock(message.at)}`}>
      <p className="by">
        {message.role === "bot" && <Icon of="machine" />}
        <strong dir="auto">{by}</strong>
        {message.role === "bot" && <span className="tag">machine</span>}
        <time dateTime={message.at}>{clock(message.at)}</time>
      </p>
      <p className="words" dir="auto" lang={message.language || undefined}>{reading ? <Marked text={message.text} reading={reading} /> : message.text}</p>
      {trouble && <p className={letter.state === "failed" ? "failed" : "delayed"}><Icon of="warn" />{trouble}</p>}
      {isSeen && <p className="seen"><Icon of="eye" />Seen</p>}
      {reading && <Read message={message} reading={reading} correct={correct} />}
    </article>
  );
});

function Marked({ text, reading }: { text: string; reading: Reading }) {
  const own = reading.evidence.filter((each) => each.weight >= WORTH);
  return inPieces(text, own, reading.cues).map((piece, index) => {
    const { evidence, cues } = piece;
    if (!evidence.length && !cues.length) return piece.text;
    const shows = [...new Set([...evidence.map((each) => inWords(each.emotion).toLowerCase()), ...cues.map((each) => inWords(each.kind))])].join(", ");
    return <mark key={index} className={evidence.length ? "evidence" : "cue"} title={shows}>{piece.text}</mark>;
  });
}

function Read({ message, reading, correct }: { message: Message; reading: Reading; correct(id: string): void }) {
  const [open, setOpen] = useState(false);
  const emotion = holds(reading);
  return (
    <div className="read">
      <p className="feels">
        <Face emotion={emotion} />
        <span><strong>{titled(emotion)}</strong> <span className="sure">{sureness(reading)}</span></span>
        {reading.flags.map((each, index) => (
          <span key={index} className="flag"><Icon of="warn" />{titled(each.kind)} <span className="sure">{Math.round(each.p * 100)} %</span></span>
        ))}
        <span className="space" />
        <button className="quiet small" aria-expanded={open} onClick={() => setOpen(!open)}>Why<span className="unseen"> was it read and dealt with so?</span></button>
        <button className="quiet small" onClick={() => correct(message.id)} aria-keyshortcuts="C">Correct</button>
      </p>
      {open && <Why message={message} reading={reading} />}
    </div>
  );
}

function Why({ message, reading }: { message: Message; reading: Reading }) {
  const words = [...reading.evidence].filter((each) => each.weight > 0).sort((a, b) => b.weight - a.weight).slice(0, 6);
  const cues = [...new Set(reading.cues.map((each) => inWords(each.kind)))];
  const others = Object.entries(reading.emotions).filter(([, p]) => p >= 0.1).sort(([, a], [, b]) => b - a).slice(0, 4);
  return (
    <div className="why">
      <dl>
        {reading.corrected && <><dt>Read as</dt><dd>{titled(reading.emotion)}, before it was corrected</dd></>}
        {words.length > 0 && <><dt>Words that showed it</dt><dd>{words.map((each, index) => <span key={index}>{index > 0 && ", "}“<bdi>{each.text}</bdi>” ({inWords(each.emotion).toLowerCase()})</span>)}</dd></>}
        {cues.length > 0 && <><dt>Signs</dt><dd>{cues.join(", ")}</dd></>}
        {others.length > 0 && <><dt>How likely</dt><dd>{others.map(([each, p]) => `${titled(each)} ${Math.round(p * 100)} %`).join(", ")}</dd></>}
        {reading.needs.length > 0 && <><dt>Needs</dt><dd>{reading.needs.map(needInWords).join(", ")}</dd></>}
        {reading.appraisal.event && <><dt>What happened</dt><dd>“<bdi>{reading.appraisal.event.text}</bdi>”</dd></>}
        {reading.appraisal.goal && <><dt>What they want</dt><dd>“<bdi>{reading.appraisal.goal.text}</bdi>”</dd></>}
        {reading.ask && <><dt>Worth asking</dt><dd>about the {reading.ask.about}: {reading.ask.why}</dd></>}
        <dt>Language</dt><dd>{languageName(reading.language) ?? "not known"}</dd>
      </dl>
      <Decided id={message.id} />
      <p className="hint">A reading is a guess from the words alone. That you looked is in the audit log, and the customer may see it.</p>
    </div>
  );
}

function Decided({ id }: { id: string }) {
  const [decision, setDecision] = useState<Decision | string | null>(null);
  if (decision === null) {
    return (
      <button
        className="small" onClick={() => void api.get<Decision>(`/messages/${id}/decision`).then(setDecision, (error: unknown) => setDecision(whyNot(error)))}
      >What was done about it?</button>
    );
  }
  if (typeof decision === "string") return <p role="status">{decision}</p>;
  return (
    <div className="decision" role="status">
      <p><strong>{titled(decision.action)}</strong>{decision.priority > 0 && <> with priority <span className={`tag p${decision.priority}`}>{PRIORITIES[decision.priority]}</span></>}, because:</p>
      <ul>{decision.reasons.map((each, index) => <li key={index}>{titled(each.rule)} <span className="sure">({because(each)})</span></li>)}</ul>
    </div>
  );
}

export function PendingLine({ pending, again }: { pending: Pending; again(): void }) {
  return (
    <article className="message agent pending" aria-label="On its way">
      <p className="words" dir="auto">{pending.text}</p>
      {pending.failed ? (
        <p className="failed" role="alert">Not sent. {pending.failed} <button className="small" onClick={again}>Send again</button></p>
      ) : (
        <p className="by">Sending…</p>
      )}
    </article>
  );
}
