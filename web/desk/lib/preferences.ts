/** What somebody chose on this device, and drafts that are not sent yet. */
import { Store } from "./store.ts";

export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly sound: boolean;
  readonly notify: boolean;
  /** Shortcuts of a single key, which some assistive software types by mistake (WCAG 2.1.4). */
  readonly keys: boolean;
}

const OWN = "warmline.preferences", DRAFT = "warmline.draft.", TENANT = "warmline.tenant";
const FIRST: Preferences = { theme: "system", sound: false, notify: false, keys: true };

export const preferences = new Store<Preferences>({ ...FIRST, ...kept() });

export function prefer(change: Partial<Preferences>): void {
  preferences.set((before) => ({ ...before, ...change }));
  keep(OWN, JSON.stringify(preferences.get()));
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = preferences.get().theme;
}

export function draftOf(talkId: string): string {
  return read(DRAFT + talkId) ?? "";
}

export function keepDraft(talkId: string, text: string): void {
  keep(DRAFT + talkId, text);
}

/** Nothing of anybody's stays on the device of who signed out. */
export function dropDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFT)) localStorage.removeItem(name);
}

export function lastTenant(): string {
  return read(TENANT) ?? "";
}

export function keepTenant(tenant: string): void {
  keep(TENANT, tenant);
}

function kept(): Partial<Preferences> {
  try {
    return JSON.parse(read(OWN) ?? "{}") as Partial<Preferences>;
  } catch {
    return {};
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Browsers that keep nothing go on without. */
function keep(name: string, value: string): void {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    return;
  }
}
