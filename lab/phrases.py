"""Measure the phrase matchers on the project's own sets, half of each held back from tuning."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warmline.assemble import Reader
from warmline.domain.emotion import LANGUAGES

SETS = Path(__file__).parent / "sets" / "phrases"
KINDS = ("person", "crisis", "safety")


@dataclass(frozen=True, slots=True)
class PhraseScore:
    """Counts of one kind in one language."""

    hits: int
    wanted: int
    false: int

    @property
    def recall(self) -> float:
        """Share of the wanted phrasings that were noticed."""
        return self.hits / max(1, self.wanted)

    @property
    def precision(self) -> float:
        """Share of what was noticed that was wanted."""
        return self.hits / max(1, self.hits + self.false)


def measure_flags(
    reader: Reader, rows: Iterable[dict[str, str]]
) -> tuple[dict[tuple[str, str], PhraseScore], list[str]]:
    """Scores by (kind, language), and the misses, of rows with `kind`, `language`, `expect` and `text`."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    misses = []
    for row in rows:
        kind, language, text = row["kind"], row["language"], row["text"]
        wanted = row["expect"] == "1"
        noticed = kind in {flag.kind for flag in reader.read(text, language=row.get("told", "")).flags}
        count = counts[kind, language]
        count[0] += wanted and noticed
        count[1] += wanted
        count[2] += noticed and not wanted
        if wanted != noticed:
            misses.append(f"{kind} {language} {'missed' if wanted else 'false'}: {text}")
    return {key: PhraseScore(*count) for key, count in counts.items()}, misses


def measure_phrases(reader: Reader, split: str) -> tuple[dict[tuple[str, str], PhraseScore], list[str]]:
    """Scores by (kind, language) on the rows of `split` (`tune`, `held` or `all`), and the misses."""
    return measure_flags(
        reader,
        (
            row | {"kind": kind, "language": language}
            for kind in KINDS
            for language in LANGUAGES
            for row in rows_of(SETS / f"{kind}.{language}.tsv", split)
        ),
    )


def rows_of(path: Path, split: str) -> list[dict[str, str]]:
    """Rows of a tab-separated set, of one half or `all`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if split in ("all", row["split"])]


def main() -> None:
    """Print recall and precision of each kind and language; with `tune`, also each miss."""
    split = sys.argv[1] if len(sys.argv) > 1 else "tune"
    scores, misses = measure_phrases(Reader(), split)
    for (kind, language), score in scores.items():
        print(f"{kind:7} {language}  recall {score.recall:.3f}  precision {score.precision:.3f}")
    if split == "tune":
        print(*misses, sep="\n")


if __name__ == "__main__":
    main()
