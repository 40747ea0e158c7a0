/** A face for each feeling, always beside its name. */
const BROWS = {
  none: "", angry: "M7 8.500l3 1.500M17 8.500l-3 1.500", worried: "M7 9.500l3-1.500M17 9.500l-3-1.500", raised: "M7 7.500h3M14 7.500h3",
} as const;
const MOUTHS = {
  smile: "M8 14.500q4 4 8 0", grin: "M7.500 14h9q-1 4.500-4.500 4.500T7.500 14z", frown: "M8 17q4-4 8 0", flat: "M8.500 16h7", open: "M12 14.200a1.700 2 0 1 1 0 4 1.700 2 0 1 1 0-4z",
  wave: "M7.500 16q1.500-2 3 0t3 0 3 0", slant: "M8.500 16.500l7-1.500",
} as const;
const FACES: Readonly<Record<string, readonly [keyof typeof BROWS, keyof typeof MOUTHS]>> = {
  anger: ["angry", "frown"], frustration: ["angry", "flat"], disappointment: ["none", "frown"], anxiety: ["worried", "wave"],
  sadness: ["worried", "frown"], confusion: ["raised", "slant"], embarrassment: ["worried", "slant"], regret: ["worried", "flat"],
  gratitude: ["raised", "smile"], satisfaction: ["none", "smile"], relief: ["none", "grin"], surprise: ["raised", "open"],
  desire: ["raised", "grin"], neutral: ["none", "flat"],
};
const SIDE: Readonly<Record<string, string>> = {
  gratitude: "good", satisfaction: "good", relief: "good", surprise: "even", desire: "even", neutral: "even", not_sure: "even",
};

/** Which colours a feeling has: `bad`, `even` or `good`. */
export function sideOf(emotion: string | null | undefined): string {
  return emotion ? (SIDE[emotion] ?? "bad") : "even";
}

export function Face({ emotion }: { emotion: string | null | undefined }) {
  const [brows, mouth] = FACES[emotion ?? ""] ?? [null, null];
  return (
    <svg className={`face ${sideOf(emotion)}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="10.5" />
      {mouth ? (
        <>
          <path d="M9 11.500v.8M15 11.500v.8" />
          <path d={BROWS[brows!]} />
          <path d={MOUTHS[mouth]} />
        </>
      ) : (
        <path d="M9.500 9.500q0-2.500 2.500-2.500t2.500 2.300q0 1.700-2.500 2.700v1.500M12 17v.3" />
      )}
    </svg>
  );
}
