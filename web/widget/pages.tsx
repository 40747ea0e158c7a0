/** Beside the conversation: how the chat is shown, being read or not, and what the person will be told. */
import { SECTIONS, type Entry } from "@warmline/shared/handover.ts";
import type { JSX } from "preact";
import { transcript } from "./transcript.ts";
import type { Given } from "./Talk.tsx";

export function More({ chat, say }: Given): JSX.Element {
  const { plain, frugal, read, notice, unread, messages } = chat.state;
  return (
    <div class="page">
      <Back chat={chat} say={say} />
      <label class="switch"><input type="checkbox" checked={plain} onChange={() => chat.prefer({ plain: !plain })} /> {say("plain")}</label>
      <label class="switch"><input type="checkbox" checked={frugal} onChange={() => chat.prefer({ frugal: !frugal })} /> {say("frugal")}</label>
      <h3>{say("how_read")}</h3>
      <p>{notice[1]}</p>
      {read && <p class="quiet">{say("off")}: {unread}</p>}
      <button type="button" onClick={() => chat.allowReading(!read)}>{say(read ? "off" : "on")}</button>
      {messages.length > 0 && <button type="button" onClick={() => transcript(chat.state, say)}>{say("transcript")}</button>}
      <h3>{say("exit")}</h3>
      <p>{say("exit_how")}</p>
    </div>
  );
}

/** The passport: what the person will be told, as the customer wants it. */
export function Told({ chat, say }: Given): JSX.Element {
  const entries = chat.state.passport?.entries ?? [];
  return (
    <div class="page">
      <Back chat={chat} say={say} />
      <h3>{say("passport")}</h3>
      {!entries.length && <p>{say("nothing_told")}</p>}
      {SECTIONS.map((section) => (
        <section key={section} aria-label={say(section)}>
          <h4>{say(section)}</h4>
          <ul>
            {entries.filter((each) => each.section === section).map((each) => <Line key={each.id} {...{ chat, say }} entry={each} />)}
          </ul>
          <details>
            <summary>{say("add")}</summary>
            <Words label={say(section)} button={say("save")} save={(text) => chat.changePassport("POST", "", { section, text })} />
          </details>
        </section>
      ))}
    </div>
  );
}

const BY = { warmline: "by_warmline", customer: "by_customer", agent: "by_agent" } as const;

function Line({ chat, say, entry: { id, text, struck, by } }: Given & { entry: Entry }): JSX.Element {
  return (
    <li>
      <p dir="auto">{struck ? <s>{text}</s> : text} <small>({say(BY[by])})</small></p>
      <button type="button" class="link" onClick={() => chat.changePassport("PUT", `/${id}`, { struck: !struck })}>
        {say(struck ? "restore" : "strike")}
      </button>
      <details>
        <summary>{say("change")}</summary>
        <Words label={say("change")} button={say("save")} text={text} save={(text) => chat.changePassport("PUT", `/${id}`, { text })} />
      </details>
    </li>
  );
}

function Words({ label, button, text = "", save }: { label: string; button: string; text?: string; save: (text: string) => void }): JSX.Element {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    save(String(new FormData(form).get("text")));
    form.closest("details")!.open = false;
  };
  return (
    <form onSubmit={submit}>
      <textarea name="text" aria-label={label} rows={2} dir="auto" required maxLength={2000} defaultValue={text} />
      <button>{button}</button>
    </form>
  );
}

function Back({ chat, say }: Given): JSX.Element {
  return <button type="button" class="link back" onClick={() => chat.set({ page: "talk" })}>← {say("back")}</button>;
}
