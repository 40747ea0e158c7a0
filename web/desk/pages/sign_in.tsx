/** Coming in. */
import { useEffect, useState, type FormEvent } from "react";
import { Refused } from "@warmline/shared/client.ts";
import { Field } from "../parts/field.tsx";
import { api, me, whyNot, type Me } from "../lib/api.ts";
import { enter } from "../lib/enter.ts";
import { keepTenant, lastTenant } from "../lib/preferences.ts";

export function SignIn() {
  const asked = new URLSearchParams(location.search).get("tenant");
  const [tenant, setTenant] = useState(asked ?? lastTenant());
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const canRecover = useThere("/v1/recoveries", "GET");
  const canGo = useThere("/v1/sign-in/-", "HEAD");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setTold("");
    try {
      const given = { tenant: tenant.trim(), email: email.trim(), password, ...(code === null ? {} : { code: code.trim() }) };
      const found = await enter<Me>("/sessions", given);
      keepTenant(tenant.trim());
      me.set(() => found);
    } catch (error) {
      if (error instanceof Refused && error.status === 401 && error.message.includes("code")) setCode("");
      else setTold(error instanceof Refused && error.status === 401 ? "That is not right. Check the three, and try again." : whyNot(error));
    } finally {
      setBusy(false);
    }
  }

  async function recover(): Promise<void> {
    if (!tenant.trim() || !email.trim()) return setTold("Fill in the team and your e-mail address first.");
    await api.ask("POST", "/recoveries", { tenant: tenant.trim(), email: email.trim() }).then(
      () => setTold("If this address is somebody's, a message is on its way to it."),
      (error: unknown) => setTold(whyNot(error)),
    );
  }

  return (
    <main className="door">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <Mark />
        <h1>Sign in to the desk</h1>
        <Field label="Team" name="organization" value={tenant} change={setTenant} autoFocus={!tenant} />
        <Field label="E-mail" name="username" type="email" value={email} change={setEmail} autoFocus={!!tenant} />
        <Field label="Password" name="current-password" type="password" value={password} change={setPassword} />
        {code !== null && (
          <Field label="Code of your authenticator app" name="one-time-code" value={code} change={setCode} autoFocus digits />
        )}
        <p className="told" role="status">{told}</p>
        <button className="main" disabled={busy}>{busy ? "Signing in…" : "Sign in"}</button>
        {canGo && tenant.trim() && (
          <a className="button" href={`/v1/sign-in/${encodeURIComponent(tenant.trim())}`}>Use my company's account</a>
        )}
        {canRecover && <button type="button" className="quiet" onClick={() => void recover()}>Forgot your password?</button>}
      </form>
    </main>
  );
}

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M7 13q4.500 9 9 3t9 0" />
    </svg>
  );
}

/** Whether the service has an address at all: it says which other way to ask it, or that it is not there. */
function useThere(path: string, method: string): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => {
    void fetch(path, { method, cache: "no-store" }).then((answer) => setThere(answer.status === 405), () => undefined);
  }, [path, method]);
  return there;
}
