/** The chat on somebody's page: one script tag, a shadow root of its own, nothing of the page's is touched. */
import { render } from "preact";
import { Chat } from "./chat.ts";
import { inkOn, optionsOf } from "./options.ts";
import style from "./style.css?inline";
import { Widget } from "./Widget.tsx";

const TWICE = 700;

function begin(script: HTMLScriptElement): void {
  const options = optionsOf(script);
  const host = document.body.appendChild(document.createElement("warmline-chat"));
  host.lang = options.language;
  host.style.setProperty("--accent", options.colour);
  host.style.setProperty("--on-accent", inkOn(options.colour));
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];

  let before: Chat["state"] | null = null;
  const chat = new Chat(options, (now) => {
    const log = root.querySelector(".log");
    const atEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    render(<Widget chat={now} />, root);
    follow(root, before, now.state, atEnd);
    before = now.state;
  });
  chat.set({});
  watchEscape(host, chat);
  if (chat.memory.now.open) void chat.show(true);
}

/** Moves the focus with what is shown, and the conversation to its end. */
function follow(root: ShadowRoot, before: Chat["state"] | null, now: Chat["state"], atEnd: boolean): void {
  const go = (what: string): void => root.querySelector<HTMLElement>(what)?.focus();
  if (before?.open && !now.open) go(".launch");
  else if (before && now.open && now.words && (!before.open || !before.words || before.page !== now.page || (!before.handover?.callback && now.handover?.callback)))
    go(now.page === "talk" ? "textarea" : ".back");
  const log = root.querySelector(".log");
  const size = (state: Chat["state"] | null): number =>
    state ? state.messages.length + state.waiting.length + state.calls : 0;
  const grown = size(now) !== size(before);
  if (log && (atEnd || grown)) log.scrollTop = log.scrollHeight;
}

/** Escape closes the chat; twice, it leaves for good. */
function watchEscape(host: HTMLElement, chat: Chat): void {
  let last = -TWICE;
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      if (event.timeStamp - last < TWICE) return void chat.leave();
      if (!event.composedPath().includes(host) || !chat.state.open) return;
      last = event.timeStamp;
      event.preventDefault();
      void chat.show(false);
    },
    true,
  );
}

const script = document.currentScript as HTMLScriptElement;
if (document.body) begin(script);
else addEventListener("DOMContentLoaded", () => begin(script));
