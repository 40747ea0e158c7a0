/** What somebody chooses on this device. */
import { mayNotify, ring } from "../lib/alerts.ts";
import { prefer, preferences, type Preferences } from "../lib/preferences.ts";
import { above } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { Window } from "./dialog.tsx";

const THEMES = [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]] as const;

export function Settings() {
  const own = useStore(preferences);
  return (
    <Window title="Preferences" open={useStore(above) === "settings"} close={() => above.set(() => null)}>
      <fieldset>
        <legend>Colours</legend>
        {THEMES.map(([theme, name]) => (
          <label key={theme} className="choice">
            <input type="radio" name="theme" checked={own.theme === theme} onChange={() => prefer({ theme })} /> {name}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>When a customer writes while you look elsewhere</legend>
        <Switch own={own} name="sound" text="Play a sound" turn={(on) => (on && ring(), prefer({ sound: on }))} />
        <Switch own={own} name="notify" text="Show a notification, without names or words" turn={(on) => void notify(on)} />
      </fieldset>
      <fieldset>
        <legend>Keyboard</legend>
        <Switch own={own} name="keys" text="Shortcuts of a single key (c, /, ?)" turn={(on) => prefer({ keys: on })} />
      </fieldset>
    </Window>
  );
}

function Switch({ own, name, text, turn }: {
  own: Preferences; name: "sound" | "notify" | "keys"; text: string; turn(on: boolean): void;
}) {
  return (
    <label className="choice">
      <input type="checkbox" role="switch" checked={own[name]} onChange={(event) => turn(event.target.checked)} /> {text}
    </label>
  );
}

async function notify(on: boolean): Promise<void> {
  prefer({ notify: on && (await mayNotify()) });
}
