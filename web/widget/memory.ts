/** What this device remembers of the chat, the same in every tab; where it may remember nothing, until the page closes. */

/** Written, and not yet known to be kept. */
export interface Waiting {
  readonly client_id: string;
  readonly text: string;
  readonly at: string;
}

export interface Memory {
  readonly session?: string;
  readonly contact?: string;
  readonly talk?: string | undefined;
  readonly waiting?: readonly Waiting[];
  readonly open?: boolean;
  readonly read?: boolean;
  readonly plain?: boolean;
  readonly frugal?: boolean;
}

export class Remembered {
  #held: Memory = {};
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Somebody left, here or in another tab: nothing is written any more. */
  left = false;

  get now(): Memory {
    const { session } = this.#held;
    const found = this.#kept(() => JSON.parse(localStorage.getItem(this.#key) ?? "{}"));
    this.left ||= !!session && !found.session;
    return found;
  }

  put(more: Memory): void {
    if ((this.now, this.left)) return;
    this.#held = { ...this.now, ...more };
    this.#kept(() => localStorage.setItem(this.#key, JSON.stringify(this.#held)));
  }

  clear(): void {
    [this.#held, this.left] = [{}, true];
    this.#kept(() => localStorage.removeItem(this.#key));
  }

  /** What is remembered after it, also where this page may keep nothing. */
  #kept(work: () => Memory | void): Memory {
    try {
      this.#held = work() ?? this.#held;
    } catch {
      // only until the page closes
    }
    return this.#held;
  }

  /** Tells when another tab has changed it; null: it has left. */
  watch(told: (memory: Memory | null) => void): void {
    addEventListener("storage", ({ key, newValue }) => {
      if (key === this.#key) told(newValue === null ? null : this.now);
    });
  }

  /** Does it while no other tab does. */
  alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    return navigator.locks ? navigator.locks.request(`${this.#key} ${what}`, work) as Promise<T> : work();
  }
}
