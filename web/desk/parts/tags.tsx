/** Words by which a conversation is found. */
import { useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { SearchField } from "react-aria-components/SearchField";
import { whyNot } from "../lib/api.ts";
import { fetchTags, tags } from "../lib/live.ts";
import { addressOf } from "../lib/route.ts";
import { useStore } from "../lib/store.ts";
import type { Open } from "../lib/talk.ts";
import { Window } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { follow } from "./shell.tsx";

const MOST = 30;

/** As the service keeps it. */
function nameOf(typed: string): string {
  return typed.normalize("NFKC").toLowerCase().trim().split(/\s+/).join(" ");
}

export function Tags({ open, close, talk }: { open: boolean; close(): void; talk: Open }) {
  return (
    <Window title="Tags" open={open} close={close} kind="palette">
      {open && <Choices open={talk} />}
    </Window>
  );
}

function Choices({ open }: { open: Open }) {
  const [typed, setTyped] = useState("");
  const [told, setTold] = useState("");
  const all = useStore(tags);
  const own = new Set(open.talk?.tags);
  const name = nameOf(typed);
  const known = [...all].filter(([, each]) => each.includes(name)).sort(([a, x], [b, y]) => Number(own.has(b)) - Number(own.has(a)) || x.localeCompare(y));
  const isNew = name && ![...all.values()].includes(name);
  const items = [...known.map(([id, text]) => ({ id, text, on: own.has(id) })), ...(isNew ? [{ id: " new", text: name, on: false }] : [])];

  function turn(id: string): void {
    const item = items.find((each) => each.id === id)!;
    const done = item.on ? open.change("DELETE", `tags/${encodeURIComponent(id)}`) : open.change("POST", "tags", { name: item.text });
    void done.then(
      () => (fetchTags(), setTyped(""), setTold(`${item.text} is ${item.on ? "taken off" : "added"}.`)),
      (error: unknown) => setTold(whyNot(error)),
    );
  }
  return (
    <>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField aria-label="A tag" autoFocus className="field"><Input maxLength={MOST} placeholder="Find one, or type a new one…" /></SearchField>
        <div className="found" role="group" aria-label="Tags, to scroll" tabIndex={0}>
          <Menu
            className="menu" aria-label="Tags" items={items} dependencies={[open.talk?.tags]} onAction={(key) => turn(`${key}`)}
            renderEmptyState={() => <p className="hint">There are none yet. Type the first.</p>}
          >
            {(each) => (
              <MenuItem id={each.id} textValue={each.text}>
                {each.on && <Icon of="check" />}{each.id === " new" ? "Add " : ""}<bdi>{each.text}</bdi>{each.on && <span className="unseen">, on it: take it off</span>}
              </MenuItem>
            )}
          </Menu>
        </div>
      </Autocomplete>
      <p className="hint" role="status">{told || "The customer is not shown them. At most 20 on a conversation."}</p>
    </>
  );
}

/** Each leads to all that have it. */
export function TagLinks({ ids }: { ids: readonly string[] }) {
  const all = useStore(tags);
  return ids.map((each) => {
    const name = all.get(each), address = addressOf(null, new URLSearchParams({ tag: name ?? "" }));
    return name && <a key={each} className="tag own" href={address} onClick={follow(address)}><Icon of="tag" /><span className="unseen">Tag: </span><bdi>{name}</bdi></a>;
  });
}
