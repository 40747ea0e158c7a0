"""`warmline lab …`: train, evaluate and describe the models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from lab.card import figures_of, show_card, write_card
from lab.conversations import conversation_figures, fit_conversations
from lab.evaluate_care import goemotions_reliability
from lab.metrics import Figure
from lab.phrases import measure_phrases
from lab.traps import measure_traps
from lab.understanding import f1, measure_appraisal, measure_drivers
from warmline.assemble import Reader, assemble_ear
from warmline.settings import Settings

app = typer.Typer(help="Train, evaluate and describe the models.", no_args_is_help=True)
MODEL = Path(__file__).parents[1] / "src" / "warmline" / "models" / "linear"
ENCODER = MODEL.with_name("encoder")  # the folder that warmline.assemble looks into
CACHE = Path(os.environ.get("WARMLINE_HOME", Path.home() / ".cache" / "warmline")) / "lab"
DataFolder = Annotated[
    Path, typer.Option("--data", envvar="WARMLINE_LAB_DATA", help="The folder with the public data sets.")
]


@app.command()
def train(
    data: DataFolder,
    out: Annotated[Path, typer.Option(help="The model's folder.")] = MODEL,
    head: Annotated[list[str] | None, typer.Option(help="Fit only this head anew, and keep the others.")] = None,
) -> None:
    """Make the shipped weights from the recipe and the data (about half an hour of one core)."""
    from lab.train_linear import calibrate_linear, train_linear

    train_linear(data, CACHE, head or ())
    calibrate_linear(data, out, CACHE)


@app.command()
def calibrate(data: DataFolder, out: Annotated[Path, typer.Option(help="The model's folder.")] = MODEL) -> None:
    """Only the last step of train: calibration, thresholds and gates, from what it left in the cache."""
    from lab.train_linear import calibrate_linear

    calibrate_linear(data, out, CACHE)


@app.command()
def train_encoder(data: DataFolder) -> None:
    """Fine-tune the encoder (some hours of a core); what `train` left in the cache is mixed with it."""
    from lab.calibrate_encoder import calibrate_encoder
    from lab.train_encoder import train_encoder as fit

    fit(data, CACHE)
    calibrate_encoder(data, ENCODER, CACHE)


@app.command()
def calibrate_encoder(data: DataFolder, out: Annotated[Path, typer.Option(help="The folder.")] = ENCODER) -> None:
    """Only the last step of train-encoder: export, mixture, thresholds and gate."""
    from lab.calibrate_encoder import calibrate_encoder as fit

    fit(data, out, CACHE)


@app.command()
def words(data: DataFolder) -> None:
    """Make policies/words.toml: frequent words that belong to one language alone."""
    from lab.training_set import load_training_set
    from lab.words import write_own_words

    write_own_words(MODEL.parents[1] / "policies" / "words.toml", load_training_set(data))


@app.command()
def evaluate(
    data: DataFolder,
    save: Annotated[bool, typer.Option(help="Write the figures into the model's card.")] = False,
) -> None:
    """Print every reading figure with its 95 % interval."""
    for folder, settings in _readers():
        figures = []
        for figure in _figures(data, settings):
            print(figure, flush=True)
            figures.append(figure)
        if save:
            write_card(folder, figures, goemotions_reliability(data, Reader(settings)))


@app.command()
def card(of: Annotated[str, typer.Argument(help="`encoder` or `linear`; else the one that is served.")] = "") -> None:
    """Show a shipped model's card."""
    folders = {folder.name: folder for folder, _ in _readers()}
    if of and of not in folders:
        raise typer.BadParameter(f"there is {' and '.join(folders)}")
    print(show_card(folders[of] if of else list(folders.values())[-1]))


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
    scores, misses = measure_phrases(Reader(), split)
    for (kind, language), score in scores.items():
        print(f"{kind:7} {language}  recall {score.recall:.3f}  precision {score.precision:.3f}")
    if split == "tune":
        print(*misses, sep="\n")


@app.command()
def understanding(split: str = "tune") -> None:
    """Appraisal, needs and vulnerability drivers; with `tune`, list what went wrong."""
    reader = Reader()
    parts, needs, wrong = measure_appraisal(reader, split)
    drivers, misses = measure_drivers(reader, split)
    for name, score in (parts | needs).items():
        print(f"{name:16} recall {score.recall:.3f}  precision {score.precision:.3f}  F1 {f1(score):.3f}")
    print(f"needs, macro-F1 {sum(map(f1, needs.values())) / len(needs):.3f}")
    for (kind, language), score in drivers.items():
        print(f"{kind:11} {language}  recall {score.recall:.3f}  precision {score.precision:.3f}")
    if split == "tune":
        print(*wrong, *misses, sep="\n")


@app.command()
def conversations() -> None:
    """Fit the weights of a conversation's line on the project's own conversations; tables for reading.toml."""
    for name, table in fit_conversations(Reader()).items():
        print(f"[{name}]", *(f"{key} = {value}" for key, value in table.items()), "", sep="\n")
    print(*conversation_figures(Reader()), sep="\n")


def _readers() -> list[tuple[Path, Settings]]:
    """Folder and settings of each shipped reader, the one that is served last."""
    linear = [(MODEL, Settings(reader="linear"))]
    return [*linear, (ENCODER, Settings())] if ENCODER.is_dir() else linear


def _figures(data: Path, settings: Settings) -> Iterator[Figure]:
    """Every figure of a reader; of the encoder with the linear reader's on the same rows, from its card."""
    from lab.evaluate_encoder import intent_figures
    from lab.evaluate_reading import out_of_fold_figures, xed_figures
    from lab.redaction import redaction_figures

    if settings.reader == "linear":
        yield from _reading_figures(data, settings)
        yield from out_of_fold_figures(data, CACHE / "out_of_fold.npz")
        yield from xed_figures(data)
        yield from redaction_figures(data)
        return
    linear = figures_of(MODEL)
    for figure in _reading_figures(data, settings):
        yield replace(figure, linear=linear.get(figure.name))
    for figure in out_of_fold_figures(data, CACHE / "encoder_out_of_fold.npz"):
        yield replace(figure, linear=linear.get(figure.name))
    yield from intent_figures(data)


def _reading_figures(data: Path, settings: Settings) -> Iterator[Figure]:
    from lab import evaluate_care as care
    from lab import evaluate_reading as reading

    own = Reader(settings)
    ear = assemble_ear(settings)
    yield from reading.goemotions_figures(data, ear.runtime, ear.finder)
    yield from reading.abuse_figures(data, ear.runtime, ear.finder)
    yield from care.own_set_figures(own)
    yield from care.goemotions_gate_figures(data, own)
    yield from care.needless_figures(data, own)
    yield from care.maia_figures(data, own)
    yield from care.tweetsumm_figures(data, own)
    yield from conversation_figures(own)
    yield from care.evidence_figures(data, own)
    yield from care.bias_figures(data, own)
