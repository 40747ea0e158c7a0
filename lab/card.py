"""A model's card: what it is, what it learned from, what was measured, where it must not be trusted."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lab.metrics import Bin, Figure

FLOORS = Path(__file__).with_name("floors.toml")
_BAR = 25
_WHAT = {
    "linear": "Hashed n-gram logistic regressions with named features from lexicon and cues; int8; numpy alone.",
    "encoder": "A transformer of few layers, many heads, int8, beside the linear reader: their logits are mixed.",
}
_LIMITS = {
    "linear": """\
- The 28 labels were learned from English alone. In the other six languages they follow only from the
  lexicon and the cues, whose weights were learned in English.
- Dutch, French and Italian have no public sentences with a neutral label: what is neutral there was learned
  from the project's own sentences alone.
- Person, crisis, safety and the drivers of vulnerability are also learned, from the project's own phrasings;
  those flags' `p` is no frequency.
""",
    "encoder": """\
- It reads English; every other language is read by the linear reader alone.
- Who takes the linear reader alone (`WARMLINE_READER=linear`) has that one's card.
""",
}
_LIMITS_OF_ALL = """\
- A reading is a hypothesis. A customer's own word wins. A language without a gate always says `not_sure`.
- Reddit comments, posts and film subtitles are not support tickets; the project's own sentences are, but those
  who wrote them also judged them.
- Redaction comes before any third party; the model never sees who wrote a text.
"""


def write_card(folder: Path, figures: Sequence[Figure], reliability: dict[str, list[Bin]]) -> None:
    """Write figures.json, which names the files it was measured on, and CARD.md beside the weights."""
    measured = {
        "measured_on": _digests(folder),
        "figures": [asdict(figure) for figure in figures if figure.value == figure.value],  # no rows, no figure
        "reliability": {name: [asdict(each) for each in bins] for name, bins in reliability.items()},
    }
    (folder / "figures.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    (folder / "CARD.md").write_text(show_card(folder), encoding="utf-8")


def show_card(folder: Path) -> str:
    """The card as Markdown."""
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    measured = _measured(folder)
    lines = [
        f"# {card['name']} {card['version']}",
        "",
        _WHAT[folder.name],
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
        "| figure | value | interval | to reach | linear | VADER |",
        "|---|---|---|---|---|---|",
        *(_row(figure) for figure in measured["figures"]),
        "",
        "VADER knows English alone; MAIA is German.",
        "",
        "## Calibration: what was said and how often it was right",
        "",
        *(line for name, bins in measured["reliability"].items() for line in _plot(name, bins)),
        "## Limits",
        "",
        _LIMITS[folder.name] + _LIMITS_OF_ALL,
    ]
    return "\n".join(lines)


def below_floor(folder: Path) -> list[str]:
    """What is wrong with a model's figures: below its floor, missing, or measured on other weights."""
    values, floors = figures_of(folder), tomllib.loads(FLOORS.read_text(encoding="utf-8"))[folder.name]
    wrong = [] if _measured(folder)["measured_on"] == _digests(folder) else ["measured on other weights"]
    for name, floor in floors.items():
        value = values.get(name, float("nan"))
        if not floor.get("least", value) <= value <= floor.get("most", value):
            wrong.append(f"{name}: {value:.4f}, floor {floor}")
    return wrong


def figures_of(folder: Path) -> dict[str, float]:
    """Each measured figure by its name; none where nothing was measured."""
    return {figure["name"]: figure["value"] for figure in _measured(folder)["figures"]}


def _measured(folder: Path) -> dict[str, Any]:
    path = folder / "figures.json"
    nothing: dict[str, Any] = {"measured_on": {}, "figures": [], "reliability": {}}
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else nothing


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".npz", ".onnx", ".toml"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _row(figure: dict[str, Any]) -> str:
    note = f" ({figure['note']})" if figure["note"] else ""
    beside = " | ".join("" if figure[name] is None else f"{figure[name]:.4f}" for name in ("linear", "vader"))
    interval = f"{figure['low']:.4f} to {figure['high']:.4f}"
    return f"| {figure['name']}{note} | {figure['value']:.4f} | {interval} | {figure['required']} | {beside} |"


def _plot(name: str, bins: list[dict[str, Any]]) -> list[str]:
    """One bar a bin, as long as it was right; `|` stands where it would end if every word of it could be believed."""
    lines = [f"{name}:", "", "```"]
    for each in bins:
        bar = list("█" * round(_BAR * each["right"]) + " " * (_BAR + 1))[: _BAR + 1]
        bar[round(_BAR * each["said"])] = "|"
        lines.append(f"said {each['said']:.2f}  {''.join(bar)} right {each['right']:.2f}  of {each['rows']:,}")
    return [*lines, "```", ""]
