import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab.calibrate import Calibration, fit_calibration
from lab.datasets.shape import Example
from lab.logistic import fit_logistic
from lab.matrix import Scale, raw_matrix
from lab.train_linear import write_model
from lab.training_set import targets_of
from tests.hostile import BLNS, SMALL
from tests.logic.emotion.own import own_finder
from warmline.adapters.runtime import linear
from warmline.adapters.runtime.linear import (
    FAMILY,
    OUTPUTS,
    SHIPPED,
    LinearRuntime,
    Weights,
    gates_of,
    load_linear,
    settle_top,
)
from warmline.domain.emotion import FAMILIES, LANGUAGES, LEARNED
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import ANY, LabelThresholds
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.features import NAMED, TABLE_BITS
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.words import split_words

FINDER = own_finder(
    ("lexicon.anger.strong", "(hate*|furious)"), ("lexicon.satisfaction.mild", "happy"),
    ("cue.negation", "(not|never)"),
    ("lexicon.trouble.strong", "does not work"), ("cue.contrast", "but"), ("cue.urgency", "(now|at once)"),
)  # fmt: skip
FEELINGS = {
    "anger": "furious terrible outrage", "anxiety": "worried scared nervous", "satisfaction": "great lovely perfect",
    "sadness": "sad crying lost", "surprise": "wow sudden unexpected", "neutral": "parcel invoice number",
}  # fmt: skip
FILLERS = "the order came today again and was here for my old shop with some more of it".split()
RECIPE: dict[str, Any] = {
    "name": "tiny", "version": "0.1",
    "flags": {"ordinary": 100, "false": {"urgent": 0.01, "drivers": 0.01}},
    "gate": {"reversals": 0.5, "answered": 0.01, "right": 0.01, "confidence": 0.4},
}  # fmt: skip


def examples() -> list[Example]:
    """A few hundred sentences, each with the feeling that one of its words names."""
    chance = np.random.default_rng(5)
    made = []
    for language in LANGUAGES:
        for number in range(240 if language == "en" else 30):
            feeling = list(FEELINGS)[number % len(FEELINGS)]
            if feeling == "neutral" and language in ("nl", "fr", "it"):
                continue
            words = [*chance.choice(FILLERS, 4), str(chance.choice(FEELINGS[feeling].split()))]
            text = " ".join(chance.permutation(words))
            families = {family: float(family == feeling) for family in FEELINGS}
            source = "goemotions" if language == "en" else "care"
            made.append(
                Example(
                    text,
                    language,
                    families=families,
                    source=source,
                    labels=frozenset({feeling}) - {"satisfaction", "anxiety"},
                )
            )
            made.append(Example(text, language, basic=frozenset({feeling} & {"anger", "sadness"}), source="brighter"))
            if language == "en":
                made.append(Example(text, language, abuse=float("outrage" in text), source="convabuse"))
                flags = {kind: float(kind == "crisis" and "crying" in text) for kind in LEARNED}
                made.append(Example(text, language, flags=flags, source="sets"))
    return made


@dataclass(frozen=True)
class Made:
    """A model's folder with what the lab knows of it."""

    folder: Path
    turns: list[Prepared]
    p: np.ndarray
    """What the lab expects for the turns."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("model")
    rows = examples()
    turns = [prepare(split_words(row.text), row.language, FINDER) for row in rows]
    raw = raw_matrix(turns)
    scale = Scale.fit(raw)
    matrix = scale.apply(raw)
    targets = targets_of(rows)
    none = np.zeros((1 << TABLE_BITS, len(OUTPUTS)), np.float32)
    none[: len(NAMED)] = 0.001  # no output is without any weight
    weights, intercept = fit_logistic(matrix, targets, np.full((1, 1), 0.5, np.float32), none, 20)
    logits = np.asarray(matrix @ weights + intercept, np.float32)
    write_model(folder, RECIPE, rows, targets, logits, weights, intercept, scale)
    calibration: Calibration = fit_calibration(logits, targets, rows)
    return Made(folder, turns, calibration.apply(logits, np.array([row.language for row in rows])))


def probabilities(runtime: LinearRuntime, turns: list[Prepared]) -> np.ndarray:
    scores = runtime.run(turns)
    return np.concatenate(
        [scores.labels, scores.basic, scores.families, scores.abuse[:, None], scores.intensity, scores.flags], axis=1
    )


def turn(text: str, language: str = "en") -> Prepared:
    return prepare(split_words(text), language, FINDER)


def test_the_reader_gives_what_the_lab_trained(made: Made) -> None:
    """Serving and training agree, but for the rounding of the weights to a byte."""
    found = probabilities(load_linear(made.folder), made.turns)
    assert np.abs(found - made.p).max() < 0.025
    assert np.abs(found - made.p).mean() < 0.002


def test_the_reader_knows_the_feelings_it_was_taught(made: Made) -> None:
    scores = load_linear(made.folder).run([turn(f"the order was {words.split()[0]}") for words in FEELINGS.values()])
    assert [FAMILIES[best] for best in scores.families.argmax(1)] == list(FEELINGS)


def test_the_reader_knows_what_is_urgent_as_it_was_taught(made: Made) -> None:
    turns = [turn("the order came crying"), turn("the order came today")]
    crying, calm = load_linear(made.folder).run(turns).flags
    assert LEARNED[crying.argmax()] == "crisis"
    assert crying.max() > 0.3
    assert (calm < 0.1).all()


def test_the_card_says_what_the_lab_wrote(made: Made) -> None:
    card, written = load_linear(made.folder).card, tomllib.loads((made.folder / "card.toml").read_text())
    assert card.models == {"tiny": "0.1"}
    assert card.label_thresholds == {
        ANY: LabelThresholds(*(tuple(written["thresholds"][name]) for name in ("labels", "groups")))
    }
    assert set(card.basic_thresholds) == set(LANGUAGES) == set(written["languages"])
    assert card.gates
    assert card.gates == gates_of(written["gates"])
    assert card.flag_thresholds == {"abuse": written["thresholds"]["abuse"], **written["thresholds"]["flags"]}
    assert set(card.flag_thresholds) == {"abuse", *LEARNED}
    assert written["sha256"] == hashlib.sha256((made.folder / "weights.npz").read_bytes()).hexdigest()


def test_scores_are_in_order_and_in_range(made: Made) -> None:
    runtime = load_linear(made.folder)
    scores = runtime.run(made.turns[:10])
    parts = (scores.labels, scores.basic, scores.families, scores.abuse, scores.intensity, scores.flags)
    assert [part.shape for part in parts] == [(10, 28), (10, 6), (10, 14), (10,), (10, 6), (10, 8)]
    assert scores.alone is None
    found = probabilities(runtime, made.turns)
    assert ((found >= 0) & (found <= 1)).all()
    assert np.array_equal(found[3:5], probabilities(runtime, made.turns[3:5]))


def test_no_turns_have_no_scores(made: Made) -> None:
    assert probabilities(load_linear(made.folder), []).shape == (0, len(OUTPUTS))


def test_what_is_shown_has_four_digits(made: Made) -> None:
    found = probabilities(load_linear(made.folder), made.turns)
    assert np.array_equal(found, found.round(4))


@pytest.mark.parametrize(
    "top, wanted",
    [
        ([1, 0, 0], [[-1.0, 2.0, 0.5], [-3.0, -2.0, -2.5]]),
        ([0.5, 0, 0.25], [[-1.0, 1.25, 0.5], [-3.0, -0.75, -2.5]]),
        ([1, 0.5, 0], [[-1.0, 2.0, 0.5], [-3.0, -3.0, -2.5]]),
    ],
)
def test_the_likeliest_is_settled_once_more(top: list[float], wanted: list[list[float]]) -> None:
    logits = np.array([[-1.0, 2.0, 0.5], [-3.0, -2.0, -2.5]], np.float32)
    settle_top(logits, np.array(top, np.float32))
    assert logits.tolist() == wanted


def bent(slope: float, bend: float, shift: float) -> np.ndarray:
    """What a reader without words makes of logits of -2, 0 and 2 by this calibration, as logits again."""
    start = np.zeros(len(OUTPUTS), np.float32)
    start[FAMILY][:3] = (-2.0, 0.0, 2.0)
    each = (np.full((1, len(OUTPUTS)), value, np.float32) for value in (slope, bend, shift))
    table, plain = np.zeros((1 << TABLE_BITS, len(OUTPUTS)), np.int8), np.array([1, 0, 0], np.float32)
    square = np.ones(1 << TABLE_BITS, np.float16)
    weights = Weights(table, np.ones(len(OUTPUTS), np.float32), square, start, {"en": 0}, *each, plain)
    p = LinearRuntime(load_linear().card, weights).run([turn("")]).families[0][:3]
    return np.asarray(np.log(p / (1 - p)))


@pytest.mark.parametrize(
    "calibration, wanted",
    [((1, 0, 0), (-2, 0, 2)), ((0.5, 0, -1), (-2, -1, 0)), ((0.5, 0.5, 0), (-2, 0, 1)), ((1, -0.5, 1), (0, 1, 3))],
)
def test_a_logit_is_bent_below_nought(calibration: tuple[float, float, float], wanted: tuple[float, ...]) -> None:
    assert bent(*calibration) == pytest.approx(wanted, abs=2e-3)


def test_an_unknown_language_is_calibrated_like_english(made: Made) -> None:
    english, unknown = probabilities(load_linear(made.folder), [turn(""), turn("", "xx")])
    assert np.array_equal(english, unknown)


@pytest.mark.parametrize("remembered", [1, 7, 50])
def test_more_words_than_are_remembered(made: Made, monkeypatch: pytest.MonkeyPatch, remembered: int) -> None:
    turns = made.turns[::4]
    expected = probabilities(load_linear(made.folder), turns)
    monkeypatch.setattr(linear, "_REMEMBERED", remembered)
    forgetful = load_linear(made.folder)
    for size in (1, 9, len(turns)):
        batches = [turns[start : start + size] for start in range(0, len(turns), size)]
        found = np.concatenate([probabilities(forgetful, batch) for batch in batches])
        assert np.array_equal(found, expected)


def test_weights_that_are_not_those_of_the_card(made: Made, tmp_path: Path) -> None:
    card, weights = (made.folder / "card.toml").read_bytes(), (made.folder / "weights.npz").read_bytes()
    broken = bytearray(weights)
    broken[len(broken) // 2] ^= 1
    for number, (said, held) in enumerate(
        [(card, bytes(broken)), (card, weights[:-1]), (card, b""), (card, None), (None, weights), (b"name = ", weights),
         (b"\xff\xfe", weights)]
    ):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in (("card.toml", said), ("weights.npz", held)):
            if content is not None:
                (folder / name).write_bytes(content)
        with pytest.raises(ModelDamaged, match=str(folder)):
            load_linear(folder)


@pytest.mark.parametrize("entry", ["sha256", "languages", "thresholds", "gates", "name", "version"])
def test_a_card_without_an_entry(made: Made, tmp_path: Path, entry: str) -> None:
    text = (made.folder / "card.toml").read_text()
    changed = (
        text.replace(f"[{entry}.", f"[x{entry}.")
        .replace(f"[{entry}]", f"[x{entry}]")
        .replace(f"{entry} =", f"x{entry} =")
    )
    (tmp_path / "card.toml").write_text(changed)
    (tmp_path / "weights.npz").write_bytes((made.folder / "weights.npz").read_bytes())
    with pytest.raises(ModelDamaged):
        load_linear(tmp_path)


# The shipped model explains itself exactly.

TEXTS = (
    "I am furious!!", "thank you so much", "it does not work now but I am happy", "I hate hate HATE it, not happy",
    "where is my parcel?", "ok", "no", "never never happy at once", "wow that was sooo great 😀 https://x.de/a?b=1",
    "I paid 12,50 on 3.4., and nothing came", "l'eau n'est pas là", "Das ist nicht gut",
    "You people lost my parcel and nobody calls me back although I asked again and again.", *SMALL, *BLNS[::5],
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> LinearRuntime:
    return load_linear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_shares_sum_to_the_logit(shipped: LinearRuntime, language: str) -> None:
    """The sum of the shares is slope · (logit − intercept) of each turn's likeliest family."""
    with np.load(SHIPPED / "weights.npz") as arrays:
        intercept = arrays["intercept"][FAMILY]
        slopes, bends, shifts = (arrays[name][LANGUAGES.index(language)][FAMILY] for name in ("slope", "bend", "shift"))
    turns = [turn(text, language) for text in TEXTS if text.strip()]
    scores = shipped.run(turns, explain=True)
    for ready, families, shares in zip(turns, scores.families, scores.shares, strict=True):
        assert len(shares) == len(ready.words.words)
        best = int(families.argmax())
        p = min(float(families[best]), 0.9999)
        calibrated = np.log(p / (1 - p))
        slope = slopes[best] + bends[best] * (calibrated < shifts[best])
        exact = 1e-4 + 1e-4 / (p * (1 - p)) + 2e-6 * len(shares)  # probabilities have four digits
        wanted = calibrated - shifts[best] - slope * intercept[best]
        if families[best] < 0.9999:
            assert shares.sum() == pytest.approx(wanted, abs=exact), ready.words.text
        else:
            assert shares.sum() > wanted - exact, ready.words.text


def test_a_share_does_not_depend_on_the_batch(shipped: LinearRuntime) -> None:
    turns = [turn(text) for text in TEXTS if split_words(text).words]
    together = shipped.run(turns, explain=True).shares
    for ready, shares in zip(turns, together, strict=True):
        [alone] = shipped.run([ready], explain=True).shares
        assert np.allclose(alone, shares, atol=1e-6)


def test_turns_without_words_have_no_shares(shipped: LinearRuntime) -> None:
    assert [len(shares) for shares in shipped.run([turn("a b"), turn(""), turn("c")], explain=True).shares] == [2, 0, 1]


@pytest.mark.parametrize("texts", [[""], ["", " \u200b"], []])
def test_a_batch_without_words_has_no_shares(shipped: LinearRuntime, texts: list[str]) -> None:
    scores = shipped.run([turn(text) for text in texts], explain=True)
    assert len(scores.families) == len(scores.shares) == len(texts)
    assert all(len(shares) == 0 for shares in scores.shares)


def test_without_explaining_there_are_no_shares(shipped: LinearRuntime) -> None:
    assert not len(shipped.run([turn("a b")]).shares)
