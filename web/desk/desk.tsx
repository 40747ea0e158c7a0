/** Who comes in, and where they are. */
import { useEffect } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { api, me, type Me } from "./lib/api.ts";
import { place } from "./lib/route.ts";
import { useStore } from "./lib/store.ts";
import { Invitation } from "./pages/invitation.tsx";
import { SignIn } from "./pages/sign_in.tsx";
import { Shell } from "./parts/shell.tsx";

export function Desk() {
  const who = useStore(me);
  const path = useStore(place, (here) => here.path);
  useEffect(() => {
    void api.get<Me>("/me").then((found) => me.set(() => found), () => me.set(() => null));
  }, []);
  return <I18nProvider locale="en-GB">{page(who, path)}</I18nProvider>;
}

function page(who: Me | null | undefined, path: string) {
  if (path === "invitation" || path === "/recover") return <Invitation />;
  if (who === undefined) return <main className="door" aria-busy="true"><p className="hint">One moment…</p></main>;
  return who ? <Shell who={who} /> : <SignIn />;
}
