/** The rows that the filters in the address ask for, each with how it stands in a list. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Row } from "@warmline/shared/apply.ts";
import { api, quietly, type Found, type Glance, type Me, type Page, type Talk } from "../lib/api.ts";
import { glanceAt, glances, hear, tags, view } from "../lib/live.ts";
import { ANY, filtersOf, inOrder, isShown } from "../lib/queue.ts";
import { useStore } from "../lib/store.ts";

export interface Item {
  readonly id: string;
  readonly row: Row;
  readonly glance: Glance | undefined;
  /** Words that were searched for, where they stand. */
  readonly found: Found | undefined;
}

export interface Queue {
  readonly rows: readonly Item[];
  /** Rows that there are besides. */
  readonly more: number;
  /** Of all that is live, how many wait. */
  readonly waiting: number;
  showMore(): void;
}

const STEP = 60, PATIENCE = 250;

export function useQueue(who: Me, query: URLSearchParams): Queue {
  const asked = filtersOf(query), q = (query.get("q") ?? "").trim();
  const filters = q && !asked.state ? { ...asked, state: ANY } : asked;
  const tagged = useStore(tags, (all) => [...all].find(([, name]) => name === filters.tag)?.[0]);
  const { rows: live } = useStore(view);
  const known = useStore(glances);
  const [most, setMost] = useState(STEP);
  const resolved = useResolved(filters.state === "resolved");
  const hits = useSearch(q);
  const all = useMemo(() => inOrder(filters.state === "resolved" ? resolved : live.values()), [live, resolved, filters.state]);
  const named = (row: Row): boolean => !q || (known.get(row.id)?.contact_name ?? "").toLowerCase().includes(q.toLowerCase());
  const fits = (row: Row): boolean => isShown(row, filters, who.id, known.get(row.id), tagged);
  const chosen = all.filter((row) => fits(row) && (named(row) || hits.found.has(row.id)));
  const shown = q ? [...chosen, ...hits.rows.filter((row) => !chosen.some((each) => each.id === row.id) && fits(row))] : chosen;
  const rows = useSame(shown.slice(0, most).map((row) => ({ id: row.id, row, glance: known.get(row.id), found: hits.found.get(row.id) })));
  const wanted = filters.mood || q ? all : shown.slice(0, most);
  useEffect(() => glanceAt(wanted.map((each) => each.id)));
  const waiting = useMemo(() => [...live.values()].filter((row) => row.waiting_since && !row.snoozed && (!row.agent_id || row.agent_id === who.id)).length, [live, who.id]);
  return { rows, more: shown.length - rows.length, waiting, showMore: () => setMost((before) => before + STEP) };
}

/** Resolved conversations are told of by no frame: they are asked for, and again when something happens. */
function useResolved(wanted: boolean): readonly Row[] {
  const [rows, setRows] = useState<readonly Row[]>([]);
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    const look = (): void => void api.get<Page<Talk>>("/conversations?state=resolved&limit=100", stop.signal).then((page) => setRows(page.items), () => undefined);
    look();
    const leave = hear((events) => events.some((each) => /resolved|reopened/.test(each.kind)) && look());
    return () => (stop.abort(), leave());
  }, [wanted]);
  return wanted ? rows : [];
}

function useSearch(q: string): { found: ReadonlyMap<string, Found>; rows: readonly Row[] } {
  const [hits, setHits] = useState<{ found: ReadonlyMap<string, Found>; rows: readonly Row[] }>({ found: new Map(), rows: [] });
  useEffect(() => {
    if (q.length < 2) return setHits({ found: new Map(), rows: [] });
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const page = await quietly<Page<Found>>(`/search?q=${encodeURIComponent(q)}`, stop.signal).catch(() => null);
      const found = new Map((page?.items ?? []).toReversed().map((each) => [each.conversation_id, each] as const));
      const gone = [...found.keys()].filter((id) => !view.get().rows.has(id));
      const rows = await Promise.all(gone.slice(0, 20).map((id) => quietly<Talk>(`/conversations/${id}`, stop.signal).catch(() => null)));
      if (!stop.signal.aborted) setHits({ found, rows: rows.filter((each) => each !== null) });
    }, PATIENCE);
    return () => (stop.abort(), clearTimeout(timer));
  }, [q]);
  return hits;
}

/** The same objects for what has not changed, so that only what did is drawn anew. */
function useSame(items: Item[]): readonly Item[] {
  const held = useRef<ReadonlyMap<string, Item>>(new Map());
  const next = items.map((each) => {
    const before = held.current.get(each.id);
    return before && before.row === each.row && before.glance === each.glance && before.found === each.found ? before : each;
  });
  held.current = new Map(next.map((each) => [each.id, each]));
  return next;
}
