/** Where one is: the page's address, which holds the filters too, so that it can be passed on. */
import { Store } from "./store.ts";

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname.replace(/^\/desk\/?/, ""), query: new URLSearchParams(location.search) });

export const place = new Store<Place>(here());
addEventListener("popstate", () => {
  const wanted = location.href;
  if (!asks) return place.set(here);
  history.pushState(null, "", stays);
  asks(() => ((asks = null), go(wanted)));
});

type Leaving = (leave: () => void) => void;
let asks: Leaving | null = null;
let stays = location.href;

/** Asks before what was typed is lost, until what it gives back is called. */
export function askBeforeLeaving(leaving: Leaving): () => void {
  asks = leaving;
  stays = location.href;
  const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
  addEventListener("beforeunload", warn);
  return () => {
    asks = null;
    removeEventListener("beforeunload", warn);
  };
}

export function go(address: string, replace = false): void {
  if (asks) return asks(() => ((asks = null), go(address, replace)));

  history[replace ? "replaceState" : "pushState"](null, "", address);
  place.set(here);
}

/** The address of a conversation, or of the list alone, with the filters that hold. */
export function addressOf(talkId: string | null, query = place.get().query): string {
  const filters = query.toString();
  return `/desk${talkId ? `/c/${encodeURIComponent(talkId)}` : ""}${filters && `?${filters}`}`;
}

export function setFilter(name: string, value: string | null): void {
  const { path, query } = place.get();
  const next = new URLSearchParams(query);
  if (value) next.set(name, value);
  else next.delete(name);
  go(addressOf(talkOf(path), next), true);
}

export function talkOf(path: string): string | null {
  return path.startsWith("c/") ? decodeURIComponent(path.slice(2)) : null;
}
