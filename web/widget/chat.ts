/** The chat itself: what is known, and everything that somebody can do. */
import { apply, NOTHING, type Frame, type Row, type View } from "@warmline/shared/apply.ts";
import type {
  AttachmentOut, ContactOut, ConversationOut, HoldsOut, LinkOut, MessageOut, NoticeOut, ShownReading, Visiting,
} from "@warmline/shared/api.d.ts";
import { Client, newName, Refused, type Method } from "@warmline/shared/client.ts";
import type { Handover, Passport, Section } from "@warmline/shared/handover.ts";
import { follow, type Stream } from "@warmline/shared/stream.ts";
import { Remembered, type Waiting } from "./memory.ts";
import type { Options } from "./options.ts";
import { loadWords, type Words } from "./words.ts";

export type Page = "talk" | "more" | "passport";

export interface State {
  readonly open: boolean;
  readonly page: Page;
  readonly words: Words | null;
  /** What is to be said about who answers, then about being read. */
  readonly notice: readonly string[];
  readonly unread: string;
  readonly messages: readonly MessageOut[];
  readonly files: readonly AttachmentOut[];
  readonly waiting: readonly Waiting[];
  readonly sending: boolean;
  readonly row: Row | null;
  readonly handover: Handover | null;
  /** How often a person was called from here. */
  readonly calls: number;
  readonly passport: Passport | null;
  /** Messages whose reading is looked at, and what it is; null: there is none yet. */
  readonly readings: Readonly<Record<string, ShownReading | null>>;
  readonly read: boolean;
  readonly typing: boolean;
  readonly reached: boolean;
  readonly plain: boolean;
  readonly frugal: boolean;
  readonly trouble: "" | "failed" | "refused" | "big";
}

/** Of no conversation. */
const BLANK = { messages: [], files: [], row: null, handover: null, passport: null, readings: {} };
const TYPING = 4000, AGAIN = 5000, MOST_FILE = 10_000_000;

/** The browser saves what is there, whatever it is. */
export function save(href: string, download = ""): void {
  Object.assign(document.createElement("a"), { href, download }).click();
}

export class Chat {
  state: State;
  readonly options: Options;
  readonly memory: Remembered;
  readonly #client: Client;
  readonly #draw: (chat: Chat) => void;
  #view: View = NOTHING;
  #stream: Stream | null = null;
  /** Number of the last message before which none is missing. */
  #fetched = 0;
  #typed = 0;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options, draw: (chat: Chat) => void) {
    this.options = options;
    this.#draw = draw;
    this.memory = new Remembered(`warmline ${options.tenant} ${options.inbox}`);
    this.#client = new Client(options.base, { get: () => this.#session(), renew: (over) => this.#renew(over) });
    const { plain = false, frugal = false, waiting = [] } = this.memory.now;
    this.state = {
      ...BLANK, open: false, page: "talk", words: null, notice: [], unread: "", waiting, sending: false, calls: 0, read: true,
      typing: false, reached: navigator.onLine, plain, frugal, trouble: "",
    };
    this.memory.watch((memory) => (memory ? this.#agree() : this.#forgotten()));
    addEventListener("online", () => void this.flush());
    addEventListener("offline", () => this.set({ reached: false }));
  }

  set(more: Partial<State>): void {
    this.state = { ...this.state, ...more };
    this.#draw(this);
  }

  // ---- coming and going

  async show(open: boolean): Promise<void> {
    this.set({ open, page: "talk" });
    if (open) this.memory.left = false;
    if (open || this.memory.now.open) this.memory.put({ open });
    if (!open || this.state.notice.length) return;
    try {
      if (!this.state.words) this.set({ words: await loadWords(this.options) });
      await this.#tellNotice();
      this.set({ reached: true });
    } catch (error) {
      if (!this.state.open) return;
      this.#fail(error);
      if (!(error instanceof Refused) || !error.status) setTimeout(() => void this.show(this.state.open), AGAIN);
      return;
    }
    this.#listen();
    void this.#quietly(this.#contact());
    await this.flush();
  }

  /** Leaves nothing of it on this device, and goes where nothing of it is seen. */
  async leave(): Promise<void> {
    const { session } = this.memory.now;
    this.#forgotten();
    this.memory.clear();
    if (session)
      void fetch(`${this.options.base}v1/widget/sessions/current`, {
        method: "DELETE", headers: { Authorization: `Bearer ${session}` }, keepalive: true, credentials: "omit",
      }).catch(() => null);
    location.replace(this.options.exit);
  }

  #forgotten(): void {
    this.#stream?.close();
    this.#stream = null;
    [this.#view, this.#fetched] = [NOTHING, 0];
    this.set({
      ...BLANK, open: false, page: "talk", notice: [], waiting: [], read: true, typing: false, trouble: "",
    });
  }

  /** Another tab has written, begun a conversation, or said whether it may be read. */
  #agree(): void {
    const { waiting = [], plain = false, frugal = false, read = true } = this.memory.now;
    this.set({ waiting, plain, frugal });
    if (!this.state.open) return;
    void this.#look();
    if (read !== this.state.read) void this.#quietly(this.#contact());
  }

  async #session(): Promise<string> {
    return this.memory.now.session ?? this.memory.alone("session", async () => this.memory.now.session ?? this.#begin());
  }

  async #renew(over: string): Promise<string> {
    return this.memory.alone("session", async () => {
      const { session } = this.memory.now;
      if (session !== over) return session ?? this.#begin();
      [this.#view, this.#fetched] = [NOTHING, 0];
      this.set(BLANK);
      return this.#begin();
    });
  }

  async #begin(): Promise<string> {
    if (this.memory.left) throw new Refused(401, "left");
    const { tenant, inbox, token } = this.options;
    const given = { tenant, inbox_id: inbox, ...(token ? { token } : {}) };
    const { session, contact_id } = await new Client(this.options.base).ask<Visiting>("POST", "/widget/sessions", given);
    this.memory.put({ talk: undefined, session, contact: contact_id });
    return session;
  }

  // ---- what happens

  #listen(): void {
    this.#stream ??= follow(this.#client, {
      frame: (frame) => void this.#heard(frame),
      signal: ({ type, who, conversation_id }) => {
        if (type !== "typing" || who !== "agent" || conversation_id !== this.#talk) return;
        clearTimeout(this.#quiet);
        this.#quiet = setTimeout(() => this.set({ typing: false }), TYPING);
        this.set({ typing: true });
      },
      reached: (reached) => {
        if (reached === this.state.reached) return;
        this.set({ reached });
        if (reached) void this.flush();
      },
    });
  }

  get #talk(): string | undefined {
    return this.memory.now.talk;
  }

  async #heard(frame: Frame): Promise<void> {
    this.#view = apply(this.#view, frame);
    await this.#look();
    for (const [id, reading] of Object.entries(this.state.readings)) if (!reading) await this.explain(id);
  }

  /** Fetches what is new of the conversation. */
  async #look(): Promise<void> {
    const row = this.#view.rows.get(this.#adopt());
    if (!row) return;
    const before = this.state.row;
    this.set({ row });
    await this.#quietly(this.#fetchMessages(row.messages));
    if (before?.state !== row.state || before.agent_id !== row.agent_id || !row.waiting_since) await this.#quietly(this.#tellNotice());
    if (row.state !== "open" || this.state.handover) await this.#quietly(this.#fetchHandover());
    if (!before || before.messages !== row.messages) await this.#quietly(this.#fetchFiles());
  }

  /** The conversation that goes on: the one this device knows, else the newest that is not over. */
  #adopt(): string {
    const newest = [...this.#view.rows.values()].filter((row) => row.state !== "resolved").sort((a, b) => (a.id < b.id ? 1 : -1));
    const own = this.#talk ?? newest[0]?.id ?? "";
    const into = this.#view.rows.get(own)?.merged_into ?? "";
    const talk = this.#view.rows.has(into) ? into : own;
    if (talk && talk !== this.#talk) {
      this.#fetched = 0;
      this.memory.put({ talk });
    }
    return talk;
  }

  async #fetchMessages(count: number): Promise<void> {
    if (!this.#fetched) for (const row of this.#view.rows.values()) if (row.merged_into === this.#talk) await this.#fetchPage(row.id);
    while (this.#fetched < count) {
      const items = await this.#fetchPage(this.#talk!);
      if (!items.length) return;
      this.#fetched = items.at(-1)!.number;
    }
  }

  async #fetchPage(talk: string): Promise<MessageOut[]> {
    const { items } = await this.#client.get<{ items: MessageOut[] }>(`/conversations/${talk}/messages?after=${this.#fetched}`);
    this.#keep(...items);
    return items;
  }

  #keep(...more: MessageOut[]): void {
    const byId = new Map([...this.state.messages, ...more].map((each) => [each.id, each]));
    const messages = [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.number - b.number);
    const typing = more.some((each) => each.role !== "customer") ? false : this.state.typing;
    this.set({ messages, typing });
    this.#done(...more.map((each) => each.client_id ?? ""));
  }

  #done(...names: string[]): void {
    const { waiting = [] } = this.memory.now;
    const left = waiting.filter((each) => !names.includes(each.client_id));
    if (left.length !== waiting.length) this.memory.put({ waiting: left });
    this.set({ waiting: left });
  }

  async #tellNotice(): Promise<void> {
    const { language } = this.options;
    const all = await this.#client.get<NoticeOut>(`/notice?language=${language}`);
    let notice: readonly string[] = [all.machine, this.state.read ? all.read : all.unread];
    if (this.#talk)
      try {
        notice = (await this.#client.get<HoldsOut>(`/conversations/${this.#talk}/notice?language=${language}`)).text;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 404) throw error;
        this.memory.put({ talk: undefined });
      }
    this.set({ notice, unread: all.unread });
  }

  // ---- writing

  write(text: string): void {
    if (!text.trim()) return;
    const one: Waiting = { client_id: newName(), text: text.trim(), at: new Date().toISOString() };
    const waiting = [...(this.memory.now.waiting ?? []), one];
    this.memory.put({ waiting });
    this.set({ waiting, trouble: "" });
    void this.flush();
  }

  /** Sends what waits, one after the other; what cannot be sent now waits on. */
  async flush(): Promise<void> {
    if (this.state.sending || !this.memory.now.waiting?.length) return;
    this.set({ sending: true });
    try {
      await this.memory.alone("sending", async () => {
        for (let one = this.memory.now.waiting?.[0]; one; one = this.memory.now.waiting?.[0]) await this.#send(one);
      });
      this.set({ sending: false, reached: true });
    } catch (error) {
      this.set({ sending: false });
      this.#fail(error);
      setTimeout(() => void this.flush(), AGAIN);
    }
  }

  async #send({ client_id, text }: Waiting): Promise<void> {
    const talk = await this.#begun();
    try {
      this.#keep(
        await this.#client.ask<MessageOut>("POST", `/conversations/${talk}/messages`, { text, client_id }, undefined, client_id),
      );
    } catch (error) {
      if (!(error instanceof Refused) || ![404, 409, 413, 422].includes(error.status)) throw error;
      if (error.status === 404) this.memory.put({ talk: undefined }); // it is gone: a new one is begun
      else this.#done(client_id);
      if (error.status !== 404) this.set({ trouble: "refused" });
    }
  }

  /** The conversation, begun if there is none. */
  async #begun(): Promise<string> {
    await this.#session();
    const { talk, contact } = this.memory.now;
    if (talk) return talk;
    const given = { inbox_id: this.options.inbox, contact_id: contact };
    const begun = await this.#client.ask<ConversationOut>("POST", "/conversations", given, undefined, newName());
    this.memory.put({ talk: begun.id });
    return begun.id;
  }

  /** Says that somebody writes, at most every few seconds. */
  typing(): void {
    if (!this.#talk || this.state.frugal || Date.now() - this.#typed < TYPING / 2) return;
    this.#typed = Date.now();
    this.#stream?.say({ type: "typing", conversation_id: this.#talk });
  }

  async attach(file: File): Promise<void> {
    if (file.size > MOST_FILE) return this.set({ trouble: "big" });
    await this.#loudly(async () => {
      const path = `/conversations/${await this.#begun()}/attachments?name=${encodeURIComponent(file.name)}`;
      const kept = await this.#client.ask<AttachmentOut>("POST", path, file, undefined, newName());
      this.set({ files: [...this.state.files, kept] });
    });
  }

  async openFile(id: string): Promise<void> {
    await this.#loudly(async () => {
      const { url } = await this.#client.ask<LinkOut>("POST", `/attachments/${id}/links`);
      save(new URL(url, this.options.base).href);
    });
  }

  async #fetchFiles(): Promise<void> {
    this.set({ files: (await this.#client.get<{ items: AttachmentOut[] }>(`/conversations/${this.#talk}/attachments`)).items });
  }

  // ---- a person

  async callPerson(): Promise<void> {
    await this.#loudly(async () => {
      const talk = await this.#begun();
      const row = await this.#client.ask<Row>("POST", `/conversations/${talk}/handover`, {}, undefined, newName());
      this.set({ row, page: "talk" });
      await this.#fetchHandover();
      await this.#quietly(this.#tellNotice());
      await this.#quietly(this.#fetchMessages(row.messages + 1));
      this.set({ calls: this.state.calls + 1 });
    });
  }

  async callBack(channel: string, address: string): Promise<void> {
    await this.#loudly(async () =>
      this.set({ handover: await this.#client.ask("PUT", `/conversations/${this.#talk}/callback`, { channel, address }) }),
    );
  }

  async #fetchHandover(): Promise<void> {
    const path = `/conversations/${this.#talk}`;
    this.set({ handover: await this.#orNull<Handover>(`${path}/handover`) });
    this.set({ passport: await this.#orNull<Passport>(`${path}/passport`) });
  }

  async changePassport(method: Method, path: string, body: { text?: string; struck?: boolean; section?: Section }): Promise<void> {
    await this.#loudly(async () => {
      await this.#client.ask(method, `/conversations/${this.#talk}/passport/entries${path}`, body, undefined, newName());
      this.set({ passport: await this.#orNull<Passport>(`/conversations/${this.#talk}/passport`) });
    });
  }

  // ---- being read

  async explain(id: string): Promise<void> {
    await this.#quietly(
      this.#orNull<ShownReading>(`/messages/${id}/reading`).then((reading) =>
        this.set({ readings: { ...this.state.readings, [id]: reading } }),
      ),
    );
  }

  hide(id: string): void {
    const { [id]: _, ...readings } = this.state.readings;
    this.set({ readings });
  }

  async correct(id: string, emotion: string): Promise<void> {
    await this.#loudly(async () => {
      await this.#client.ask("POST", `/messages/${id}/corrections`, { emotion }, undefined, newName());
      await this.explain(id);
    });
  }

  async allowReading(on: boolean): Promise<void> {
    await this.#loudly(async () => {
      await this.#session();
      await this.#client.ask("PUT", `/contacts/${this.memory.now.contact}/reading`, { on });
      this.memory.put({ read: on });
      await this.#contact();
    });
  }

  async #contact(): Promise<void> {
    const { read } = await this.#client.get<ContactOut>(`/contacts/${this.memory.now.contact}`);
    if (read !== this.state.read) {
      this.set({ read, readings: {} });
      await this.#tellNotice();
    }
  }

  // ---- how it is shown

  prefer(more: { plain?: boolean; frugal?: boolean }): void {
    this.memory.put(more);
    this.set(more);
  }

  // ---- failing

  async #orNull<T>(path: string): Promise<T | null> {
    try {
      return await this.#client.get<T>(path);
    } catch (error) {
      if (error instanceof Refused && [403, 404].includes(error.status)) return null;
      throw error;
    }
  }

  async #quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch {
      // the next frame brings it
    }
  }

  async #loudly(work: () => Promise<unknown>): Promise<void> {
    this.set({ trouble: "" });
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof Refused && error.status) this.set({ trouble: "failed" });
    else this.set({ reached: false });
  }
}
