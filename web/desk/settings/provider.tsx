/** The company's own identity provider. */
import { useState } from "react";
import type { IdentityProviderOut } from "@warmline/shared/api.d.ts";
import { api, quietly } from "../lib/api.ts";
import { Act, Copied, Form, Line, Loaded, Switch, useKept, when } from "./kit.tsx";
import type { Page } from "./pages.tsx";

export function Provider({ who }: Page) {
  const found = useKept(async () => ({ kept: await quietly<IdentityProviderOut>("/identity-provider"), name: Date.now() }), "provider");
  return (
    <>
      <section>
        <h2>At the provider</h2>
        <p>Register this address there as the one to send people back to:</p>
        <Copied name="Address to come back to" text={`${location.origin}/v1/sign-in/${who.tenant}/callback`} />
      </section>
      <Loaded of={found}>{({ kept, name }) => <Own key={name} kept={kept} again={found.again} />}</Loaded>
    </>
  );
}

function Own({ kept, again }: { kept: IdentityProviderOut | null; again(): Promise<void> }) {
  const first = { issuer: kept?.issuer ?? "", client_id: kept?.client_id ?? "", client_secret: "", only: kept?.only ?? false };
  const [draft, setDraft] = useState(first);
  const put = (change: Partial<typeof first>): void => setDraft({ ...draft, ...change });
  const changed = JSON.stringify(draft) !== JSON.stringify(first);
  return (
    <>
      {kept ? <p className="note">In use since {when(kept.created_at)}.</p> : <p className="note">Nobody is trusted yet: people sign in by password.</p>}
      <Form label="Identity provider" changed={changed} kept="The provider was asked, and people can sign in by it now." keep={async () => (await api.ask("PUT", "/identity-provider", { ...draft, client_secret: draft.client_secret || null }), await again())}>
        <Line label="Issuer" name="issuer" value={draft.issuer} change={(issuer) => put({ issuer })} placeholder="https://login.example" hint="As the provider itself writes it; it is asked at once whether it works." />
        <Line label="Client ID" name="client_id" value={draft.client_id} change={(client_id) => put({ client_id })} />
        <Line label="Client secret" name="client_secret" type="password" value={draft.client_secret} change={(client_secret) => put({ client_secret })} hint="Never shown again: type it at every change. Empty where the provider gave none." />
        <Switch label="Only by the provider" on={draft.only} turn={(only) => put({ only })} hint="Passwords let in nobody but admins, who keep a way in." />
      </Form>
      {kept && <p><Act name="Trust it no more" title="Sign in by password alone again?" does={async () => (await api.ask("DELETE", "/identity-provider"), await again())} done="People sign in by password again."><p>Who has none needs an invitation. Who is signed in stays so.</p></Act></p>}
    </>
  );
}
