/** What keys do, wherever one is. */
import { useEffect, useRef } from "react";
import { preferences } from "./preferences.ts";
import { Store } from "./store.ts";

export interface Shortcut {
  /** As people read it. */
  readonly keys: string;
  readonly what: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "Alt J", what: "Next conversation" },
  { keys: "Alt K", what: "Previous conversation" },
  { keys: "Alt L", what: "Reply" },
  { keys: "Alt T", what: "Take it, or leave it" },
  { keys: "Alt E", what: "Resolve" },
  { keys: "Alt N", what: "Write a note, which the customer is not shown" },
  { keys: "Alt S", what: "Snooze, or bring it back" },
  { keys: "Alt G", what: "Tags" },
  { keys: "Alt P", what: "Pass it on to others" },
  { keys: "Alt M", what: "Merge it with another of the same customer" },
  { keys: "Ctrl Enter", what: "Send" },
  { keys: "/ name", what: "While you write: a reply that is ready; arrows and Enter choose it" },
  { keys: "Ctrl K", what: "Go anywhere, do anything" },
  { keys: "C", what: "Correct how a message was read; then the letter of a feeling, or arrows and Enter" },
  { keys: "/", what: "Search" },
  { keys: "?", what: "These shortcuts" },
];
/** Which window is open above the page. */
export const above = new Store<"shortcuts" | "palette" | "settings" | null>(null);

/** Name of what a key asks for; null: nothing of ours. By the key's place, as Alt types letters of its own on a Mac. */
export function nameOf(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const { code, key, altKey, ctrlKey, metaKey } = event;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return "Ctrl K";
  if (altKey && !ctrlKey && !metaKey && /^Key[JKLTENSGPM]$/.test(code)) return `Alt ${code.at(-1)}`;
  if (altKey || ctrlKey || metaKey || isWriting(event.target) || !preferences.get().keys) return null;
  return key === "?" || key === "/" ? key : key === "c" ? "C" : null;
}

/** Does something when a key asks for it, unless a window is open. */
export function useShortcuts(does: Readonly<Record<string, (() => void) | undefined>>): void {
  const now = useRef(does);
  now.current = does;
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const act = now.current[nameOf(event) ?? ""];
      if (!act || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest("input, textarea, select, [contenteditable], [role=menu]");
}
