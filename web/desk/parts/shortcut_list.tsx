/** Which keys do what. */
import { SHORTCUTS, above } from "../lib/shortcuts.ts";
import { useStore } from "../lib/store.ts";
import { Window } from "./dialog.tsx";

export function ShortcutList() {
  return (
    <Window title="Shortcuts" open={useStore(above) === "shortcuts"} close={() => above.set(() => null)}>
      <table className="keys">
        <thead className="unseen"><tr><th>Keys</th><th>What they do</th></tr></thead>
        <tbody>
          {SHORTCUTS.map(({ keys, what }) => (
            <tr key={keys}>
              <th scope="row">{keys.split(" ").map((each) => <kbd key={each}>{each}</kbd>)}</th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">On a Mac, Ctrl is also ⌘. Keys without Alt or Ctrl can be switched off in the settings.</p>
    </Window>
  );
}
