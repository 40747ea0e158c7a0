/** When people answer, inbox by inbox. */
import { useState } from "react";
import type { HoursOut, InboxOut } from "@warmline/shared/api.d.ts";
import { api, listed } from "../lib/api.ts";
import { follow } from "../parts/shell.tsx";
import { Form, inLines, Line, Lines, Loaded, useKept, when } from "./kit.tsx";
import { Back } from "./inboxes.tsx";
import { to, type Page } from "./pages.tsx";

type Span = readonly [string, string];
interface Draft { zone: string; week: readonly (readonly Span[])[]; holidays: string; country: string }
interface Opening { readonly open: boolean; readonly opens_at: string | null }
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const USUAL: Span = ["09:00", "17:00"];
const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

const draftOf = (hours: HoursOut | null): Draft => ({
  zone: hours?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, country: hours?.country ?? "",
  week: hours ? hours.week.map((day) => day.map((span) => [span[0]!, span[1]!] as const)) : DAYS.map((_, day) => (day < 5 ? [USUAL] : [])),
  holidays: hours?.holidays?.join("\n") ?? "",
});
const bodyOf = (draft: Draft) => ({ time_zone: draft.zone.trim(), week: draft.week, holidays: inLines(draft.holidays), country: draft.country.trim().toUpperCase() || null });

export function Hours({ of }: Page) {
  const found = useKept(() => listed<InboxOut>("/inboxes"), "inboxes");
  return (
    <Loaded of={found}>
      {(all) => {
        const one = all.find((each) => each.id === of);
        if (of) return one ? <Own inbox={one} /> : <p className="wrong">This inbox is not here, or not for you.</p>;
        return <ul className="cards">{all.map((each) => <li key={each.id}><a href={to("hours", each.id)} onClick={follow(to("hours", each.id))}><strong dir="auto">{each.name}</strong></a><Now inbox={each.id} /></li>)}</ul>;
      }}
    </Loaded>
  );
}

function Now({ inbox }: { inbox: string }) {
  const { kept } = useKept(() => api.get<Opening>(`/inboxes/${inbox}/opening`), inbox);
  if (!kept) return <span> </span>;
  return <span className={`tag ${kept.open ? "open" : ""}`}>{kept.open ? "Open now" : kept.opens_at ? `Closed, opens ${when(kept.opens_at)} by your clock` : "Closed, and never opens"}</span>;
}

function Own({ inbox }: { inbox: InboxOut }) {
  const found = useKept(async () => ({ hours: await api.get<HoursOut | null>(`/inboxes/${inbox.id}/hours`), name: Date.now() }), inbox.id);
  return (
    <>
      <Back path="hours" name="All inboxes" />
      <Loaded of={found}>{({ hours, name }) => <Week key={name} inbox={inbox} hours={hours} again={found.again} />}</Loaded>
    </>
  );
}

function Week({ inbox, hours, again }: { inbox: InboxOut; hours: HoursOut | null; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(hours));
  const put = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const day = (at: number, spans: readonly Span[]): void => put({ week: draft.week.map((each, index) => (index === at ? spans : each)) });
  const changed = !hours || JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(hours)));
  return (
    <>
      <h2><span dir="auto">{inbox.name}</span> <Now inbox={inbox.id} /></h2>
      {!hours && <p className="note">No hours are set yet: it counts as open, day and night. Save the ones below to change that.</p>}
      <Form label="Hours" changed={changed} kept="Saved. Customers are told so from now on." keep={async () => (await api.ask("PUT", `/inboxes/${inbox.id}/hours`, bodyOf(draft)), await again())}>
        <Line label="Time zone" name="time_zone" value={draft.zone} change={(zone) => put({ zone })} list="zones" hint="All times below are of this clock, summer time included." />
        <datalist id="zones">{ZONES.map((each) => <option key={each} value={each} />)}</datalist>
        <fieldset data-name="week">
          <legend>Week</legend>
          <p className="hint">A span that ends at or before its beginning ends the next day.</p>
          <ol className="week">
            {draft.week.map((spans, at) => <Day key={DAYS[at]} name={DAYS[at]!} spans={spans} put={(next) => day(at, next)} before={at > 0 ? () => day(at, draft.week[at - 1]!) : null} />)}
          </ol>
        </fieldset>
        <Lines label="Holidays" name="holidays" value={draft.holidays} change={(holidays) => put({ holidays })} rows={4} hint="Days on which nobody answers, one a line: 2026-12-25" />
        <Line label="Country" name="country" value={draft.country} change={(country) => put({ country })} hint="Two letters, as DE: whose crisis lines a customer is told of whom nothing else tells the country. May be empty." />
      </Form>
    </>
  );
}

function Day({ name, spans, put, before }: { name: string; spans: readonly Span[]; put(spans: readonly Span[]): void; before: (() => void) | null }) {
  const set = (at: number, span: Span): void => put(spans.map((each, index) => (index === at ? span : each)));
  const clock = (at: number, which: 0 | 1, label: string) => {
    const value = spans[at]![which];
    return (
      <input
        type="time" aria-label={`${name}, ${label}${at ? ` ${at + 1}` : ""}`} value={value === "24:00" ? "00:00" : value}
        onChange={({ target }) => set(at, which ? [spans[at]![0], target.value === "00:00" ? "24:00" : target.value] : [target.value, spans[at]![1]])}
      />
    );
  };
  return (
    <li>
      <strong>{name}</strong>
      <div className="spans">
        {!spans.length && <span className="hint">Closed</span>}
        {spans.map((_, at) => (
          <span key={at} className="span">
            {clock(at, 0, "from")}<span aria-hidden="true">–</span>{clock(at, 1, "to")}
            <button type="button" className="quiet small" aria-label={`${name}: take out ${spans[at]!.join(" to ")}`} onClick={() => put(spans.filter((_each, index) => index !== at))}>×</button>
          </span>
        ))}
      </div>
      <span className="does">
        <button type="button" className="small" aria-label={`${name}: add hours`} disabled={spans.length >= 10} onClick={() => put([...spans, spans.length ? ["18:00", "20:00"] : USUAL])}>Add</button>
        {before && <button type="button" className="quiet small" aria-label={`${name}: as the day before`} onClick={before}>As above</button>}
      </span>
    </li>
  );
}
