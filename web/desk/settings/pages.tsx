/** Settings of the whole team, each at an address of its own. */
import { useEffect, useRef, useState, type ComponentType } from "react";
import type { Me } from "../lib/api.ts";
import { place } from "../lib/route.ts";
import { useStore } from "../lib/store.ts";
import { follow } from "../parts/shell.tsx";
import { Crisis } from "./crisis.tsx";
import { Hours } from "./hours.tsx";
import { Inboxes } from "./inboxes.tsx";
import { KeyList } from "./keys.tsx";
import { Telling } from "./kit.tsx";
import { Languages } from "./languages.tsx";
import { People } from "./people.tsx";
import { Provider } from "./provider.tsx";
import { Replies } from "./replies.tsx";
import { Retention } from "./retention.tsx";
import { Webhooks } from "./webhooks.tsx";
import "./settings.css";

export interface Page { who: Me; of: string | null }
interface Screen { path: string; name: string; what: string; may: readonly string[]; page: ComponentType<Page> }

const SCREENS: readonly Screen[] = [
  { path: "inboxes", name: "Inboxes and chat", what: "Where customers write, and how the chat looks on your page.", may: ["admin"], page: Inboxes },
  { path: "hours", name: "Hours", what: "When people answer. Out of hours customers are told when somebody is back, and may ask to be called.", may: ["admin", "lead"], page: Hours },
  { path: "replies", name: "Ready replies", what: "Texts that are written once and used often. Who answers calls them by their name.", may: ["admin", "lead"], page: Replies },
  { path: "people", name: "People", what: "Who may come in, and as what.", may: ["admin"], page: People },
  { path: "sign-in", name: "Company sign-in", what: "People can sign in by your company's own OpenID provider, such as Entra ID, Okta, Google or Keycloak.", may: ["admin"], page: Provider },
  { path: "crisis", name: "Crisis lines", what: "Whom customers in danger are told to call. Nothing of a country is sent until somebody of your team has checked it.", may: ["admin", "privacy"], page: Crisis },
  { path: "retention", name: "Retention", what: "How long data are kept before they go by themselves.", may: ["admin", "privacy"], page: Retention },
  { path: "languages", name: "Languages", what: "What customers are told and asked, in each language of the chat.", may: ["admin", "lead", "privacy"], page: Languages },
  { path: "keys", name: "API keys", what: "With which other programs come in.", may: ["admin"], page: KeyList },
  { path: "webhooks", name: "Webhooks", what: "Other programs that are told what happens, and how that went.", may: ["admin"], page: Webhooks },
];

export default function Settings({ who }: { who: Me }) {
  const { path } = useStore(place);
  const [told, setTold] = useState("");
  const [, name, of] = path.split("/");
  const own = SCREENS.filter(({ may }) => may.some((role) => (who.roles as readonly string[]).includes(role)));
  const screen = name ? own.find((each) => each.path === name) : own[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${screen?.name ?? "Settings"} · Warmline desk`;
    setTold("");
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [screen, of]);
  return (
    <div className="settings">
      <nav aria-label="Settings">
        {own.map((each) => <a key={each.path} href={`/desk/settings/${each.path}`} aria-current={each === screen ? "page" : undefined} onClick={follow(`/desk/settings/${each.path}`)}>{each.name}</a>)}
      </nav>
      <main>
        <header>
          <h1 tabIndex={-1} ref={heading}>{screen?.name ?? "Not for you"}</h1>
          <p className="hint">{screen?.what ?? "These settings are for other roles, or there are none at this address."}</p>
        </header>
        <p className="done" role="status">{told}</p>
        <Telling.Provider value={setTold}>{screen && <screen.page key={`${screen.path} ${of ?? ""}`} who={who} of={of ? decodeURIComponent(of) : null} />}</Telling.Provider>
      </main>
    </div>
  );
}

export const to = (path: string, id?: string): string => `/desk/settings/${path}${id ? `/${encodeURIComponent(id)}` : ""}`;
