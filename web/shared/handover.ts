/** A person on the way: shapes that the service answers with. */

export interface Handover {
  readonly state: "none" | "queued" | "callback" | "joined" | "resolved";
  readonly asked_at: string | null;
  readonly asks: number;
  readonly position: number | null;
  readonly open: boolean;
  readonly opens_at: string | null;
  readonly agent: { readonly id: string; readonly name: string } | null;
  readonly callback: { readonly channel: string; readonly address: string; readonly at: string } | null;
  readonly seconds_to_person: number | null;
}

export const SECTIONS = ["facts", "tried", "open", "feeling"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Entry {
  readonly id: string;
  readonly section: Section;
  readonly text: string;
  readonly by: "warmline" | "customer" | "agent";
  readonly struck: boolean;
  readonly message_id: string | null;
}

export interface Passport {
  readonly entries: readonly Entry[];
}
