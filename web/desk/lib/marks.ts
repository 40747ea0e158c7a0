/** Words of a message that moved its reading: pieces of the text, each with what it shows. */

export interface Place {
  /** In Unicode code points. */
  readonly start: number;
  readonly end: number;
}

export interface Piece<E extends Place, C extends Place> {
  readonly text: string;
  readonly evidence: readonly E[];
  readonly cues: readonly C[];
}

/** The text in pieces, so that all of a piece is shown by the same places. */
export function inPieces<E extends Place, C extends Place>(
  text: string, evidence: readonly E[], cues: readonly C[],
): Piece<E, C>[] {
  const points = [...text];
  const ends = [...evidence, ...cues].flatMap(({ start, end }) => [start, end]).filter((at) => at > 0 && at < points.length);
  const cuts = [...new Set([0, ...ends, points.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index]!;
    const over = (each: Place): boolean => each.start < end && each.end > start;
    return { text: points.slice(start, end).join(""), evidence: evidence.filter(over), cues: cues.filter(over) };
  });
}
