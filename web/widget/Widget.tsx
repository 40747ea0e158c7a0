/** All that is seen of the chat. */
import type { ComponentChildren, JSX } from "preact";
import type { Chat } from "./chat.ts";
import { Icon } from "./icons.tsx";
import { More, Told } from "./pages.tsx";
import { Composer, Person, Talk } from "./Talk.tsx";
import { NAMES, saying } from "./words.ts";

export function Widget({ chat }: { chat: Chat }): JSX.Element {
  const { open, words, plain, page, notice } = chat.state;
  const name = NAMES[chat.options.language];
  const side = chat.options.left ? "left" : "right";
  if (!open)
    return (
      <div class={`wl ${side}`} role="region" aria-label={name}>
        <button class="launch" aria-expanded="false" onClick={() => chat.show(true)}>
          <Icon name="talk" />
          <span>{name}</span>
        </button>
      </div>
    );
  const say = words && saying(words, plain);
  return (
    <div class={`wl ${side}${plain ? " plain" : ""}`}>
      <section class="panel" role="dialog" aria-label={name}>
        <div class="head">
          <h2>{name}</h2>
          {say && (
            <>
              <Press label={say("exit")} title={say("exit_how")} icon="leave" onClick={() => chat.leave()} class="exit">
                {say("exit")}
              </Press>
              <Press label={say("more")} icon="more" onClick={() => chat.set({ page: page === "talk" ? "more" : "talk" })} />
              <Press label={say("close")} icon="close" onClick={() => chat.show(false)} />
            </>
          )}
        </div>
        <div class="notice" role="status" id="wl-notice">
          {notice[0] && (
            <p>
              <Icon name={chat.state.row?.state === "with_person" ? "person" : "machine"} />
              <span>{notice[0]}</span>
            </p>
          )}
        </div>
        {say && page === "talk" && <Talk chat={chat} say={say} />}
        {say && page === "more" && <More chat={chat} say={say} />}
        {say && page === "passport" && <Told chat={chat} say={say} />}
        {say && <Person chat={chat} say={say} />}
        {say && page === "talk" && <Composer chat={chat} say={say} />}
        {!say && <div class="log" aria-busy={chat.state.reached} />}
      </section>
    </div>
  );
}

type Pressed = { label: string; icon: string; onClick: () => void; class?: string; title?: string; children?: ComponentChildren };

function Press({ label, icon, children, title, ...more }: Pressed): JSX.Element {
  return (
    <button type="button" aria-label={children ? undefined : label} title={title ?? label} {...more}>
      <Icon name={icon} />
      {children && <span>{children}</span>}
    </button>
  );
}
