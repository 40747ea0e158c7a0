/** How somebody is being read: the emotion, the words that show it, how sure, and their own word against it. */
import type { ShownReading } from "@warmline/shared/api.d.ts";
import type { JSX } from "preact";
import type { Given } from "./Talk.tsx";
import type { Say, Words } from "./words.ts";

export function HowRead({ chat, say, id }: Given & { id: string }): JSX.Element {
  const reading = chat.state.readings[id];
  const open = reading !== undefined;
  return (
    <div class="how">
      <button type="button" class="link" aria-expanded={open} onClick={() => (open ? chat.hide(id) : chat.explain(id))}>
        {say("how_read")}
      </button>
      {reading === null && <p>{say("not_read")}</p>}
      {reading && (
        <div class="reading" role="status">
          <Verdict say={say} reading={reading} names={chat.state.words!.emotions} />
          <details key={reading.corrected?.at}>
            <summary>{say("correct")}</summary>
            <p class="choices">
              {Object.entries(chat.state.words!.emotions).map(([emotion, name]) =>
                emotion === "not_sure" ? null : (
                  <button key={emotion} type="button" onClick={() => chat.correct(id, emotion)}>{name}</button>
                ),
              )}
            </p>
          </details>
          <button type="button" class="link" title={chat.state.unread} onClick={() => chat.allowReading(false)}>{say("off")}</button>
        </div>
      )}
    </div>
  );
}

function Verdict({ say, reading, names }: { say: Say; reading: ShownReading; names: Words["emotions"] }): JSX.Element {
  const name = (emotion: string): string => names[emotion as keyof Words["emotions"]] ?? emotion;
  if (reading.corrected) return <p><b>{say("said", { emotion: name(reading.corrected.emotion) })}</b></p>;
  const sure = reading.abstained ? "" : ` (${say(confidence(reading.confidence))})`;
  return (
    <p>
      <b>{say("read_as", { emotion: name(reading.emotion) })}</b>{sure}. {say(shows(reading).length ? "marked" : "no_words")}
    </p>
  );
}

function confidence(p: number): "very" | "fairly" | "barely" | "guess" {
  return p >= 0.85 ? "very" : p >= 0.65 ? "fairly" : p >= 0.45 ? "barely" : "guess";
}

/** The words that speak for what was read. */
function shows({ evidence, emotion, abstained }: ShownReading): ShownReading["evidence"] {
  return evidence.filter((each) => each.weight > 0 && (abstained || each.emotion === emotion));
}

/** A text with the words that show how it was read; offsets count code points. */
export function Marked({ text, reading }: { text: string; reading: ShownReading | null | undefined }): JSX.Element {
  if (!reading || reading.corrected) return <>{text}</>;
  const points = [...text], parts: (string | JSX.Element)[] = [];
  let at = 0;
  for (const { start, end } of [...shows(reading)].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    parts.push(points.slice(at, start).join(""), <mark>{points.slice(start, end).join("")}</mark>);
    at = end;
  }
  return <>{parts}{points.slice(at).join("")}</>;
}
