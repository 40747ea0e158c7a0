/** How it really was: a letter, or arrows and Enter. */
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import type { Message } from "../lib/api.ts";
import { FAMILIES, titled } from "../lib/words.ts";
import { Window } from "./dialog.tsx";
import { Face } from "./face.tsx";

export function Correct({ message, close, correct }: { message: Message | undefined; close(): void; correct(emotion: string): void }) {
  function choose(emotion: string | undefined): void {
    if (!emotion) return;
    correct(emotion);
    close();
  }
  return (
    <Window title="How was it really?" open={!!message} close={close}>
      <blockquote dir="auto">{message?.text.slice(0, 300)}</blockquote>
      <div
        onKeyDownCapture={(event) => {
          if (event.ctrlKey || event.altKey || event.metaKey) return;
          const family = FAMILIES.find(([, key]) => key === event.key.toLowerCase())?.[0];
          if (family) (event.preventDefault(), event.stopPropagation(), choose(family));
        }}
      >
        <ListBox className="feelings" layout="grid" aria-label="Feelings" autoFocus="first" selectionMode="none" onAction={(key) => choose(`${key}`)}>
          {FAMILIES.map(([family, key]) => (
            <ListBoxItem key={family} id={family} className="feeling" textValue={titled(family)}>
              <Face emotion={family} /><span>{titled(family)}</span><kbd>{key.toUpperCase()}</kbd>
            </ListBoxItem>
          ))}
        </ListBox>
      </div>
      <p className="hint">What you say is kept beside what was read; the customer's own word counts more. It may bring a person, and never takes one away.</p>
    </Window>
  );
}
