/** How somebody felt from turn to turn: a line, and the same as a table. */
import { useState } from "react";
import type { Message, Reading } from "../lib/api.ts";
import { clock } from "../lib/time.ts";
import { holds, inWords, titled } from "../lib/words.ts";
import { sideOf } from "./face.tsx";

const WIDE = 280, HIGH = 96, EDGE = 8;

export function Course({ messages, readings }: { messages: readonly Message[]; readings: ReadonlyMap<string, Reading> }) {
  const [table, setTable] = useState(false);
  const turns = messages.flatMap((message) => {
    const reading = readings.get(message.id);
    return reading ? [{ message, reading }] : [];
  });
  const last = turns.at(-1)?.reading;
  if (!last) return <p className="hint">Nothing was read here yet.</p>;
  const x = (index: number): number => (turns.length === 1 ? WIDE / 2 : EDGE + (index / (turns.length - 1)) * (WIDE - 2 * EDGE));
  const y = (valence: number): number => EDGE + ((1 - valence) / 2) * (HIGH - 2 * EDGE);
  return (
    <>
      <p className="trend">Last <strong>{titled(holds(last)).toLowerCase()}</strong>, {inWords(last.mood.trend)} after {last.mood.turns} turn{last.mood.turns === 1 ? "" : "s"}</p>
      <svg className="course" viewBox={`0 0 ${WIDE} ${HIGH}`} aria-hidden="true" focusable="false">
        <path className="axis" d={`M${EDGE} ${y(0)}H${WIDE - EDGE}`} />
        <path className="line" d={turns.map(({ reading }, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(reading.valence).toFixed(1)}`).join("")} />
        {turns.map(({ message, reading }, index) => (
          <circle key={message.id} className={sideOf(holds(reading))} cx={x(index)} cy={y(reading.valence)} r={turns.length > 30 ? 2 : 4} />
        ))}
        <text x={EDGE} y={EDGE + 4}>pleasant</text>
        <text x={EDGE} y={HIGH - 2}>unpleasant</text>
      </svg>
      <button className="quiet small" aria-expanded={table} onClick={() => setTable(!table)}>{table ? "Hide the table" : "As a table"}</button>
      <table className={table ? "turns" : "unseen"}>
        <caption>How they felt, turn by turn; −1 is unpleasant, 1 pleasant</caption>
        <thead><tr><th scope="col">At</th><th scope="col">Feeling</th><th scope="col">Pleasant</th></tr></thead>
        <tbody>
          {turns.map(({ message, reading }) => (
            <tr key={message.id}><td>{clock(message.at)}</td><td>{titled(holds(reading))}</td><td>{reading.valence.toFixed(2).replace("-", "−")}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
