/** State outside of components, and how these look at it. */
import { useSyncExternalStore } from "react";

export class Store<T> {
  private readonly listeners = new Set<() => void>();
  private value: T;
  constructor(value: T) {
    this.value = value;
  }

  get = (): T => this.value;

  set(change: (before: T) => T): void {
    const next = change(this.value);
    if (Object.is(next, this.value)) return;
    this.value = next;
    for (const each of [...this.listeners]) each();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** What `select` finds; it has to find the same thing in the same value. */
export function useStore<T, S = T>(store: Store<T>, select: (value: T) => S = (value) => value as unknown as S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
