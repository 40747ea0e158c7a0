/** Choosing a password, by an invitation that stands in the address behind `#`, where no server sees it. */
import { useState, type FormEvent } from "react";
import { Field } from "../parts/field.tsx";
import { whyNot } from "../lib/api.ts";
import { enter } from "../lib/enter.ts";
import { keepTenant } from "../lib/preferences.ts";
import { go } from "../lib/route.ts";
import { Mark } from "./sign_in.tsx";

export function Invitation() {
  const [given] = useState(() => /^#([^.]+)\.(.+)$/.exec(decodeURIComponent(location.hash)));
  const [password, setPassword] = useState("");
  const [told, setTold] = useState(given ? "" : "This address holds no invitation. Ask for a new one.");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [, tenant, invitation] = given!;
    try {
      await enter("/invitations/acceptance", { tenant, invitation, password });
      keepTenant(tenant!);
      go("/desk", true);
    } catch (error) {
      setTold(whyNot(error));
    }
  }

  return (
    <main className="door">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <Mark />
        <h1>Choose a password</h1>
        {given && (
          <Field
            label="Your new password" name="new-password" type="password" value={password} change={setPassword} autoFocus
            hint="Long is what counts: four words that do not belong together are good."
          />
        )}
        <p className="told" role="status">{told}</p>
        {given && <button className="main">Keep it, and go to sign in</button>}
        {!given && <a className="button" href="/desk">To sign in</a>}
      </form>
    </main>
  );
}
