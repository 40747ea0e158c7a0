"""`warmline lab …`: train, evaluate and describe the models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from lab.card import show_card, write_card
from lab.metrics import Figure
from lab.phrases import measure_phrases
from lab.traps import measure_traps
from warmline.adapters.policies import load_reading_policy
from warmline.adapters.runtime.linear import load_linear
from warmline.assemble import Reader
from warmline.logic.emotion.signs import SignFinder

app = typer.Typer(help="Train, evaluate and describe the models.", no_args_is_help=True)
MODEL = Path(__file__).parents[1] / "src" / "warmline" / "models" / "linear"
CACHE = Path(os.environ.get("WARMLINE_HOME", Path.home() / ".cache" / "warmline")) / "lab"
DataFolder = Annotated[
    Path, typer.Option("--data", envvar="WARMLINE_LAB_DATA", help="The folder with the public data sets.")
]


@app.command()
def train(
    data: DataFolder,
    out: Annotated[Path, typer.Option(help="The model's folder.")] = MODEL,
    quick: Annotated[bool, typer.Option(help="One fold instead of all: to try a recipe.")] = False,
) -> None:
    """Make the shipped weights from the recipe and the data (about half an hour of one core)."""
    from lab.train_linear import calibrate_linear, train_linear

    train_linear(data, CACHE, quick=quick)
    calibrate_linear(data, out, CACHE)


@app.command()
def calibrate(data: DataFolder, out: Annotated[Path, typer.Option(help="The model's folder.")] = MODEL) -> None:
    """Only the last step of train: calibration, thresholds and gates, from what it left in the cache."""
    from lab.train_linear import calibrate_linear

    calibrate_linear(data, out, CACHE)


@app.command()
def evaluate(
    data: DataFolder,
    save: Annotated[bool, typer.Option(help="Write the figures into the model's card.")] = False,
) -> None:
    """Print every reading figure with its 95 % interval."""
    figures = []
    for figure in _figures(data):
        print(figure, flush=True)
        figures.append(figure)
    if save:
        write_card(MODEL, figures)


@app.command()
def card() -> None:
    """Show the shipped model's card."""
    print(show_card(MODEL))


@app.command()
def traps(split: str = "tune") -> None:
    """Score the trap table; with `tune`, list what was read wrong."""
    right, wrong = measure_traps(Reader(), split)
    print(f"{sum(right)} of {len(right)} right: {sum(right) / len(right):.3f}")
    if split == "tune":
        print(*wrong, sep="\n")


@app.command()
def phrases(split: str = "tune") -> None:
    """Recall and precision of the person, crisis and safety phrases; with `tune`, list the misses."""
    scores, misses = measure_phrases(split)
    for (kind, language), score in scores.items():
        print(f"{kind:7} {language}  recall {score.recall:.3f}  precision {score.precision:.3f}")
    if split == "tune":
        print(*misses, sep="\n")


def _figures(data: Path) -> Iterator[Figure]:
    from lab import evaluate_care as care
    from lab import evaluate_reading as reading
    from lab.redaction import redaction_figures

    finder, runtime, reader = SignFinder(load_reading_policy()), load_linear(), Reader()
    yield from reading.goemotions_figures(data, runtime, finder)
    if (CACHE / "out_of_fold.npz").exists():
        yield from reading.out_of_fold_figures(data, CACHE)
    yield from reading.xed_figures(data)
    yield from reading.abuse_figures(data, runtime, finder)
    yield from care.own_set_figures(reader)
    yield from care.goemotions_gate_figures(data, reader)
    yield from care.maia_figures(data, reader)
    yield from care.tweetsumm_figures(data, reader)
    yield from care.evidence_figures(data, reader)
    yield from care.bias_figures(data, reader)
    yield from redaction_figures(data)
