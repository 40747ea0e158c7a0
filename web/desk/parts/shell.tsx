/** What is on every page of who is signed in: where to go, and what is open above the page. */
import { lazy, Suspense, useEffect } from "react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { api, me, type Me } from "../lib/api.ts";
import { begin, begun, reached } from "../lib/live.ts";
import { dropDrafts } from "../lib/preferences.ts";
import { addressOf, go, place, talkOf } from "../lib/route.ts";
import { above, useShortcuts } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { Inbox } from "../pages/inbox.tsx";
import { Wallboard } from "../pages/wallboard.tsx";
import { Mark } from "../pages/sign_in.tsx";
import { Icon } from "./icon.tsx";
import { Palette } from "./palette.tsx";
import { Settings } from "./settings.tsx";

import { ShortcutList } from "./shortcut_list.tsx";

/** Fetched by who opens it: who answers never needs it. */
const TeamSettings = lazy(() => import("../settings/pages.tsx"));

export async function signOut(): Promise<void> {
  await api.ask("DELETE", "/sessions/current").catch(() => undefined);
  dropDrafts();
  me.set(() => null);
  go("/desk", true);
}

export function Shell({ who }: { who: Me }) {
  const answers = who.roles.includes("agent") || who.roles.includes("lead");
  const { path } = useStore(place);
  const board = path === "wallboard", setting = path === "settings" || path.startsWith("settings/");
  const sets = maySet(who);
  const there = useStore(reached);
  const known = useStore(begun);
  useEffect(() => (answers ? begin() : undefined), [answers, who.id]);
  useShortcuts({ "?": () => above.set(() => "shortcuts"), "Ctrl K": answers ? () => above.set(() => "palette") : undefined });
  return (
    <div className={`shell ${talkOf(path) ? "talking" : ""}`}>
      <header className="top">
        <a className="brand" href="/desk" onClick={follow("/desk")}><Mark />Warmline</a>
        {(answers || sets) && (
          <nav aria-label="Pages">
            {answers && <a href="/desk" aria-current={board || setting ? undefined : "page"} onClick={follow(addressOf(null))}><Icon of="inbox" /><span>Inbox</span></a>}
            {who.roles.includes("lead") && (
              <a href="/desk/wallboard" aria-current={board ? "page" : undefined} onClick={follow("/desk/wallboard")}><Icon of="board" /><span>Wallboard</span></a>
            )}
            {sets && (
              <a href="/desk/settings" aria-current={setting ? "page" : undefined} onClick={follow("/desk/settings")}><Icon of="gear" /><span>Settings</span></a>
            )}
          </nav>
        )}
        <span className="space">{who.tenant === "demo" && <span className="demo">Demo: nobody here is real</span>}</span>
        {answers && (
          <Button className="quiet find" aria-label="Go anywhere (Ctrl K)" onPress={() => above.set(() => "palette")}>
            <Icon of="search" /><span>Go anywhere</span> <kbd>Ctrl K</kbd>
          </Button>
        )}
        <MenuTrigger>
          <Button className="quiet who" aria-label={`${who.name}: preferences, shortcuts, sign out`}><span className="initials" aria-hidden="true">{initials(who.name)}</span><span className="own" dir="auto">{who.name}</span></Button>
          <Popover className="popover" placement="bottom end">
            <Menu className="menu" aria-label="You" onAction={(key) => (key === "out" ? void signOut() : above.set(() => key as "settings"))}>
              <MenuItem id="settings">Preferences</MenuItem>
              <MenuItem id="shortcuts">Shortcuts</MenuItem>
              <MenuItem id="out">Sign out</MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      </header>
      <p className="offline" role="status">{there ? "" : "The service is not reached just now. What you see may be old; it is tried again."}</p>
      {setting && <Suspense fallback={<main className="door" aria-busy="true"><p className="hint">One moment…</p></main>}><TeamSettings who={who} /></Suspense>}
      {!setting && !answers && <main className="door"><div className="card"><h1>Nothing to answer here</h1><p>The desk is for agents and leads. Your account has other work: {who.roles.join(", ") || "none yet"}.</p>{sets && <a className="button main" href="/desk/settings" onClick={follow("/desk/settings")}>To the settings</a>}</div></main>}
      {!setting && answers && (board ? <Wallboard /> : <Inbox who={who} known={known} />)}
      <ShortcutList />
      <Settings />
      {answers && <Palette who={who} />}
    </div>
  );
}

/** Whether there is anything that they may set for others. */
export function maySet(who: Me): boolean {
  return who.roles.some((role) => ["admin", "lead", "privacy"].includes(role));
}

export function initials(name: string): string {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((each) => [...each][0]).join("").toUpperCase() || "·";
}

/** A link that stays on the page, unless another window is asked for. */
export function follow(address: string) {
  return (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(address);
  };
}
