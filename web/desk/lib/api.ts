/** The service, as whoever signed in here may ask it. */
import { Client, Refused, type Method } from "@warmline/shared/client.ts";
import type * as wire from "@warmline/shared/api.d.ts";
import { Store } from "./store.ts";

export type Me = wire.Me;
export type Message = wire.MessageOut;
export type Reading = wire.ShownReading;
export type Decision = wire.DecisionOut;
export type Talk = wire.ConversationOut;
export type Contact = wire.ContactOut;
export type Glance = wire.GlanceOut;
export type Found = wire.FoundOut;
export type Attachment = wire.AttachmentOut;
export type Standing = wire.StandingOut;
export type Seen = wire.SeenOut;
export type Note = wire.NoteOut;
export type Tag = wire.TagOut;
export type CannedReply = wire.CannedReplyOut;
export type Letter = wire.LetterOut;
export type Taker = wire.TakerOut;
export interface Named { readonly id: string; readonly name: string }
export interface Page<T> { readonly items: readonly T[]; readonly next?: string | null }

/** Who is signed in; undefined: nobody knows yet, null: nobody. */
export const me = new Store<Me | null | undefined>(undefined);

class Own extends Client {
  override async ask<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal, name?: string): Promise<T> {
    try {
      return await super.ask<T>(method, path, body, signal, name);
    } catch (error) {
      if (error instanceof Refused && error.status === 401 && me.get()) me.set(() => null);
      throw error;
    }
  }
}

export const api = new Own(location.origin);

/** What is there; null where it is not, or not for them. */
export async function quietly<T>(path: string, signal?: AbortSignal): Promise<T | null> {
  try {
    return await api.get<T>(path, signal);
  } catch (error) {
    if (error instanceof Refused && [403, 404, 405].includes(error.status)) return null;
    throw error;
  }
}

/** All pages of a list, up to so many rows. */
export async function listed<T>(path: string, signal?: AbortSignal, most = 1000): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | null | undefined = ""; after != null && found.length < most; ) {
    const page: Page<T> = await api.get(`${path}${path.includes("?") ? "&" : "?"}limit=100${after && `&after=${after}`}`, signal);
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

/** Why something was refused, in words for whoever asked. */
export function whyNot(error: unknown): string {
  if (!(error instanceof Refused)) return "Something went wrong here. Reload the page.";
  if (error.status === 0) return "The service cannot be reached. It is tried again when you do.";
  if (error.status === 404) return "This is not here any more, or not for you to see.";
  return error.message;
}
