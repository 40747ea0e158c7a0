/** What the page that shows the chat says about it, in the script tag's own attributes. */

export const LANGUAGES = ["en", "de", "nl", "fr", "es", "it", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Options {
  /** Where the service is. */
  readonly base: string;
  readonly tenant: string;
  readonly inbox: string;
  /** By which the page's own server vouches for the visitor. */
  readonly token: string | null;
  readonly language: Language;
  /** How times are written. */
  readonly locale: string;
  readonly colour: string;
  readonly left: boolean;
  /** Where a quick exit leads. */
  readonly exit: string;
}

export function optionsOf(script: HTMLScriptElement): Options {
  const { tenant = "", inbox = "", token, language, color, position, exit = "about:blank" } = script.dataset;
  const spoken = languageOf([language, document.documentElement.lang, ...navigator.languages]);
  return {
    base: new URL(".", script.src).href,
    tenant,
    inbox,
    token: token || null,
    language: spoken,
    locale: navigator.languages.find((each) => each.startsWith(spoken)) ?? spoken,
    colour: /^#[0-9a-f]{6}$/i.test(color ?? "") ? color! : "#2b5748",
    left: position === "left",
    exit: /^(https?:\/\/|\/(?!\/)|about:blank$)/.test(exit) ? exit : "about:blank",
  };
}

function languageOf(wanted: (string | undefined)[]): Language {
  const found = wanted.map((each) => each?.slice(0, 2).toLowerCase());
  return (found.find((each) => LANGUAGES.includes(each as Language)) as Language | undefined) ?? "en";
}

/** Black or white, whichever is read better on a colour (WCAG 2.2, relative luminance). */
export function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
