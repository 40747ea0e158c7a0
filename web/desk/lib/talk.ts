/** One conversation while it is open: its words, what was read of them, and what happens to it. */
import { useEffect, useMemo, useReducer, useRef } from "react";
import { newName } from "@warmline/shared/client.ts";
import { api, listed, me, quietly, whyNot, type Attachment, type Letter, type Message, type Note, type Page, type Reading, type Seen, type Talk } from "./api.ts";
import { hear, look, lookAway, putRow, say, seen } from "./live.ts";

const AT_ONCE = 4, KEEP_LOOKING = 20_000;

/** A message that is on its way. */
export interface Pending {
  readonly client_id: string;
  readonly text: string;
  readonly failed: string | null;
}

export interface Held {
  readonly talk: Talk | null;
  readonly messages: readonly Message[];
  readonly readings: ReadonlyMap<string, Reading>;
  readonly files: readonly Attachment[];
  readonly notes: readonly Note[];
  readonly letters: readonly Letter[];
  /** Later conversations that go on here, and what was said in them. */
  readonly joined: readonly Talk[];
  readonly before: readonly Message[];
  readonly pending: readonly Pending[];
  readonly missing: string | null;
  /** Grows when something happened to the contact or a passport: what is known is to be looked up anew. */
  readonly changes: number;
}

const NOTHING: Held = { talk: null, messages: [], readings: new Map(), files: [], notes: [], letters: [], joined: [], before: [], pending: [], missing: null, changes: 0 };

export interface Open extends Held {
  send(text: string, again?: string): Promise<void>;
  attach(file: File): Promise<void>;
  correct(messageId: string, emotion: string): Promise<void>;
  change(method: "POST" | "PUT" | "DELETE", what: string, body?: unknown): Promise<Talk>;
  write(text: string): Promise<void>;
  drop(note: Note): Promise<void>;
}

/** The conversation of an id; another id is another hook: give the component a key. */
export function useTalk(id: string): Open {
  const [held, put] = useReducer((before: Held, change: (before: Held) => Held) => change(before), NOTHING);
  const now = useRef(held);
  now.current = held;
  const desk = useMemo(() => opened(id, put, () => now.current), [id]);
  useEffect(() => desk.begin(), [desk]);
  return { ...held, ...desk.does };
}

function opened(id: string, put: (change: (before: Held) => Held) => void, held: () => Held) {
  const path = `/conversations/${encodeURIComponent(id)}`;
  let stop = new AbortController();
  let busy = 0, fetching = false, more = false;
  const queue: string[] = [];

  function begin(): () => void {
    stop = new AbortController();
    const { signal } = stop;
    void refresh();
    void words();
    void files();
    void notes();
    void letters();
    void threads();
    void api.get<Page<Seen>>(`${path}/seen`, signal)
      .then((page) => page.items.filter((each) => !each.who).forEach((each) => seen.set((all) => new Map(all).set(id, each.number))))
      .catch(() => undefined);
    look(id);
    const looking = setInterval(() => !document.hidden && look(id), KEEP_LOOKING);
    const leave = hear((events, frame) => {
      const ours = new Set([id, ...held().joined.map((each) => each.id)]);
      const own = events.filter((each) => ours.has(each.conversation_id ?? ""));
      const concerns = events.some((each) => !each.conversation_id && each.contact_id === held().talk?.contact_id);
      if (frame.ids) look(id); // others are told only once there is somebody to tell
      if (frame.ids || own.some((each) => each.kind === "message_kept")) void words();
      if (frame.ids || own.some((each) => /^note_/.test(each.kind))) void notes();
      if (frame.ids || own.some((each) => /^letter_/.test(each.kind))) void letters();
      if (frame.ids || own.some((each) => each.kind === "conversation_continued")) void threads();
      if (own.some((each) => each.kind === "passport_changed")) put((before) => ({ ...before, changes: before.changes + 1 }));
      for (const each of own) if (each.kind === "turn_read" || each.kind === "reading_corrected") read(each.message_id ?? "");
      if (concerns) {
        put((before) => ({ ...before, changes: before.changes + 1 }));
        for (const messageId of held().readings.keys()) read(messageId); // what is not to be shown any more goes
      }
      if (own.length || concerns || frame.ids || frame.gone.includes(id)) void refresh();
    });
    return () => {
      stop.abort();
      leave();
      clearInterval(looking);
      lookAway();
    };
  }

  async function refresh(): Promise<void> {
    await api.get<Talk>(path, stop.signal).then(
      (talk) => put((before) => ({ ...before, talk, missing: null })),
      (error: unknown) => !stop.signal.aborted && put((before) => ({ ...before, missing: whyNot(error) })),
    );
  }

  /** All that was written since; one look at a time, and once more where something came meanwhile. */
  async function words(): Promise<void> {
    if (fetching) return void (more = true);
    fetching = true;
    try {
      do {
        more = false;
        const last = held().messages.at(-1)?.number ?? 0;
        const found: Message[] = [];
        for (let after: string | null | undefined = `${last}`; after; ) {
          const page: Page<Message> = await api.get(`${path}/messages?limit=500&after=${after}`, stop.signal);
          found.push(...page.items);
          after = page.next;
        }
        if (found.length) took(found);
      } while (more);
    } catch {
      more = false; // told again when the service is reached again
    } finally {
      fetching = false;
    }
  }

  function took(found: readonly Message[]): void {
    put((before) => {
      const known = new Set(before.messages.map((each) => each.id));
      const sent = new Set(found.map((each) => each.client_id));
      return {
        ...before,
        messages: [...before.messages, ...found.filter((each) => !known.has(each.id))].sort((a, b) => a.number - b.number),
        pending: before.pending.filter((each) => !sent.has(each.client_id)),
      };
    });
    for (const each of found.toReversed()) if (each.role === "customer") read(each.id);
    const last = found.at(-1)!;
    if (!document.hidden) say("seen", id, last.number);
    if (found.some((each) => each.role === "customer")) void files();
  }

  function read(messageId: string): void {
    if (messageId && !queue.includes(messageId)) queue.push(messageId);
    while (busy < AT_ONCE && queue.length) {
      const next = queue.shift()!;
      busy++;
      void quietly<Reading>(`/messages/${next}/reading`, stop.signal)
        .then((reading) => put((before) => ({ ...before, readings: withReading(before.readings, next, reading) })))
        .catch(() => undefined)
        .finally(() => (busy--, read("")));
    }
  }

  const whole = (): readonly string[] => [path, ...held().joined.map((each) => `/conversations/${encodeURIComponent(each.id)}`)];

  /** Of it and of all that go on in it. */
  async function everywhere<T>(what: string): Promise<T[]> {
    return (await Promise.all(whole().map((each) => listed<T>(`${each}/${what}`, stop.signal)))).flat();
  }

  async function files(): Promise<void> {
    await everywhere<Attachment>("attachments").then((found) => put((before) => ({ ...before, files: found })), () => undefined);
  }

  async function notes(): Promise<void> {
    await everywhere<Note>("notes").then((found) => put((before) => ({ ...before, notes: found })), () => undefined);
  }

  async function letters(): Promise<void> {
    await everywhere<Letter>("letters").then((found) => put((before) => ({ ...before, letters: found })), () => undefined);
  }

  /** Looks for later conversations that go on here; what was said in them does not change. */
  async function threads(): Promise<void> {
    const joined = await listed<Talk>(`/conversations?merged_into=${encodeURIComponent(id)}`, stop.signal).catch(() => null);
    if (!joined || joined.length === held().joined.length) return;
    const said = await Promise.all(joined.map((each) => listed<Message>(`/conversations/${encodeURIComponent(each.id)}/messages`, stop.signal))).catch(() => null);
    if (!said) return;
    put((before) => ({ ...before, joined, before: said.flat() }));
    for (const each of said.flat().toReversed()) if (each.role === "customer") read(each.id);
    setTimeout(() => (void files(), void notes(), void letters()));
  }

  async function send(text: string, again?: string): Promise<void> {
    const own = again ?? newName();
    const waits: Pending = { client_id: own, text, failed: null };
    put((before) => ({ ...before, pending: [...before.pending.filter((each) => each.client_id !== own), waits] }));
    try {
      took([await api.ask<Message>("POST", `${path}/messages`, { text, role: "agent", client_id: own }, undefined, own)]);
      void words();
    } catch (error) {
      put((before) => ({
        ...before,
        pending: before.pending.map((each) => (each.client_id === own ? { ...each, failed: whyNot(error) } : each)),
      }));
    }
  }

  async function attach(file: File): Promise<void> {
    const kept = await api.ask<Attachment>(
      "POST", `${path}/attachments?name=${encodeURIComponent(file.name)}`, new Blob([file], { type: "application/octet-stream" }), undefined, newName(),
    );
    put((before) => ({ ...before, files: [...before.files, kept] }));
  }

  async function correct(messageId: string, emotion: string): Promise<void> {
    await api.ask("POST", `/messages/${messageId}/corrections`, { emotion, by: "agent" }, undefined, newName());
    read(messageId);
  }

  /** What comes back may be another: where it goes on; or one that is not theirs to see any more. */
  async function change(method: "POST" | "PUT" | "DELETE", what: string, body?: unknown): Promise<Talk> {
    const talk = await api.ask<Talk>(method, `${path}/${what}`, body, undefined, newName());
    if (talk.id !== id || what === "transfer") return talk;
    if (me.get()) putRow(talk);
    put((before) => ({ ...before, talk }));
    return talk;
  }

  async function write(text: string): Promise<void> {
    const note = await api.ask<Note>("POST", `${path}/notes`, { text }, undefined, newName());
    put((before) => ({ ...before, notes: [...before.notes.filter((each) => each.id !== note.id), note] }));
  }

  async function drop(note: Note): Promise<void> {
    await api.ask("DELETE", `/conversations/${encodeURIComponent(note.conversation_id)}/notes/${encodeURIComponent(note.id)}`);
    put((before) => ({ ...before, notes: before.notes.filter((each) => each.id !== note.id) }));
  }

  return { begin, does: { send, attach, correct, change, write, drop } };
}

function withReading(all: ReadonlyMap<string, Reading>, id: string, reading: Reading | null): ReadonlyMap<string, Reading> {
  const next = new Map(all);
  if (reading) next.set(id, reading);
  else next.delete(id);
  return next;
}
