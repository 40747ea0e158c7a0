/** With which other programs come in. */
import { useState } from "react";
import type { KeyOnce, KeyOut } from "@warmline/shared/api.d.ts";
import { newName } from "@warmline/shared/client.ts";
import { api, listed } from "../lib/api.ts";
import { Act, Form, Line, Loaded, Once, Several, useKept, when } from "./kit.tsx";

const SCOPES = [
  ["read", "Read", "conversations, messages, readings"], ["write", "Write", "conversations, messages, contacts"],
  ["privacy", "Privacy", "consents, copies, erasures, the audit log"], ["vulnerability", "Vulnerability", "signs of illness and hardship"],
  ["admin", "Admin", "everything, these settings too"],
] as const;

export function KeyList() {
  const found = useKept(() => listed<KeyOut>("/keys"), "keys");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read", "write"]);
  const [made, setMade] = useState<string | null>(null);
  async function keep(): Promise<void> {
    const key = await api.ask<KeyOnce>("POST", "/keys", { name: name.trim(), scopes }, undefined, newName());
    setMade(key.key ?? "");
    setName("");
    await found.again();
  }
  return (
    <>
      <Loaded of={found}>
        {(all) => (
          <div className="table" tabIndex={0} role="region" aria-label="Keys">
            <table>
              <thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">Made</th><th scope="col">State</th></tr></thead>
              <tbody>
                {all.map((each) => (
                  <tr key={each.id} className={each.revoked_at ? "over" : ""}>
                    <th scope="row" dir="auto">{each.name}</th>
                    <td>{(each.scopes ?? []).join(", ")}</td><td>{when(each.created_at)}</td>
                    <td>{each.revoked_at ? `Revoked ${when(each.revoked_at)}` : <Act small name="Revoke" title={`Revoke ${each.name}?`} done={`${each.name} is revoked.`} does={async () => (await api.ask("DELETE", `/keys/${each.id}`), await found.again())}><p>Whatever uses it is refused at once. This cannot be undone.</p></Act>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <section>
        <h2>New key</h2>
        <Form label="New key" changed={!!name.trim() && scopes.length > 0} keep={keep} kept="The key is made." button="Make it">
          <Line label="Name" name="name" value={name} change={setName} hint="What it is for, so that you know later which to revoke." />
          <Several label="It may" name="scopes" value={scopes} change={setScopes} of={SCOPES} />
        </Form>
      </section>
      <Once title="New key" value={made} close={() => setMade(null)}><p>Send it as <code>Authorization: Bearer …</code></p></Once>
    </>
  );
}
