/** What happens, as frames: by a socket, else by long polls. */
import type { Frame } from "./apply.ts";
import { pause, Refused, type Client } from "./client.ts";

/** Somebody does something just now; it is kept nowhere. */
export interface Signal {
  readonly type: "typing" | "viewing" | "seen";
  readonly conversation_id: string;
  readonly who: "customer" | "agent";
  readonly agent_id?: string;
  readonly number?: number;
}

export interface Listener {
  frame(frame: Frame): void;
  signal?(signal: Signal): void;
  /** Whether the service is reached just now. */
  reached?(reached: boolean): void;
}

export interface Stream {
  /** Says something to whoever looks; lost where there is no socket. */
  say(said: { type: Signal["type"]; conversation_id: string; number?: number }): void;
  close(): void;
}

const FIRST = 4, WAIT = 25;

/** Tells a listener from now on, until it is closed; `after` is the cursor it has. */
export function follow(client: Client, listener: Listener, after = 0): Stream {
  const stop = new AbortController();
  let socket: WebSocket | null = null;
  let cursor = after;

  function told(frame: Frame): void {
    cursor = Math.max(cursor, frame.cursor);
    listener.reached?.(true);
    listener.frame(frame);
  }

  /** Whether the socket told anything before it ended. */
  function bySocket(session: string | null): Promise<boolean> {
    return new Promise((done) => {
      let worked = false;
      const own = new WebSocket(`${client.base.replace(/^http/, "ws")}/v1/live/socket?after=${cursor}${session ? "&visitor=true" : ""}`);
      const late = setTimeout(() => own.close(), FIRST * 1000);
      const end = (): void => own.close();
      stop.signal.addEventListener("abort", end);
      own.onopen = () => session && own.send(JSON.stringify({ session }));
      own.onmessage = ({ data }) => {
        const said = JSON.parse(data);
        if (said.type === "events") {
          clearTimeout(late);
          [worked, socket] = [true, own];
          told(said);
        } else if (said.type !== "end") listener.signal?.(said);
      };
      own.onclose = () => {
        clearTimeout(late);
        stop.signal.removeEventListener("abort", end);
        socket = null;
        done(worked);
      };
    });
  }

  async function run(): Promise<void> {
    let sockets = 3, failed = 0;
    while (!stop.signal.aborted) {
      try {
        const session = (await client.sessions?.get()) ?? null;
        if (sockets > 0) {
          sockets = (await bySocket(session)) ? 3 : sockets - 1;
          await pause(1, stop.signal);
        }
        if (stop.signal.aborted) return;
        told(await client.get<Frame>(`/live?after=${cursor}&wait=${sockets > 0 ? 0 : WAIT}`, stop.signal));
        failed = 0;
      } catch (error) {
        if (stop.signal.aborted) return;
        listener.reached?.(!(error instanceof Refused) || error.status > 0);
        await pause(Math.min(2 ** failed++, 30), stop.signal);
      }
    }
  }

  void run();
  return {
    say: (said) => socket?.send(JSON.stringify(said)),
    close: () => stop.abort(),
  };
}
