/** What customers are told and asked, language by language. */
import { useState } from "react";
import type { NoticeOut, WordingOut } from "@warmline/shared/api.d.ts";
import { api } from "../lib/api.ts";
import { languageName, titled } from "../lib/words.ts";
import { LANGUAGES } from "./inboxes.tsx";
import { Choice, Loaded, useKept } from "./kit.tsx";

const PARTS = [["machine", "Who answers, as long as no person does"], ["person", "Once a person has come"], ["read", "That they are read"], ["unread", "Where they are not"]] as const;

export function Languages() {
  const [language, setLanguage] = useState<string>("en");
  const found = useKept(async () => ({
    notice: await api.get<NoticeOut>(`/notice?language=${language}`),
    wordings: (await api.get<{ items: readonly WordingOut[] }>(`/wordings?language=${language}`)).items,
  }), language);
  return (
    <>
      <p className="note">The chat speaks {LANGUAGES.length} languages, by itself the one of the page or the browser; the line in your page may name one. A customer who writes in another is told so, and is not read. These words are shown for legal reasons and have versions: they are changed in the operator's policy files, so that it stays provable what was shown when.</p>
      <form className="settings-form" aria-label="Language"><Choice label="Language" name="language" value={language} change={setLanguage} of={LANGUAGES.map((each) => [each, languageName(each) ?? each] as const)} /></form>
      <Loaded of={found}>
        {({ notice, wordings }) => (
          <>
            <section>
              <h2>What they are told</h2>
              <p className="hint">Version {notice.version}</p>
              <dl className="told-words">{PARTS.map(([part, name]) => <div key={part}><dt>{name}</dt><dd lang={notice.language}>{notice[part]}</dd></div>)}</dl>
            </section>
            <section>
              <h2>What they are asked</h2>
              <dl className="told-words">{wordings.map((each) => <div key={each.purpose}><dt>{titled(each.purpose)} <span className="hint">{each.version}</span></dt><dd lang={each.language}>{each.text}</dd></div>)}</dl>
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}
