/** Everything by a few letters. */
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { SearchField } from "react-aria-components/SearchField";
import type { Me } from "../lib/api.ts";
import { glances, inboxes, tags, view } from "../lib/live.ts";
import { prefer } from "../lib/preferences.ts";
import { inOrder } from "../lib/queue.ts";
import { addressOf, go } from "../lib/route.ts";
import { above } from "../lib/shortcuts.ts";
import { Store, useStore } from "../lib/store.ts";
import { titled } from "../lib/words.ts";
import { Window } from "./dialog.tsx";
import { maySet, signOut } from "./shell.tsx";

export interface Act {
  readonly name: string;
  readonly does: () => void;
}

/** What can be done with the conversation that is open. */
export const acts = new Store<readonly Act[]>([]);
const MOST = 200;

export function Palette({ who }: { who: Me }) {
  const open = useStore(above) === "palette";
  const close = (): void => above.set(() => null);
  return (
    <Window title="Go anywhere" open={open} close={close} kind="palette">
      {open && <Choices all={[...acts.get(), ...everywhere(who), ...talks()]} close={close} />}
    </Window>
  );
}

function Choices({ all, close }: { all: readonly Act[]; close(): void }) {
  const contains = (text: string, typed: string): boolean =>
    typed.toLowerCase().split(/\s+/).every((each) => text.toLowerCase().includes(each));
  return (
    <Autocomplete filter={contains}>
      <SearchField aria-label="What or where" autoFocus className="field">
        <Input placeholder="A name, a feeling, something to do…" />
      </SearchField>
      <div className="found" role="group" aria-label="Found, to scroll" tabIndex={0}>
        <Menu
          className="menu" aria-label="Found" renderEmptyState={() => <p className="hint">Nothing of that name.</p>}
          items={all.map((each, id) => ({ ...each, id }))}
          onAction={(key) => (close(), setTimeout(() => all[Number(key)]?.does()))}
        >
          {(each) => <MenuItem id={each.id} textValue={each.name}><span dir="auto">{each.name}</span></MenuItem>}
        </Menu>
      </div>
    </Autocomplete>
  );
}

function everywhere(who: Me): Act[] {
  const lead = who.roles.includes("lead");
  return [
    { name: "Inbox: all", does: () => go("/desk") },
    { name: "Inbox: mine", does: () => go("/desk?who=mine") },
    { name: "Inbox: unassigned", does: () => go("/desk?who=unassigned") },
    { name: "Inbox: snoozed", does: () => go("/desk?state=snoozed") },
    { name: "Inbox: resolved", does: () => go("/desk?state=resolved") },
    ...[...tags.get().values()].sort().map((each) => ({ name: `Tag: ${each}`, does: () => go(`/desk?${new URLSearchParams({ tag: each })}`) })),
    ...(lead ? [{ name: "Wallboard", does: () => go("/desk/wallboard") }] : []),
    { name: "Shortcuts", does: () => above.set(() => "shortcuts") },
    { name: "Preferences", does: () => above.set(() => "settings") },
    ...(maySet(who) ? [{ name: "Settings", does: () => go("/desk/settings") }] : []),
    { name: "Colours: light", does: () => prefer({ theme: "light" }) },
    { name: "Colours: dark", does: () => prefer({ theme: "dark" }) },
    { name: "Colours: as the system", does: () => prefer({ theme: "system" }) },
    { name: "Sign out", does: () => void signOut() },
  ];
}

function talks(): Act[] {
  const known = glances.get();
  return inOrder(view.get().rows.values()).slice(0, MOST).map((row) => {
    const glance = known.get(row.id);
    const parts = [glance?.contact_name ?? "Somebody", glance?.emotion && titled(glance.emotion), inboxes.get().get(row.inbox_id)];
    return { name: parts.filter(Boolean).join(" · "), does: () => go(addressOf(row.id)) };
  });
}
