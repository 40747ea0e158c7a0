"""A model's card: what it is, what it learned from, what was measured, where it must not be trusted."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from lab.metrics import Figure

LIMITS = """\
- A reading is a hypothesis. A customer's own word wins.
- The 28 labels were learned from English alone. In the other six languages they follow only from the
  lexicon and the cues, whose weights were learned in English; a language without a gate always says
  `not_sure`.
- Dutch, French and Italian have no public neutral sentences with labels: their gates were measured on
  sentences that carry a feeling, and their base rates are the English ones.
- Reddit comments, posts and film subtitles are not support tickets. Care families are mapped from labels.
- The satisfaction interval is a rule with published weights' order, not a fitted model; it is not calibrated.
- Person, crisis and safety are also learned, from the project's own phrasings; those flags' `p` is no frequency.
- Redaction comes before any third party; the model never sees who wrote a text.
"""


def write_card(folder: Path, figures: Sequence[Figure]) -> None:
    """Write figures.json and CARD.md beside the weights."""
    rows = [asdict(figure) for figure in figures if figure.value == figure.value]  # what had no rows is no figure
    (folder / "figures.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (folder / "CARD.md").write_text(show_card(folder), encoding="utf-8")


def show_card(folder: Path) -> str:
    """The card as Markdown."""
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    path = folder / "figures.json"
    figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    lines = [
        f"# {card['name']} {card['version']}",
        "",
        "Hashed n-gram logistic regressions with named features from the lexicon and the cues; int8; numpy alone.",
        "",
        "## Learned from",
        "",
        *(f"- {source}" for source in card["trained_on"]),
        "",
        "## Gates, measured out of fold",
        "",
        *(f"- {note}" for note in card["gate_notes"]),
        f"- answered: {', '.join(card['gates']) or 'none'}",
        "",
        "## Figures, with 95 % bootstrap intervals",
        "",
        "| figure | value | interval | to reach |",
        "|---|---|---|---|",
        *(_row(figure) for figure in figures),
        "",
        "## Limits",
        "",
        LIMITS,
    ]
    return "\n".join(lines)


def _row(figure: dict[str, object]) -> str:
    note = f" ({figure['note']})" if figure["note"] else ""
    low, high = figure["low"], figure["high"]
    return f"| {figure['name']}{note} | {figure['value']:.4f} | {low:.4f} to {high:.4f} | {figure['required']} |"
