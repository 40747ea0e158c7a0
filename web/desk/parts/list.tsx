/** Who waits: one row for each conversation, and what narrows them down. */
import { useEffect, useState } from "react";
import { GridList, GridListItem } from "react-aria-components/GridList";
import type { Me } from "../lib/api.ts";
import { agents, inboxes, tags, typing } from "../lib/live.ts";
import { filtersOf } from "../lib/queue.ts";
import { addressOf, go, place, setFilter } from "../lib/route.ts";
import { useStore } from "../lib/store.ts";
import { clock, day, lasting, useNow } from "../lib/time.ts";
import { FAMILIES, NOT_SURE, PRIORITIES, SNOOZED, STATES, titled } from "../lib/words.ts";
import { Face } from "./face.tsx";
import { Icon } from "./icon.tsx";
import { initials } from "./shell.tsx";
import type { Item, Queue } from "./use_queue.ts";

const SHOWN = 3;
const WHOSE = [["", "All"], ["mine", "Mine"], ["unassigned", "Unassigned"]] as const;

export function List({ who, queue, open, known }: { who: Me; queue: Queue; open: string | null; known: boolean }) {
  const count = `${queue.rows.length + queue.more} conversation${queue.rows.length + queue.more === 1 ? "" : "s"}`;
  return (
    <section className="list" aria-label="Conversations">
      <Filters />
      <p className="count" role="status">{known ? count : "Loading…"}</p>
      <GridList
        className="rows" aria-label="Conversations" items={queue.rows} disallowTypeAhead
        selectionMode="single" selectedKeys={open ? [open] : []} disallowEmptySelection
        onSelectionChange={(keys) => go(addressOf(`${[...(keys as Set<string>)][0] ?? ""}` || null))}
        renderEmptyState={() => <p className="hint">{known ? "Nobody is here. With these filters, that is." : ""}</p>}
      >
        {(item) => (
          <GridListItem className={`row p${item.row.priority}`} id={item.id} textValue={nameOf(item)}>
            <RowOf item={item} own={who.id} />
          </GridListItem>
        )}
      </GridList>
      {queue.more > 0 && <button className="quiet more" onClick={queue.showMore}>Show more ({queue.more})</button>}
    </section>
  );
}

function nameOf({ glance }: Item): string {
  return glance?.contact_name ?? "Somebody";
}

function RowOf({ item, own }: { item: Item; own: string }) {
  const { row, glance, found } = item;
  const whose = useStore(agents).get(row.agent_id ?? "");
  const inbox = useStore(inboxes, (all) => (all.size > 1 ? all.get(row.inbox_id) : undefined));
  const writes = useStore(typing, (all) => all.get(row.id)?.has("") ?? false);
  const last = glance?.last;
  const named = useStore(tags, (all) => (row.tags ?? []).map((each) => all.get(each)).filter((each) => !!each).join("\n")).split("\n").filter(Boolean);
  const by = last && (last.role === "customer" ? "" : last.role === "agent" ? "Agent: " : "Machine: ");
  return (
    <>
      <Face emotion={glance?.emotion} />
      <div className="what">
        <p className="first"><strong dir="auto">{nameOf(item)}</strong>{row.guarded && <span title="Guarded"><Icon of="lock" /><span className="unseen">Guarded</span></span>}{row.snoozed ? <Snoozed until={row.snoozed_until} /> : <Waiting since={row.waiting_since} />}</p>
        <p className="last" dir="auto">{writes ? <em>Writing…</em> : found ? found.text : last ? `${by}${last.text}` : " "}</p>
        <p className="tags">
          <span>{glance ? (glance.emotion ? titled(glance.emotion) : "Not read") : " "}</span>
          {row.priority > 0 && <span className={`tag p${row.priority}`}>{PRIORITIES[row.priority] ?? row.priority}</span>}
          {inbox && <span className="inbox" dir="auto">{inbox}</span>}
          {row.state === "resolved" && <span>Resolved</span>}
          <span className="holder">{row.agent_id ? <><span className="initials" aria-hidden="true">{initials(whose ?? "?")}</span>{row.agent_id === own ? "You" : (whose ?? "Somebody")}</> : "Nobody yet"}</span>
        </p>
        {named.length > 0 && (
          <p className="own-tags">
            {named.slice(0, SHOWN).map((each) => <span key={each} className="tag own"><span className="unseen">Tag: </span><bdi>{each}</bdi></span>)}
            {named.length > SHOWN && <span className="sure">+{named.length - SHOWN}</span>}
          </p>
        )}
      </div>
    </>
  );
}

function Snoozed({ until }: { until: string | null | undefined }) {
  return <span className="waiting"><Icon of="clock" />{until ? <time dateTime={until}>{day(until)}, {clock(until)}</time> : "until they write"}<span className="unseen"> snoozed</span></span>;
}

export function Waiting({ since }: { since: string | null | undefined }) {
  const now = useNow();
  if (!since) return null;
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return (
    <time className={`waiting ${seconds > 900 ? "long" : ""}`} dateTime={since} title={new Date(since).toLocaleString()}>
      <Icon of="clock" /><span className="unseen">waiting </span>{lasting(seconds)}
    </time>
  );
}

function Filters() {
  const { query } = useStore(place);
  const { who, state, inbox, mood, tag } = filtersOf(query);
  const all = useStore(inboxes);
  const names = [...useStore(tags).values()].sort();
  return (
    <form className="filters" role="search" aria-label="Narrow down" onSubmit={(event) => event.preventDefault()}>
      <Search value={query.get("q") ?? ""} />
      <div className="whose" role="group" aria-label="Whose">
        {WHOSE.map(([value, name]) => (
          <button key={value} type="button" aria-pressed={who === value} onClick={() => setFilter("who", value)}>{name}</button>
        ))}
      </div>
      <div className="selects">
        <Choice label="State" name="state" value={state} of={[["", "Open"], ...Object.entries(STATES), ["snoozed", SNOOZED]]} />
        <Choice label="Feeling" name="mood" value={mood} of={[["", "Feeling"], ...[...FAMILIES.map(([each]) => each), NOT_SURE].map((each) => [each, titled(each)] as const)]} />
        {(names.length > 0 || tag) && <Choice label="Tag" name="tag" value={tag} of={[["", "Tag"], ...new Set([...names, ...(tag ? [tag] : [])])].map((each) => (Array.isArray(each) ? each : [each, each])) as [string, string][]} />}
        {all.size > 1 && <Choice label="Inbox" name="inbox" value={inbox} of={[["", "Inbox"], ...all]} />}
      </div>
    </form>
  );
}

function Search({ value }: { value: string }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <div className="search">
      <Icon of="search" />
      <input
        id="search" type="search" aria-label="Search names and what was said" placeholder="Search names and words" value={typed} dir="auto"
        onChange={(event) => (setTyped(event.target.value), setFilter("q", event.target.value))}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </div>
  );
}

function Choice({ label, name, value, of }: { label: string; name: string; value: string; of: readonly (readonly [string, string])[] }) {
  return (
    <select aria-label={label} value={value} className={value ? "on" : ""} onChange={(event) => setFilter(name, event.target.value)}>
      {of.map(([each, shown]) => <option key={each} value={each}>{shown}</option>)}
    </select>
  );
}
