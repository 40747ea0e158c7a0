/** Whose turn it is: which rows are shown, in what order. */
import type { Row } from "@warmline/shared/apply.ts";
import type { Glance } from "./api.ts";

export interface Filters {
  readonly who: string;
  readonly state: string;
  readonly inbox: string;
  readonly mood: string;
}

export function filtersOf(query: URLSearchParams): Filters {
  const [who, state, inbox, mood] = ["who", "state", "inbox", "mood"].map((name) => query.get(name) ?? "") as [string, string, string, string];
  return { who, state, inbox, mood };
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

export function isShown(row: Row, filters: Filters, own: string, glance: Glance | undefined): boolean {
  return (
    (filters.who !== "mine" || row.agent_id === own) &&
    (filters.who !== "unassigned" || !row.agent_id) &&
    (!filters.state || row.state === filters.state) &&
    (!filters.inbox || row.inbox_id === filters.inbox) &&
    (!filters.mood || glance?.emotion === filters.mood)
  );
}
