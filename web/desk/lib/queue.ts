/** Whose turn it is: which rows are shown, in what order. */
import type { Row } from "@warmline/shared/apply.ts";
import type { Glance } from "./api.ts";

export interface Filters {
  readonly who: string;
  readonly state: string;
  readonly inbox: string;
  readonly mood: string;
  /** A tag's name. */
  readonly tag: string;
}

/** Every state, which no filter names: for who looks for words. */
export const ANY = "any";

export function filtersOf(query: URLSearchParams): Filters {
  const of = (name: string): string => query.get(name) ?? "";
  return { who: of("who"), state: of("state"), inbox: of("inbox"), mood: of("mood"), tag: of("tag") };
}

/** Highest priority first, then who waits longest; who waits for nobody comes last, newest first. */
export function inOrder(rows: Iterable<Row>): Row[] {
  return [...rows].sort(
    (a, b) =>
      Number(!a.waiting_since) - Number(!b.waiting_since) ||
      b.priority - a.priority ||
      (a.waiting_since ? a.waiting_since.localeCompare(b.waiting_since!) : b.last_at.localeCompare(a.last_at)) ||
      a.id.localeCompare(b.id),
  );
}

/** `tagged` is the id of the tag that is asked for; what is snoozed is out of the way unless it is asked for. */
export function isShown(row: Row, filters: Filters, own: string, glance: Glance | undefined, tagged?: string): boolean {
  return (
    (filters.who !== "mine" || row.agent_id === own) &&
    (filters.who !== "unassigned" || !row.agent_id) &&
    isIn(row, filters.state) &&
    (!filters.tag || (!!tagged && !!row.tags?.includes(tagged))) &&
    (!filters.inbox || row.inbox_id === filters.inbox) &&
    (!filters.mood || glance?.emotion === filters.mood)
  );
}

function isIn(row: Row, state: string): boolean {
  if (state === ANY) return true;
  if (state === "snoozed") return !!row.snoozed;
  return !row.snoozed && (!state || row.state === state);
}
