/** Requests to `/v1`: sent again where that is harmless, and with a new session where the old one is over. */

export interface Fault {
  /** As `body.name`. */
  readonly at: string;
  readonly why: string;
}

/** What the service said no with, or `status` 0 where it was not reached. */
export class Refused extends Error {
  readonly status: number;
  /** What was wrong where, if the request was not what it should be. */
  readonly faults: readonly Fault[];
  constructor(status: number, why: string, faults: readonly Fault[] = []) {
    super(why);
    this.status = status;
    this.faults = faults;
  }
}

/** Where a session comes from; who signed in by a cookie has none in their hand. */
export interface Sessions {
  get(): Promise<string | null>;
  /** The session is over: what is to be tried instead; null where there is nothing. */
  renew(over: string): Promise<string | null>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const TRIES = 3;

export class Client {
  readonly base: string;
  readonly sessions: Sessions | null;
  constructor(base: string, sessions: Sessions | null = null) {
    this.base = base.replace(/\/$/, "");
    this.sessions = sessions;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.ask("GET", path, undefined, signal);
  }

  /** The answer. A POST is sent again only if a name says that it is the same one. Throws Refused. */
  async ask<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal, name?: string): Promise<T> {
    const again = method !== "POST" || !!name;
    let session = this.sessions && (await this.sessions.get());
    for (let tried = 1; ; tried++) {
      const answer = await this.#send(method, path, body, session, signal, name).catch((error: unknown) => {
        if (signal?.aborted) throw error;
        return null;
      });
      if (answer?.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
      if (answer?.status === 401 && session && tried < TRIES) {
        session = await this.sessions!.renew(session);
        if (session) continue;
      }
      const soon = !answer || answer.status === 429 || answer.status === 503;
      if (!soon || !again || tried >= TRIES) throw await refused(answer);
      await pause(Math.min(Number(answer?.headers.get("Retry-After")) || 0.3 * tried, 10), signal);
    }
  }

  #send(
    method: Method, path: string, body: unknown, session: string | null, signal?: AbortSignal, name?: string,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (session) headers["Authorization"] = `Bearer ${session}`;
    if (name) headers["Idempotency-Key"] = name;
    const raw = body instanceof Blob;
    if (body !== undefined && !raw) headers["Content-Type"] = "application/json";
    return fetch(`${this.base}/v1${path}`, {
      method,
      headers,
      signal: signal ?? null,
      body: body === undefined ? null : raw ? body : JSON.stringify(body),
      credentials: this.sessions ? "omit" : "same-origin",
      cache: "no-store",
    });
  }
}

/** A name for a request or a message that nobody else will think of, also where the page came by plain http. */
export function newName(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
}

export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}

async function refused(answer: Response | null): Promise<Refused> {
  const problem = await answer?.json().catch(() => null);
  return new Refused(answer?.status ?? 0, problem?.detail ?? problem?.title ?? "not reached", problem?.errors);
}
