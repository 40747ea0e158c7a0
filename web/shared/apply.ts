/** A screen's view and what happened make the next view; the same as `logic/live/apply.py`. */

export interface Row {
  readonly id: string;
  readonly inbox_id: string;
  readonly contact_id: string;
  readonly state: "open" | "with_person" | "resolved";
  readonly priority: number;
  readonly agent_id: string | null;
  readonly guarded: boolean;
  readonly messages: number;
  readonly started_at: string;
  readonly last_at: string;
  readonly waiting_since?: string | null;
  /** By their ids; none are told to a customer, nor what is put aside. */
  readonly tags?: readonly string[];
  readonly snoozed?: boolean;
  readonly snoozed_until?: string | null;
  /** Where it goes on. */
  readonly merged_into?: string | null;
}

export interface Told {
  readonly position: number;
  readonly kind: string;
  readonly at: string;
  readonly conversation_id: string | null;
  readonly contact_id: string | null;
  readonly message_id: string | null;
  readonly event: Readonly<Record<string, unknown>>;
}

/** What changes a view: the rows that something happened to, as they are then. */
export interface Frame {
  readonly cursor: number;
  readonly rows: readonly Row[];
  /** Rows that are not to be seen any more. */
  readonly gone: readonly string[];
  readonly events: readonly Told[];
  /** All that is to be seen, where the screen was away. */
  readonly ids?: readonly string[];
}

export interface View {
  readonly cursor: number;
  readonly rows: ReadonlyMap<string, Row>;
}

export const NOTHING: View = { cursor: 0, rows: new Map() };

/** The view after a frame; one that is older than the view changes nothing. */
export function apply(view: View, frame: Frame): View {
  if (frame.cursor < view.cursor) return view;
  const rows = new Map([...view.rows].filter(([id]) => !frame.gone.includes(id) && (frame.ids?.includes(id) ?? true)));
  for (const row of frame.rows) rows.set(row.id, row);
  return { cursor: frame.cursor, rows };
}
