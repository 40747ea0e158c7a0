/** Other programs that are told what happens; what was sent, and why it was not taken. */
import { useContext, useState } from "react";
import type { DeliveryOut, NewWebhook, PingOut, WebhookOnce, WebhookOut } from "@warmline/shared/api.d.ts";
import { newName } from "@warmline/shared/client.ts";
import { api, listed, type Page as Some } from "../lib/api.ts";
import { go } from "../lib/route.ts";
import { follow } from "../parts/shell.tsx";
import { Back } from "./inboxes.tsx";
import { Act, Form, Line, Loaded, Once, Several, Telling, useKept, useRun, when } from "./kit.tsx";
import { to, type Page } from "./pages.tsx";

type Kind = NonNullable<NewWebhook["kinds"]>[number];
const KINDS: Readonly<Record<Kind, string>> = {
  conversation_started: "A conversation starts", message_kept: "A message comes", turn_read: "A message was read", decided: "It was decided what to do",
  handed_over: "A person is brought in", call_back_asked: "Somebody asks to be called", passport_changed: "What the person is told changes",
  assigned: "Somebody takes it or gives it back", reading_corrected: "A reading is corrected", conversation_resolved: "It is resolved",
  conversation_reopened: "It is opened again", conversation_rated: "It is rated", consent_changed: "A consent changes",
  feelings_forgotten: "Feelings are forgotten", contact_forgotten: "A contact is forgotten",
  transferred: "It is passed on", note_added: "A note is written", note_dropped: "A note is deleted", tagged: "It is tagged",
  untagged: "A tag is taken off", snoozed: "It is snoozed", woken: "It is back from snoozing",
  conversation_merged: "It goes on in another", conversation_continued: "Another goes on in it", letter_sent: "A letter went out",
  letter_failed: "A letter did not arrive", letter_shortened: "A letter that came was cut", automatic_reply_came: "A machine answered a letter",
};
const ALL = Object.entries(KINDS) as [Kind, string][];

export function Webhooks({ of }: Page) {
  const found = useKept(() => listed<WebhookOut>("/webhooks"), "webhooks");
  const [made, setMade] = useState<WebhookOnce | null>(null);
  if (of === "new")
    return (
      <>
        <Back path="webhooks" name="All webhooks" />
        <Edit keep={async (body) => setMade(await api.ask<WebhookOnce>("POST", "/webhooks", body, undefined, newName()))} />
        <Once title="Secret of this webhook" value={made?.secret ?? null} close={() => go(to("webhooks", made!.id), true)}><Signs /></Once>
      </>
    );
  return (
    <Loaded of={found}>
      {(all) => {
        const one = all.find((each) => each.id === of);
        if (of) return one ? <One hook={one} again={found.again} /> : <p className="wrong">This webhook is not here any more.</p>;
        return (
          <>
            <ul className="cards">
              {all.map((each) => (
                <li key={each.id}>
                  <a href={to("webhooks", each.id)} onClick={follow(to("webhooks", each.id))}><strong>{each.url}</strong></a>
                  <span className={`tag ${each.stopped_at ? "p2" : "open"}`}>{each.stopped_at ? "Switched off" : each.ok_at ? "Works" : "Nothing sent yet"}</span>
                  <span className="hint">{each.kinds?.length ? `${each.kinds.length} kinds of events` : "everything that happens"}</span>
                </li>
              ))}
            </ul>
            {!all.length && <p>No other program is told anything yet.</p>}
            <p><a className="button main" href={to("webhooks", "new")} onClick={follow(to("webhooks", "new"))}>New webhook</a></p>
          </>
        );
      }}
    </Loaded>
  );
}

function Signs() {
  return <p>It signs what is sent (Standard Webhooks). Any of its libraries checks that with this secret.</p>;
}

function Edit({ hook, keep }: { hook?: WebhookOut; keep(body: { url: string; kinds: readonly string[] }): Promise<unknown> }) {
  const [url, setUrl] = useState(hook?.url ?? "");
  const [kinds, setKinds] = useState<readonly string[]>(hook?.kinds ?? []);
  const changed = hook ? url !== hook.url || JSON.stringify([...kinds].sort()) !== JSON.stringify([...(hook.kinds ?? [])].sort()) : !!url.trim();
  return (
    <Form label="Webhook" changed={changed} keep={() => keep({ url: url.trim(), kinds })} kept={hook ? "Saved." : "The webhook is made."} button={hook ? "Save" : "Make it"}>
      <Line label="Address" name="url" type="url" value={url} change={setUrl} placeholder="https://desk.example/warmline" hint="By https, on the public internet; http and your own network only where the operator allows it." />
      <Several label="It is told when" name="kinds" hint="None chosen: of everything. What is sent holds ids, never anybody's words." value={kinds} change={setKinds} of={ALL} />
    </Form>
  );
}

function One({ hook, again }: { hook: WebhookOut; again(): Promise<void> }) {
  const [secret, setSecret] = useState<string | null>(null);
  const log = useKept(() => api.get<Some<DeliveryOut>>(`/webhooks/${hook.id}/deliveries?limit=50`), hook.id);
  const tell = useContext(Telling);
  const run = useRun();
  const path = `/webhooks/${hook.id}`;
  async function ping(): Promise<void> {
    const answer = await api.ask<PingOut>("POST", `${path}/ping`);
    tell(answer.why ? `It was not taken: ${answer.why}` : `It was taken: ${answer.status}, after ${answer.milliseconds} ms.`);
    await log.again();
  }
  return (
    <>
      <Back path="webhooks" name="All webhooks" />
      {hook.stopped_at && (
        <div className="note bad">
          <p><strong>Switched off since {when(hook.stopped_at)}.</strong> {hook.stopped_why}</p>
          <p>Nothing is lost: replay from where it stopped, and everything since is sent in order; some may come twice, under the same ids.</p>
        </div>
      )}
      <Edit hook={hook} keep={async (body) => (await api.ask("PATCH", path, body), await again())} />
      <section>
        <h2>Try and mend</h2>
        <p className="under">
          <button type="button" onClick={() => void ping().catch((error: unknown) => run(() => Promise.reject(error), ""))}>Send a ping</button>
          {hook.stopped_at && <button type="button" className="main" onClick={() => void run(async () => (await api.ask("POST", `${path}/replay`, { after: null }), await again()), "Switched on where it stopped.")}>Replay from where it stopped</button>}
          <Act name="Replay everything" title="Send everything anew?" done="Everything is being sent anew." does={async () => (await api.ask("POST", `${path}/replay`, { after: 0 }), await again())}><p>Every event that is still kept is sent once more, under the same ids.</p></Act>
          <Act name="New secret" title="Make a new secret?" done="Both secrets sign until the next is made." does={async () => setSecret((await api.ask<WebhookOnce>("POST", `${path}/secret`)).secret)}><p>The one before signs too, until the next is made.</p></Act>
          <Act name="Delete" title="Delete this webhook?" done="The webhook is deleted." does={async () => (await api.ask("DELETE", path), go(to("webhooks"), true))}><p>It is told nothing any more, and what waits for it is dropped. This cannot be undone.</p></Act>
        </p>
        <Once title="Secret of this webhook" value={secret} close={() => setSecret(null)}><Signs /></Once>
      </section>
      <section>
        <h2>What was sent</h2>
        <p><button type="button" className="small" onClick={() => void log.again()}>Look again</button></p>
        <Loaded of={log}>
          {({ items }) => items.length ? (
            <div className="table" tabIndex={0} role="region" aria-label="What was sent">
              <table>
                <thead><tr><th scope="col">At</th><th scope="col">Event</th><th scope="col">Try</th><th scope="col">Answer</th><th scope="col">Why not taken</th><th scope="col">Took</th></tr></thead>
                <tbody>{items.map((each) => <tr key={each.position}><td>{when(each.at)}</td><td>{KINDS[each.kind as Kind] ?? each.kind}</td><td>{each.attempt}</td><td>{each.status ?? "none"}</td><td>{each.why || <span className="tag open">Taken</span>}</td><td>{each.milliseconds} ms</td></tr>)}</tbody>
              </table>
            </div>
          ) : <p className="hint">Nothing was sent yet. It is kept for as long as <a href={to("retention")} onClick={follow(to("retention"))}>retention</a> says.</p>}
        </Loaded>
      </section>
    </>
  );
}
