/** The conversation, a person within reach, and where one writes. */
import type { AttachmentOut, MessageOut } from "@warmline/shared/api.d.ts";
import type { JSX } from "preact";
import type { Chat } from "./chat.ts";
import { Icon } from "./icons.tsx";
import { HowRead, Marked } from "./Reading.tsx";
import { inOrder } from "./transcript.ts";
import type { Say } from "./words.ts";

export type Given = { chat: Chat; say: Say };

export function Talk({ chat, say }: Given): JSX.Element {
  const { messages, waiting, notice, sending, trouble, reached, typing } = chat.state;
  const known = new Set(messages.map((each) => each.client_id));
  return (
    <>
      <div class="log" role="log" tabIndex={0} aria-label={say("conversation")}>
        <p class="read">{notice[1]}</p>
        <ol>
          {inOrder(chat.state).map((each) => ("text" in each ? <Said key={each.id} {...{ chat, say }} message={each} /> : <Sent key={each.id} {...{ chat, say }} file={each} />))}
          {waiting.filter((each) => !known.has(each.client_id)).map((each) => (
            <li key={each.client_id} class="customer unsent">
              <Who chat={chat} say={say} role="customer" at={each.at} />
              <p class="text" dir="auto">{each.text}</p>
              <p class="fate">{say(sending ? "sending" : "waiting")}</p>
            </li>
          ))}
        </ol>
        <Standing chat={chat} say={say} />
      </div>
      <p class="live" role="status">
        {trouble && say(trouble)}
        {!reached && say("offline")}
        {typing && say("typing")}
      </p>
    </>
  );
}

function Said({ chat, say, message }: Given & { message: MessageOut }): JSX.Element {
  const { readings, read, handover } = chat.state;
  const mine = message.role === "customer";
  const name = message.author && message.author === handover?.agent?.id ? handover.agent.name : "";
  return (
    <li class={message.role}>
      <Who chat={chat} say={say} role={message.role} at={message.at} name={name} />
      <p class="text" dir="auto">
        <Marked text={message.text} reading={readings[message.id]} />
      </p>
      {mine && read && <HowRead {...{ chat, say }} id={message.id} />}
    </li>
  );
}

function Sent({ chat, say, file }: Given & { file: AttachmentOut }): JSX.Element {
  return (
    <li class={file.role}>
      <Who chat={chat} say={say} role={file.role} at={file.at} />
      <button class="text file" type="button" onClick={() => chat.openFile(file.id)}>
        <Icon name="clip" />
        <span dir="auto">{file.name}</span> <small>{Math.ceil(file.bytes / 1000)} kB</small>
      </button>
    </li>
  );
}

const AS = { customer: "you", agent: "person", bot: "machine" } as const;

function Who({ chat, say, role, at, name }: Given & { role: keyof typeof AS; at: string; name?: string }): JSX.Element {
  const time = new Date(at).toLocaleTimeString(chat.options.locale, { hour: "2-digit", minute: "2-digit" });
  return (
    <p class="who">
      <Icon name={AS[role]} />
      <b>{name || say(AS[role])}</b> <time dateTime={at}>{time}</time>
    </p>
  );
}

/** The button that never goes away. */
export function Person({ chat, say }: Given): JSX.Element {
  const asked = chat.state.handover ? chat.state.handover.asks > 0 : chat.state.row?.state === "with_person";
  return (
    <div class="person">
      <button type="button" class="call" onClick={() => chat.callPerson()}>
        <Icon name="person" />
        <span>{say(asked ? "asked" : "call")}</span>
      </button>
    </div>
  );
}

/** What became of it. */
function Standing({ chat, say }: Given): JSX.Element | null {
  const { row, handover, passport } = chat.state;
  if (row?.state !== "with_person" || handover?.state === "none") return null;
  return (
    <div class="card">
      <p><b>{standing(chat, say)}</b></p>
      {handover?.state !== "joined" && <p>{say("meanwhile")}</p>}
      {handover?.state === "queued" && <CallBack chat={chat} say={say} />}
      {passport && (
        <button type="button" class="link" onClick={() => chat.set({ page: "passport" })}>{say("passport")}</button>
      )}
    </div>
  );
}

function standing({ state: { handover }, options }: Chat, say: Say): string {
  if (!handover) return say("queued");
  if (handover.state === "joined") return say("joined", { name: handover.agent?.name ?? say("person") });
  if (handover.callback) return say("will_call", { address: handover.callback.address });
  if (!handover.open && handover.opens_at) {
    const when = new Intl.DateTimeFormat(options.locale, { weekday: "long", hour: "2-digit", minute: "2-digit" });
    return say("closed", { when: when.format(new Date(handover.opens_at)) });
  }
  if (!handover.open) return say("closed_now");
  return handover.position ? say("queue", { n: handover.position }) : say("queued");
}

function CallBack({ chat, say }: Given): JSX.Element {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    void chat.callBack(String(form.get("channel")), String(form.get("address")));
  };
  return (
    <details open={!chat.state.handover?.open}>
      <summary>{say("offer")}</summary>
      <form onSubmit={submit}>
        <label><input type="radio" name="channel" value="phone" checked /> {say("phone")}</label>
        <label><input type="radio" name="channel" value="email" /> {say("email")}</label>
        <input name="address" aria-label={say("address")} placeholder={say("address")} required maxLength={300} dir="auto" />
        <button>{say("call_back")}</button>
      </form>
    </details>
  );
}

export function Composer({ chat, say }: Given): JSX.Element {
  const send = (form: HTMLFormElement): void => {
    const area = form.querySelector("textarea")!;
    chat.write(area.value);
    area.value = "";
    area.focus();
  };
  return (
    <form class="composer" onSubmit={(event) => (event.preventDefault(), send(event.currentTarget))}>
      <label class="clip" title={say("attach")}>
        <Icon name="clip" />
        <input type="file" aria-label={say("attach")} onChange={(event) => attach(chat, event.currentTarget)} />
      </label>
      <textarea
        rows={2} dir="auto" aria-label={say("message")} placeholder={say("message")} aria-describedby="wl-notice" maxLength={20000}
        onInput={() => chat.typing()}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send(event.currentTarget.form!);
        }}
      />
      <button class="send" aria-label={say("send")} title={say("send")}><Icon name="send" /></button>
    </form>
  );
}

function attach(chat: Chat, input: HTMLInputElement): void {
  const file = input.files?.[0];
  input.value = "";
  if (file) void chat.attach(file);
}
