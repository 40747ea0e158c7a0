/** Whom customers in danger are told to call, country by country. */
import { useState } from "react";
import type { AccountOut, CrisisLinesOut } from "@warmline/shared/api.d.ts";
import { api, listed } from "../lib/api.ts";
import { languageName } from "../lib/words.ts";
import { follow } from "../parts/shell.tsx";
import { Back } from "./inboxes.tsx";
import { Act, Choice, Form, inLines, Line, Lines, Loaded, Switch, useKept, when } from "./kit.tsx";
import { to, type Page } from "./pages.tsx";

const NAMES = new Intl.DisplayNames(["en"], { type: "region" });
const nameOf = (country: string): string => NAMES.of(country) ?? country;

export function Crisis({ who, of }: Page) {
  const found = useKept(async () => {
    const people = who.roles.includes("admin") ? await listed<AccountOut>("/accounts") : [];
    const names = new Map(people.map((each) => [`account ${each.id}`, each.name]));
    const { items } = await api.get<{ items: readonly CrisisLinesOut[] }>("/policies/crisis");
    return { items, name: (by: string | null) => (by === `account ${who.id}` ? "you" : names.get(by ?? "") ?? "somebody of your team") };
  }, "crisis");
  const [country, setCountry] = useState("");
  return (
    <Loaded of={found}>
      {({ items, name }) => {
        const one = items.find((each) => each.country === of);
        if (of) return <One key={JSON.stringify(one)} country={of} lines={one} by={name} again={found.again} />;
        return (
          <>
            <div className="table" tabIndex={0} role="region" aria-label="Countries">
              <table>
                <thead><tr><th scope="col">Country</th><th scope="col">Emergency</th><th scope="col">In a crisis</th><th scope="col">In danger from somebody</th><th scope="col">State</th></tr></thead>
                <tbody>
                  {[...items].sort((a, b) => nameOf(a.country).localeCompare(nameOf(b.country))).map((each) => (
                    <tr key={each.country}>
                      <th scope="row"><a href={to("crisis", each.country)} onClick={follow(to("crisis", each.country))}>{nameOf(each.country)}</a></th>
                      <td>{each.emergency}</td><td>{each.crisis?.join(", ") || "–"}</td><td>{each.safety?.join(", ") || "–"}</td>
                      <td>{each.reviewed ? <span className="tag open">Sent</span> : <span className="tag p1">Not reviewed, not sent</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <form className="settings-form" aria-label="Another country">
              <Choice label="Another country" name="country" value={country} change={setCountry} of={[["", "Choose…"], ...OTHERS.filter((each) => !items.some((own) => own.country === each)).map((each) => [each, nameOf(each)] as const)]} />
              {country && <p><a className="button" href={to("crisis", country)} onClick={follow(to("crisis", country))}>Write lines for {nameOf(country)}</a></p>}
            </form>
          </>
        );
      }}
    </Loaded>
  );
}

/** Countries where the chat's languages are spoken by many; any other has its address too. */
const OTHERS = ["AU", "NZ", "ZA", "IN", "SG", "MX", "AR", "CL", "CO", "PE", "BR", "LI", "DK", "SE", "NO", "FI", "PL", "CZ", "GR", "MT", "CY"];

function One({ country, lines, by, again }: { country: string; lines: CrisisLinesOut | undefined; by(name: string | null): string; again(): Promise<void> }) {
  const first = { emergency: lines?.emergency ?? "", crisis: lines?.crisis?.join("\n") ?? "", safety: lines?.safety?.join("\n") ?? "" };
  const [draft, setDraft] = useState(first);
  const [reviewed, setReviewed] = useState(false);
  const changed = JSON.stringify(draft) !== JSON.stringify(first);
  const put = (change: Partial<typeof first>): void => setDraft({ ...draft, ...change });
  const path = `/policies/crisis/${country}`;
  async function keep(): Promise<void> {
    await api.ask("PUT", path, { emergency: draft.emergency.trim(), crisis: inLines(draft.crisis), safety: inLines(draft.safety), reviewed });
    await again();
  }
  return (
    <>
      <Back path="crisis" name="All countries" />
      <h2>{nameOf(country)}</h2>
      {lines && (lines.reviewed
        ? <p className="note">Sent to customers in danger. {lines.reviewed_at ? `Reviewed by ${by(lines.reviewed_by)} on ${when(lines.reviewed_at)}.` : "Reviewed by the operator."}</p>
        : <p className="note bad">Not reviewed: customers are not told these numbers. A person is brought in all the same.</p>)}
      <Form label={nameOf(country)} changed={changed || (reviewed && !!draft.emergency)} keep={keep} kept={reviewed ? "Saved and reviewed. Customers in danger are told these from now on." : "Saved. Nothing is sent until somebody has reviewed it."}>
        <Line label="Emergency" name="emergency" value={draft.emergency} change={(emergency) => put({ emergency })} />
        <Lines label="Who thinks of ending their life" name="crisis" value={draft.crisis} change={(crisis) => put({ crisis })} hint="A name and its number, one a line." />
        <Lines label="Who is being hurt by somebody" name="safety" value={draft.safety} change={(safety) => put({ safety })} hint="Empty where there is none: the emergency number stands alone." />
        <Switch label="I have checked each of these today" on={reviewed} turn={setReviewed} hint="Call each, or look it up at its own address. Your name and the day are kept with it." />
      </Form>
      {lines && Object.keys(lines.told).length > 0 && (
        <section>
          <h2>What somebody in a crisis is told</h2>
          <p className="hint">With the lines as they are saved, in the language of the conversation. A person is brought in beside it.</p>
          <dl className="told-words">{Object.entries(lines.told).map(([language, text]) => <div key={language}><dt>{languageName(language)}</dt><dd lang={language}>{text}</dd></div>)}</dl>
        </section>
      )}
      {lines?.own && <p><Act name="Back to what is shipped" title="Drop your own lines?" done="The shipped lines hold again." does={async () => (await api.ask("DELETE", path), await again())}><p>The shipped lines hold again, and nothing is sent unless the operator has reviewed those.</p></Act></p>}
    </>
  );
}
