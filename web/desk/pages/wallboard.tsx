/** For the wall: who waits, how long, and with whom things are. */
import { useEffect, useState } from "react";
import type { Row } from "@warmline/shared/apply.ts";
import { quietly } from "../lib/api.ts";
import { hear, view } from "../lib/live.ts";
import { useStore } from "../lib/store.ts";
import { lasting, useNow } from "../lib/time.ts";
import { PRIORITIES, titled } from "../lib/words.ts";
import { Face } from "../parts/face.tsx";

interface Figures {
  readonly queued: number;
  readonly longest_wait_s: number | null;
  readonly joined: number;
  readonly resolved_today: number;
  readonly moods: Readonly<Record<string, number>>;
  readonly time_to_person: { readonly p50: number | null; readonly p90: number | null; readonly n: number };
  readonly reachability: { readonly target_s: number; readonly share: number | null };
}

export function Wallboard() {
  const figures = useFigures();
  const rows = [...useStore(view).rows.values()];
  const now = useNow();
  const waits = rows.filter((each) => each.waiting_since);
  const longest = Math.max(0, ...waits.map((each) => (now - Date.parse(each.waiting_since!)) / 1000));
  useEffect(() => void (document.title = "Wallboard · Warmline desk"), []);
  return (
    <main className="board">
      <h1>Wallboard</h1>
      <dl className="figures">
        <Figure name="Waiting for an answer" value={`${waits.length}`} />
        <Figure name="Longest wait" value={waits.length ? lasting(longest) : "–"} />
        <Figure name="With a person" value={`${rows.filter((each) => each.state === "with_person").length}`} />
        <Figure name="Nobody has it yet" value={`${rows.filter((each) => each.state === "with_person" && !each.agent_id).length}`} />
        {figures && <Figure name="Asked for a person, and wait" value={`${figures.queued}`} />}
        {figures && <Figure name="Resolved today" value={`${figures.resolved_today}`} />}
        {figures && figures.time_to_person.n > 0 && <Figure name="To a person, half of them within" value={lasting(figures.time_to_person.p50 ?? 0)} />}
        {figures && figures.time_to_person.n > 0 && <Figure name="Nine of ten within" value={lasting(figures.time_to_person.p90 ?? 0)} />}
        {figures && figures.reachability.share !== null && <Figure name={`Reached within ${lasting(figures.reachability.target_s)}`} value={`${Math.round(figures.reachability.share * 100)} %`} />}
      </dl>
      <Priorities rows={rows} />
      {figures && Object.keys(figures.moods).length > 0 && <Moods of={figures.moods} />}
    </main>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return <div className="figure"><dt>{name}</dt><dd>{value}</dd></div>;
}

function Priorities({ rows }: { rows: readonly Row[] }) {
  const counts = PRIORITIES.map((name, priority) => {
    const own = rows.filter((each) => each.priority === priority);
    return { name, priority, all: own.length, waits: own.filter((each) => each.waiting_since).length };
  }).reverse();
  const most = Math.max(1, ...counts.map((each) => each.all));
  return (
    <section>
      <h2>By priority</h2>
      <table className="bars">
        <thead><tr><th scope="col">Priority</th><th scope="col">Conversations</th><th scope="col">Waiting</th><th className="unseen">As a bar</th></tr></thead>
        <tbody>
          {counts.map((each) => (
            <tr key={each.name}>
              <th scope="row"><span className={`tag p${each.priority}`}>{each.name}</span></th><td>{each.all}</td><td>{each.waits}</td>
              <td><Bar share={each.all / most} kind={`p${each.priority}`} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Moods({ of }: { of: Readonly<Record<string, number>> }) {
  const all = Object.entries(of).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...all.map(([, count]) => count));
  return (
    <section>
      <h2>How customers feel now</h2>
      <table className="bars">
        <thead><tr><th scope="col">Feeling</th><th scope="col">Conversations</th><th className="unseen">As a bar</th></tr></thead>
        <tbody>{all.map(([name, count]) => <tr key={name}><th scope="row"><Face emotion={name} />{titled(name)}</th><td>{count}</td><td><Bar share={count / most} kind="mood" /></td></tr>)}</tbody>
      </table>
    </section>
  );
}

function Bar({ share, kind }: { share: number; kind: string }) {
  return <svg className={`bar ${kind}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width={100 * share} height="6" rx="1" /></svg>;
}

/** What the service counts; null where it counts nothing yet. Asked for again when something happened. */
function useFigures(): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let timer = 0, there = true;
    const look = (): void => {
      timer = 0;
      void quietly<Figures>("/wallboard", stop.signal).then((found) => (setFigures(found), (there = !!found)), () => undefined);
    };
    look();
    const leave = hear(() => there && (timer ||= window.setTimeout(look, 2000)));
    const often = setInterval(() => there && look(), 30_000);
    return () => (stop.abort(), leave(), clearTimeout(timer), clearInterval(often));
  }, []);
  return figures;
}
