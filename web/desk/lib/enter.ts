/** Coming in where many others try: a little work, done here, lets somebody go first. */
import { pause, Refused } from "@warmline/shared/client.ts";

interface Puzzle {
  readonly challenge: string;
  readonly bits: number;
}

const TRIES = 8;
const AT_ONCE = 2048;

/** What is answered to a password. Throws Refused. */
export async function enter<T>(path: string, given: unknown): Promise<T | undefined> {
  let solution: string | null = null;
  for (let tried = 1; ; tried++) {
    const answer = await fetch(`/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(solution && { "Warmline-Solution": solution }) },
      body: JSON.stringify(given),
      credentials: "same-origin",
      cache: "no-store",
    }).catch(() => null);
    if (answer?.ok) return answer.status === 204 ? undefined : ((await answer.json()) as T);
    const problem = await answer?.json().catch(() => null);
    const puzzle: Puzzle | undefined = problem?.puzzle;
    if (answer?.status !== 429 || tried >= TRIES)
      throw new Refused(answer?.status ?? 0, problem?.detail ?? problem?.title ?? "not reached");
    if (puzzle) solution = await solve(puzzle);
    else await pause(Number(answer.headers.get("Retry-After")) || 1);
  }
}

/** The challenge with a number behind it whose SHA-256 begins with as many zeros as are asked for. */
export async function solve({ challenge, bits }: Puzzle): Promise<string> {
  const encoder = new TextEncoder();
  for (let first = 0; ; first += AT_ONCE) {
    const named = Array.from({ length: AT_ONCE }, (_, at) => `${challenge}.${first + at}`);
    const hashes = await Promise.all(named.map((each) => crypto.subtle.digest("SHA-256", encoder.encode(each))));
    const at = hashes.findIndex((each) => Math.clz32(new DataView(each).getUint32(0)) >= bits);
    if (at >= 0) return named[at]!;
  }
}
