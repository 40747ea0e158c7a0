/** What happens, kept as every part of the desk needs it. */
import { apply, NOTHING, type Frame, type Row, type Told, type View } from "@warmline/shared/apply.ts";
import type { InboxOut } from "@warmline/shared/api.d.ts";
import { follow, type Signal, type Stream } from "@warmline/shared/stream.ts";
import { api, listed, me, quietly, type CannedReply, type Glance, type Named, type Page, type Tag } from "./api.ts";
import { alertFor } from "./alerts.ts";
import { Store } from "./store.ts";

/** Whoever does something in a conversation, and until when that is believed; customers under an empty id. */
export type Doing = ReadonlyMap<string, number>;

export const view = new Store<View>(NOTHING);
export const reached = new Store(true);
export const begun = new Store(false);
export const glances = new Store<ReadonlyMap<string, Glance>>(new Map());
export const typing = new Store<ReadonlyMap<string, Doing>>(new Map());
export const viewing = new Store<ReadonlyMap<string, Doing>>(new Map());
export const seen = new Store<ReadonlyMap<string, number>>(new Map());
export const agents = new Store<ReadonlyMap<string, string>>(new Map());
export const inboxes = new Store<ReadonlyMap<string, string>>(new Map());
/** Inboxes whose customers write by mail. */
export const byMail = new Store<ReadonlySet<string>>(new Set());
/** Names of tags, by their ids. */
export const tags = new Store<ReadonlyMap<string, string>>(new Map());
export const replies = new Store<readonly CannedReply[]>([]);

const TYPING = 6000, VIEWING = 45_000;
const MOVED = new Set(["message_kept", "turn_read", "reading_corrected", "feelings_forgotten", "consent_changed"]);
type Hearer = (events: readonly Told[], frame: Frame) => void;
const hearers = new Set<Hearer>();
let stream: Stream | null = null;
let looksAt: string | null = null;

/** Everything from now on; ends with what it gives back. */
export function begin(): () => void {
  stream = follow(api, { frame: told, signal: heard, reached: (is) => reached.set(() => is) });
  void listed<Named>("/agents").then((all) => agents.set(() => named(all))).catch(() => undefined);
  void listed<InboxOut>("/inboxes").then((all) => {
    inboxes.set(() => named(all));
    byMail.set(() => new Set(all.filter((each) => each.channel === "email").map((each) => each.id)));
  }).catch(() => undefined);
  fetchTags();
  fetchReplies();
  return () => {
    stream?.close();
    stream = null;
    view.set(() => NOTHING);
    glances.set(() => new Map());
    begun.set(() => false);
  };
}

/** Calls with what happens, until what it gives back is called. */
export function hear(hearer: Hearer): () => void {
  hearers.add(hearer);
  return () => void hearers.delete(hearer);
}

export function say(type: Signal["type"], talkId: string, number?: number): void {
  stream?.say({ type, conversation_id: talkId, ...(number === undefined ? {} : { number }) });
}

/** A row as an answer showed it, before it is told of. */
export function putRow(row: Row): void {
  view.set((before) => {
    const rows = new Map(before.rows);
    if (row.state === "resolved") rows.delete(row.id);
    else rows.set(row.id, row);
    return { ...before, rows };
  });
}

function told(frame: Frame): void {
  const before = view.get();
  view.set((held) => apply(held, frame));
  begun.set(() => true);
  const moved = new Set(frame.events.filter((each) => MOVED.has(each.kind)).flatMap((each) => each.conversation_id ?? []));
  const whose = new Set(frame.events.filter((each) => MOVED.has(each.kind) && !each.conversation_id).map((each) => each.contact_id));
  for (const row of before.rows.values()) if (whose.has(row.contact_id)) moved.add(row.id);
  for (const row of frame.rows) if (before.rows.get(row.id)?.messages !== row.messages) moved.add(row.id);
  for (const id of moved) if (glances.get().has(id)) wanted.add(id);
  if (wanted.size) soon();
  for (const each of frame.events)
    if (each.kind === "message_kept" && each.event["role"] === "customer") {
      stop(typing, each.conversation_id ?? "", "");
      const row = view.get().rows.get(each.conversation_id ?? "");
      if (row && (!row.agent_id || row.agent_id === me.get()?.id)) alertFor(inboxes.get().get(row.inbox_id));
    }
  if (frame.rows.some((row) => row.tags?.some((each) => !tags.get().has(each))) || frame.events.some((each) => each.kind === "untagged")) fetchTags();
  for (const hearer of [...hearers]) hearer(frame.events, frame);
}

export function fetchTags(): void {
  void quietly<Page<Tag>>("/tags").then((page) => page && tags.set(() => named(page.items))).catch(() => undefined);
}

/** They change seldom, and are looked up whenever a conversation is opened. */
export function fetchReplies(): void {
  void listed<CannedReply>("/canned-replies").then((all) => replies.set(() => all)).catch(() => undefined);
}

function heard(signal: Signal): void {
  const who = signal.agent_id ?? "", own = me.get()?.id;
  if (who === own) return;
  if (signal.type === "typing") note(typing, signal.conversation_id, who, TYPING);
  else if (signal.type === "viewing") {
    const known = viewing.get().get(signal.conversation_id)?.has(who);
    note(viewing, signal.conversation_id, who, VIEWING);
    if (!known && looksAt === signal.conversation_id) look(looksAt);
  } else if (!who) seen.set((all) => new Map(all).set(signal.conversation_id, signal.number ?? 0));
}

/** Tells others that this one looks at a conversation; who comes later is told too. */
export function look(talkId: string): void {
  looksAt = talkId;
  say("viewing", talkId);
}

export function lookAway(): void {
  looksAt = null;
}

function note(store: Store<ReadonlyMap<string, Doing>>, talkId: string, who: string, lasts: number): void {
  const until = Date.now() + lasts;
  store.set((all) => new Map(all).set(talkId, new Map(all.get(talkId)).set(who, until)));
  setTimeout(() => {
    if (store.get().get(talkId)?.get(who) === until) stop(store, talkId, who);
  }, lasts);
}

function stop(store: Store<ReadonlyMap<string, Doing>>, talkId: string, who: string): void {
  if (!store.get().get(talkId)?.has(who)) return;
  store.set((all) => {
    const left = new Map(all.get(talkId));
    left.delete(who);
    return new Map(all).set(talkId, left);
  });
}

const wanted = new Set<string>();
let timer = 0;

/** Asks for how conversations stand in a list, if that is not known. */
export function glanceAt(ids: Iterable<string>): void {
  for (const id of ids) if (!glances.get().has(id) && !asked.has(id)) wanted.add(id);
  if (wanted.size) soon();
}

const asked = new Set<string>();

function soon(): void {
  timer ||= window.setTimeout(() => void fetchGlances(), 120);
}

async function fetchGlances(): Promise<void> {
  const ids = [...wanted].slice(0, 100);
  for (const id of ids) [wanted.delete(id), asked.add(id)];
  const page = await quietly<Page<Glance>>(`/desk/conversations?ids=${ids.join(",")}`).catch(() => null);
  for (const id of ids) asked.delete(id);
  timer = 0;
  if (page) glances.set((all) => new Map([...all, ...page.items.map((each) => [each.id, each] as const)]));
  if (wanted.size) soon();
}

function named(all: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(all.map((each) => [each.id, each.name]));
}
