/** What all settings are made of: fields that say what is wrong with them, one place that tells how it went, windows that ask first. */
import { createContext, useCallback, useContext, useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Refused } from "@warmline/shared/client.ts";
import { whyNot } from "../lib/api.ts";
import { askBeforeLeaving } from "../lib/route.ts";
import { Window } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";

export const Telling = createContext<(text: string) => void>(() => undefined);

/** What the service knows, looked up again by `again`; undefined: not yet. */
export function useKept<T>(look: () => Promise<T>, key: string): { kept: T | undefined; again: () => Promise<void>; missing: string } {
  const [kept, setKept] = useState<T>();
  const [missing, setMissing] = useState("");
  const now = useRef(look);
  now.current = look;
  const again = useCallback(
    () => now.current().then((found) => (setKept(() => found), setMissing("")), (error: unknown) => setMissing(whyNot(error))),
    [key],
  );
  useEffect(() => (setKept(undefined), void again()), [again]);
  return { kept, again, missing };
}

type Faults = Readonly<Record<string, string>>;
const Wrong = createContext<Faults>({});

/** The problem of each field by its name; what belongs to none under an empty one. */
function faultsOf(error: unknown): Faults {
  if (!(error instanceof Refused)) return { "": whyNot(error) };
  const own = error.faults.map(({ at, why }) => [fieldOf(at), inPlain(why)] as const);
  const named = /^(?:retention: )?(issuer|inference|words|event|operation|delivery|name|text): (.+)$/.exec(error.message);
  if (named) return { [named[1]!]: named[2]! };
  return own.length ? Object.fromEntries(own) : { "": whyNot(error) };
}

/** Its name, of a thing within another too: `body.imap.host` is `imap.host`, `body.origins.0` is `origins`. */
function fieldOf(at: string): string {
  return at.split(".").slice(1).join(".").replace(/\.\d.*$/, "");
}

function inPlain(why: string): string {
  if (why.startsWith("String should match") || why.startsWith("Value error")) return why.startsWith("Value error, ") ? why.slice(13) : "This is not in the form that is needed here.";
  if (why.startsWith("String should have at least")) return "Fill this in.";
  if (why.startsWith("String should have at most")) return "This is too long.";
  if (why.startsWith("Input should be a valid integer")) return "A number belongs here.";
  const limit = /^Input should be (greater|less) than or equal to (\d+)$/.exec(why);
  return limit ? `At ${limit[1] === "less" ? "most" : "least"} ${limit[2]}.` : why;
}

/** A form that is kept at once or says why not; what was typed is not lost by leaving without being asked. */
export function Form({ label, changed, keep, kept, children, button = "Save" }: {
  label: string; changed: boolean; keep(): Promise<unknown>; kept: string; children: ReactNode; button?: string;
}) {
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const tell = useContext(Telling);
  const form = useRef<HTMLFormElement>(null);
  const [saved, setSaved] = useState(false);
  useEffect(() => void (changed || setSaved(false)), [changed]);
  useEffect(() => void (Object.keys(faults).length && form.current?.querySelector<HTMLElement>("[aria-invalid=true], .wrong")?.focus()), [faults]);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await keep();
      setFaults({});
      setSaved(true);
      tell(kept);
    } catch (error) {
      setFaults(faultsOf(error));
      tell("");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Wrong.Provider value={faults}>
      <form className="settings-form" aria-label={label} ref={form} onSubmit={(event) => void submit(event)} noValidate>
        {children}
        {Object.entries(faults).filter(([name]) => !name || !form.current?.querySelector(`[name="${name}"], [data-name="${name}"]`)).map(([name, why]) => (
          <p key={name} className="wrong" role="alert" tabIndex={-1}>{name && `${name}: `}{why}</p>
        ))}
        <p className="under"><button className="main" disabled={busy || !changed}>{busy ? "Saving…" : button}</button>{changed && <span className="hint">Not saved yet</span>}</p>
        <Leaving when={changed && !busy && !saved} />
      </form>
    </Wrong.Provider>
  );
}

function Leaving({ when }: { when: boolean }) {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => (when ? askBeforeLeaving((goes) => setLeave(() => goes)) : undefined), [when]);
  return (
    <Sure title="Leave without saving?" open={!!leave} close={() => setLeave(null)} does={() => leave?.()} button="Leave">
      <p>What you changed here is not saved yet. It is lost if you leave.</p>
    </Sure>
  );
}

interface Given { label: string; name: string; hint?: ReactNode }

function Around({ label, name, hint, children }: Given & { children(more: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean }): ReactNode }) {
  const id = useId();
  const wrong = useContext(Wrong)[name];
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {children({ id, "aria-describedby": described, "aria-invalid": !!wrong })}
      {wrong && <p className="wrong" id={`${id}-wrong`}>{wrong}</p>}
    </div>
  );
}

export function Line({ value, change, type = "text", placeholder, list, ...given }: Given & {
  value: string; change(value: string): void; type?: string; placeholder?: string; list?: string;
}) {
  return (
    <Around {...given}>
      {(more) => <input {...more} name={given.name} type={type} value={value} placeholder={placeholder} list={list} autoComplete={type === "password" ? "new-password" : "off"} dir={type === "text" ? "auto" : undefined} onChange={(event) => change(event.target.value)} />}
    </Around>
  );
}

/** One thing a line; or, in a language, words. */
export function Lines({ value, change, rows = 3, lang, ...given }: Given & { value: string; change(value: string): void; rows?: number; lang?: string }) {
  return <Around {...given}>{(more) => <textarea {...more} name={given.name} rows={rows} value={value} lang={lang} dir={lang && "auto"} spellCheck={!!lang} onChange={(event) => change(event.target.value)} />}</Around>;
}

export const inLines = (text: string): string[] => text.split("\n").map((each) => each.trim()).filter(Boolean);

export function Choice({ value, change, of, ...given }: Given & { value: string; change(value: string): void; of: readonly (readonly [string, string])[] }) {
  return (
    <Around {...given}>
      {(more) => <select {...more} name={given.name} value={value} onChange={(event) => change(event.target.value)}>{of.map(([each, shown]) => <option key={each} value={each}>{shown}</option>)}</select>}
    </Around>
  );
}

/** Some of several. */
export function Several({ label, name, hint, value, change, of }: Given & {
  value: readonly string[]; change(value: string[]): void; of: readonly (readonly [id: string, name: string, what?: string])[];
}) {
  const wrong = useContext(Wrong)[name];
  const id = useId();
  return (
    <fieldset data-name={name} aria-describedby={wrong ? id : undefined}>
      <legend>{label}</legend>
      {hint && <p className="hint">{hint}</p>}
      <div className="several">
        {of.map(([each, shown, what]) => (
          <label key={each} className="choice">
            <input type="checkbox" checked={value.includes(each)} onChange={(event) => change(event.target.checked ? [...value, each] : value.filter((other) => other !== each))} />
            <span><span dir="auto">{shown}</span>{what && <span className="hint what">{what}</span>}</span>
          </label>
        ))}
      </div>
      {wrong && <p className="wrong" id={id}>{wrong}</p>}
    </fieldset>
  );
}

export function Switch({ label, on, turn, hint }: { label: string; on: boolean; turn(on: boolean): void; hint?: string }) {
  return (
    <label className="choice">
      <input type="checkbox" role="switch" checked={on} onChange={(event) => turn(event.target.checked)} />
      <span>{label}{hint && <span className="hint what">{hint}</span>}</span>
    </label>
  );
}

/** Asks before it does what cannot be undone. */
export function Sure({ title, open, close, does, button, children }: {
  title: string; open: boolean; close(): void; does(): void; button: string; children: ReactNode;
}) {
  return (
    <Window title={title} open={open} close={close} kind="sure">
      {children}
      <p className="under"><button className="danger" onClick={() => (close(), does())}>{button}</button><button className="quiet" onClick={close}>Keep it as it is</button></p>
    </Window>
  );
}

/** A button that asks first, then does it and tells how it went. */
export function Act({ name, title, does, done, children, button, small = false }: {
  name: string; title: string; does(): Promise<unknown>; done: string; children: ReactNode; button?: string; small?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const run = useRun();
  return (
    <>
      <button type="button" className={small ? "small" : ""} onClick={() => setOpen(true)}>{name}</button>
      <Sure title={title} open={open} close={() => setOpen(false)} does={() => void run(does, done)} button={button ?? name}>{children}</Sure>
    </>
  );
}

/** Does something and tells how it went. */
export function useRun(): (does: () => Promise<unknown>, done: string) => Promise<void> {
  const tell = useContext(Telling);
  return async (does, done) => {
    await does().then(() => tell(done), (error: unknown) => tell(`That did not work: ${whyNot(error)}`));
  };
}

/** What is shown this once. */
export function Once({ title, value, close, children }: { title: string; value: string | null; close(): void; children: ReactNode }) {
  return (
    <Window title={title} open={value !== null} close={close} kind="once">
      {children}
      <Copied name={title} text={value ?? ""} />
      <p className="hint">It is shown this once. Whoever has it may use it: keep it where you keep passwords.</p>
    </Window>
  );
}

/** Text to take along. */
export function Copied({ name, text }: { name: string; text: string }) {
  const [told, setTold] = useState("");
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text).then(() => setTold("Copied"), () => setTold("The browser does not allow it: mark the text and copy it."));
  }
  return (
    <div className="copied">
      <pre tabIndex={0} role="region" aria-label={name}><code>{text}</code></pre>
      <button type="button" onClick={() => void copy()}><Icon of="file" />Copy</button>
      <span role="status" className="hint">{told}</span>
    </div>
  );
}

export const when = (at: string | null | undefined): string => (at ? new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : "");

/** What is there, or why not yet. */
export function Loaded<T>({ of, children }: { of: { kept: T | undefined; missing: string }; children(kept: T): ReactNode }) {
  if (of.missing) return <p className="wrong" role="alert">{of.missing}</p>;
  return of.kept === undefined ? <p className="hint" aria-busy="true">One moment…</p> : <>{children(of.kept)}</>;
}
