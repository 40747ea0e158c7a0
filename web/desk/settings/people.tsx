/** Who of the company may come in, and as what. */
import { useState } from "react";
import type { AccountOut, InboxOut, Invited, NewAccount } from "@warmline/shared/api.d.ts";
import { newName } from "@warmline/shared/client.ts";
import { api, listed, type Me } from "../lib/api.ts";
import { go } from "../lib/route.ts";
import { follow } from "../parts/shell.tsx";
import { Back } from "./inboxes.tsx";
import { Act, Form, Line, Loaded, Once, Several, useKept, when } from "./kit.tsx";
import { to, type Page } from "./pages.tsx";

const ROLES = [
  ["agent", "Agent", "answers customers"], ["lead", "Lead", "sees all of their inboxes, sets hours"],
  ["trainer", "Trainer", "trains people, tries the reader"], ["designer", "Designer", "shapes what is said"],
  ["privacy", "Privacy officer", "consents, copies, erasures, the audit log, retention"],
  ["ethics", "Ethics officer", "the audit log"], ["admin", "Admin", "these settings; no conversation"],
] as const;
const SKILLS = [["safety", "Safety", "trained for people in danger and children"]] as const;
const RIGHTS = [["vulnerability", "Signs of vulnerability", "sees signs of illness, hardship and the like"]] as const;

export function People({ who, of }: Page) {
  const found = useKept(async () => ({ people: await listed<AccountOut>("/accounts"), inboxes: await listed<InboxOut>("/inboxes") }), "people");
  return (
    <Loaded of={found}>
      {({ people, inboxes }) => {
        if (of === "new") return <New inboxes={inboxes} who={who} again={found.again} />;
        const one = people.find((each) => each.id === of);
        if (of) return one ? <One key={JSON.stringify(one)} account={one} inboxes={inboxes} who={who} again={found.again} /> : <p className="wrong">This account is not here.</p>;
        return (
          <>
            <div className="table" tabIndex={0} role="region" aria-label="People">
              <table>
                <thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Roles</th><th scope="col">Inboxes</th></tr></thead>
                <tbody>
                  {people.map((each) => (
                    <tr key={each.id} className={each.closed_at ? "over" : ""}>
                      <th scope="row"><a href={to("people", each.id)} onClick={follow(to("people", each.id))} dir="auto">{each.name}</a>{each.id === who.id && " (you)"}</th>
                      <td>{each.email}</td>
                      <td>{each.closed_at ? <span className="tag">Left {when(each.closed_at)}</span> : rolesOf(each)}</td>
                      <td dir="auto">{(each.inboxes ?? []).map((id) => inboxes.find((inbox) => inbox.id === id)?.name).filter(Boolean).join(", ") || "–"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <p><a className="button main" href={to("people", "new")} onClick={follow(to("people", "new"))}>Invite somebody</a></p>
          </>
        );
      }}
    </Loaded>
  );
}

function rolesOf(account: AccountOut): string {
  return (account.roles ?? []).map((role) => ROLES.find(([each]) => each === role)?.[1] ?? role).join(", ") || "none";
}

interface Draft { name: string; email: string; roles: readonly string[]; inboxes: readonly string[]; skills: readonly string[]; rights: readonly string[] }
const draftOf = (account?: AccountOut): Draft => ({
  name: account?.name ?? "", email: account?.email ?? "", roles: account?.roles ?? ["agent"], inboxes: account?.inboxes ?? [],
  skills: account?.skills ?? [], rights: account?.rights ?? [],
});
const linkOf = (who: Me, invited: Invited): string => `${location.origin}/desk/invitation#${encodeURIComponent(who.tenant)}.${invited.invitation}`;

function Fields({ draft, put, inboxes }: { draft: Draft; put(change: Partial<Draft>): void; inboxes: readonly InboxOut[] }) {
  const other = draft.skills.filter((each) => each !== "safety");
  return (
    <>
      <Several label="Roles" name="roles" value={draft.roles} change={(roles) => put({ roles })} of={ROLES} />
      <Several label="Inboxes" name="inboxes" hint="Whose conversations they answer or lead." value={draft.inboxes} change={(own) => put({ inboxes: own })} of={inboxes.map((each) => [each.id, each.name] as const)} />
      <Several label="Skills" name="skills" value={draft.skills} change={(skills) => put({ skills })} of={[...SKILLS, ...other.map((each) => [each, each] as const)]} />
      <Several label="Rights" name="rights" hint="What no role brings by itself." value={draft.rights} change={(rights) => put({ rights })} of={RIGHTS} />
    </>
  );
}

function New({ inboxes, who, again }: { inboxes: readonly InboxOut[]; who: Me; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf());
  const [made, setMade] = useState<{ id: string; link: string } | null>(null);
  const put = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  async function keep(): Promise<void> {
    const account = await api.ask<AccountOut>("POST", "/accounts", { ...draft, email: draft.email.trim(), name: draft.name.trim() } as NewAccount, undefined, newName());
    const invited = await api.ask<Invited>("POST", `/accounts/${account.id}/invitation`);
    setDraft(draftOf());
    setMade({ id: account.id, link: linkOf(who, invited) });
  }
  return (
    <>
      <Back path="people" name="All people" />
      <Form label="Invite somebody" changed={!!(draft.name.trim() && draft.email.trim()) && !made} keep={keep} kept="They are invited. Send them the link." button="Invite">
        <Line label="Name" name="name" value={draft.name} change={(name) => put({ name })} hint="Customers see it when this person answers." />
        <Line label="E-mail" name="email" type="email" value={draft.email} change={(email) => put({ email })} />
        <Fields draft={draft} put={put} inboxes={inboxes} />
      </Form>
      <Link value={made?.link ?? null} close={() => void again().then(() => go(to("people", made!.id), true))} />
    </>
  );
}

function Link({ value, close }: { value: string | null; close(): void }) {
  return <Once title="Invitation" value={value} close={close}><p>With this link they choose a password, once, within a week. Send it to them and nobody else.</p></Once>;
}

function One({ account, inboxes, who, again }: { account: AccountOut; inboxes: readonly InboxOut[]; who: Me; again(): Promise<void> }) {
  const [draft, setDraft] = useState(draftOf(account));
  const [link, setLink] = useState<string | null>(null);
  const put = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(account));
  const { email: _, ...body } = draft;
  const path = `/accounts/${account.id}`;
  return (
    <>
      <Back path="people" name="All people" />
      <h2 dir="auto">{account.name}</h2>
      <p className="hint">{account.email} · here since {when(account.created_at)}</p>
      {account.closed_at ? <p className="note">They left on {when(account.closed_at)} and do not come in any more. What they wrote stays with its conversations.</p> : (
        <>
          <Form label={account.name} changed={changed} kept="Saved. It holds from their next click on." keep={async () => (await api.ask("PATCH", path, body), await again())}>
            <Line label="Name" name="name" value={draft.name} change={(name) => put({ name })} />
            <Fields draft={draft} put={put} inboxes={inboxes} />
          </Form>
          <section>
            <h2>Coming in</h2>
            <p className="under">
              <Act name="New invitation" title="A new invitation?" done="The link before no longer opens anything." does={async () => setLink(linkOf(who, await api.ask<Invited>("POST", `${path}/invitation`)))}><p>They choose a new password with it. That signs them out everywhere and switches their second factor off.</p></Act>
              <Act name="Sign out everywhere" title="Sign them out everywhere?" done="They are signed out everywhere." does={() => api.ask("DELETE", `${path}/sessions`)}><p>On every device, at once. They may sign in again.</p></Act>
              <Act name="They have left" title={`${account.name} has left?`} done="The account is closed." button="Close the account" does={async () => (await api.ask("DELETE", path), await again())}><p>They are signed out at once and never come in again. This cannot be undone.</p></Act>
            </p>
            <Link value={link} close={() => setLink(null)} />
          </section>
        </>
      )}
    </>
  );
}
