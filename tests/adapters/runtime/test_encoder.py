import re
from pathlib import Path

import numpy as np
import pytest

from tests.adapters.runtime.tiny import FEW, FILES, a_mix, put_model, tiny_encoder
from tests.hostile import BLNS, SMALL
from tests.logic.emotion.own import own_finder
from warmline.adapters.runtime.encoder import EncoderRuntime, OnnxEncoder, load_encoder
from warmline.adapters.runtime.linear import FAMILY, FEELINGS, LinearRuntime, load_linear
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LANGUAGES
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import ANY, Gate, LabelThresholds, Vote
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.words import split_words
from warmline.ports import Scores

FINDER = own_finder(("lexicon.anger.strong", "(hate*|furious)"), ("cue.negation", "not"))


@pytest.fixture(scope="module")
def linear() -> LinearRuntime:
    return load_linear()


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return tiny_encoder()


@pytest.fixture(scope="module")
def both(linear: LinearRuntime, encoder: OnnxEncoder) -> EncoderRuntime:
    return EncoderRuntime(linear.card, frozenset({"en", "de"}), linear, encoder, a_mix(top=(0.5, 0, 0.25)))


def turn(text: str, language: str = "en") -> Prepared:
    return prepare(split_words(text), language, FINDER)


# The mixture.


@pytest.mark.parametrize(
    "linear, encoder, mixed",
    [
        # 1/4 linear + 1/2 encoder + 1/2 of the encoder below 0 − 1/2
        (0.0, 0.0, -0.5),
        (2.0, 1.0, 0.5),
        (-2.0, 1.0, -0.5),
        (2.0, -1.0, -1.0),
        (0.0, -4.0, -4.5),
        # never further than certain
        (30.0, 90.0, 30.0),
        (-30.0, -90.0, -30.0),
    ],
)
def test_the_mixture_of_two_logits(linear: float, encoder: float, mixed: float) -> None:
    given = np.full((2, FEW), linear, np.float32), np.full((2, FEW), encoder, np.float32)
    found = a_mix().apply(*given)
    assert found.dtype == np.float32
    assert (found == mixed).all()
    assert (given[0] == linear).all()
    assert (given[1] == encoder).all()


def test_each_output_has_weights_of_its_own() -> None:
    mix = a_mix(0.0, 0.0, 0.0, 0.0)
    mix.linear[3], mix.encoder[4], mix.bend[5], mix.shift[6] = 2, 3, 4, 5
    [found] = mix.apply(np.full((1, FEW), 1.0, np.float32), np.full((1, FEW), -1.0, np.float32))
    assert found[3:7].tolist() == [2, -3, -4, 5]
    assert not found[[0, 1, 2, *range(7, FEW)]].any()


def test_the_likeliest_label_of_a_mixture_is_settled() -> None:
    own = np.zeros((2, FEW), np.float32)
    own[0, 2], own[0, FAMILY.start], own[1, 5] = 4, 8, 2
    found = a_mix(0, 1, 0, 0, top=(0.5, 0, 0.25)).apply(np.zeros((2, FEW), np.float32), own)
    assert (found[0, 2], found[0, FAMILY.start], found[1, 5]) == (2.25, 8, 1.25)
    assert np.count_nonzero(found) == 3


def test_no_rows_have_no_mixture() -> None:
    assert a_mix().apply(np.zeros((0, FEW), np.float32), np.zeros((0, FEW), np.float32)).shape == (0, FEW)


# The graph.

TEXTS = ["furious", "my parcel is here", "thanks", "", "sad sad sad", "where is my parcel now", "wow", "thanks a lot"]


def test_texts_keep_their_order(encoder: OnnxEncoder) -> None:
    found = encoder.run(TEXTS)
    assert found.shape == (len(TEXTS), FEW)
    assert found.dtype == np.float32
    for text, row in zip(TEXTS, found, strict=True):
        assert np.array_equal(encoder.run([text])[0], row)
    assert np.array_equal(encoder.run(TEXTS[::-1]), found[::-1])


def test_the_graph_knows_its_words(encoder: OnnxEncoder) -> None:
    words = ["furious", "SAD", "Thanks!", "wow", "the parcel"]
    best = encoder.run(words)[:, FAMILY].argmax(1)
    assert [FAMILIES[family] for family in best] == ["anger", "sadness", "gratitude", "surprise", "neutral"]


def test_each_text_goes_alone(encoder: OnnxEncoder) -> None:
    """So that it reads the same alone and among others."""
    found = encoder.run(["sad " * (number % 3) for number in range(20)], "together")
    assert found.tolist() == [[1, number % 3 + 2] for number in range(20)]


def test_a_long_text_is_cut(encoder: OnnxEncoder) -> None:
    found = encoder.run(["sad " * 22, "sad " * 9_000, "sad"], "together")
    assert found.tolist() == [[1, 24], [1, 24], [1, 3]]


def test_a_lone_surrogate_is_read_as_a_question_mark(encoder: OnnxEncoder) -> None:
    assert encoder.run(["sad \ud800"]).tolist() == encoder.run(["sad ?"]).tolist()


def test_one_text(encoder: OnnxEncoder) -> None:
    assert encoder.run(["sad"]).shape == (1, FEW)
    assert encoder.run(("sad",), "together").tolist() == [[1, 3]]


# Both readers.

MIXED = [
    ("furious about my parcel", "en"), ("thanks", "de"), ("I hate it", "fr"), ("", "en"), ("sad", "en"),
    ("thanks for nothing", "it"), ("\u200b", "de"), ("wow, not bad", "und"), ("where is my parcel", "en"), ("", "es"),
]  # fmt: skip


def columns(scores: Scores) -> np.ndarray:
    parts = (scores.labels, scores.basic, scores.families, scores.abuse[:, None], scores.intensity, scores.flags)
    return np.concatenate(parts, axis=1)


def test_other_languages_and_empty_turns_are_the_linear_readers_own(
    both: EncoderRuntime, linear: LinearRuntime
) -> None:
    turns = [turn(*each) for each in MIXED]
    found, own = columns(both.run(turns)), columns(linear.run(turns))
    same = [
        place
        for place, (text, language) in enumerate(MIXED)
        if language not in ("en", "de") or not text.strip("\u200b")
    ]
    assert same == [2, 3, 5, 6, 7, 9]
    assert np.array_equal(found[same], own[same])
    others = sorted({*range(len(MIXED))} - {*same})
    assert (found[others] != own[others]).any(1).all()


@pytest.mark.parametrize("texts", [["I hate it", "merci"], [""], []], ids=["French", "empty", "none"])
def test_a_batch_without_a_turn_for_the_encoder(both: EncoderRuntime, linear: LinearRuntime, texts: list[str]) -> None:
    turns = [turn(text, "fr" if text else "en") for text in texts]
    found = both.run(turns, explain=True)
    assert np.array_equal(columns(found), columns(linear.run(turns)))
    assert found.alone is not None
    assert found.alone.shape == (len(texts), len(FAMILIES))
    assert len(found.shares) == len(texts)


def test_both_are_mixed(both: EncoderRuntime, linear: LinearRuntime, encoder: OnnxEncoder) -> None:
    turns = [turn("furious about my parcel"), turn("thanks", "de"), turn("sad")]
    logits = linear.add_up(turns).logits
    mix = a_mix(top=(0.5, 0, 0.25))
    logits[:, FEELINGS] = mix.apply(logits[:, FEELINGS], encoder.run([each.words.text for each in turns]))
    assert np.array_equal(columns(both.run(turns)), (1 / (1 + np.exp(-logits))).astype(np.float64).round(4))


def test_what_is_urgent_is_the_linear_readers_own(both: EncoderRuntime, linear: LinearRuntime) -> None:
    turns = [turn(*each) for each in MIXED]
    assert np.array_equal(both.run(turns).flags, linear.run(turns).flags)


def test_the_linear_readers_families_stand_beside(both: EncoderRuntime, linear: LinearRuntime) -> None:
    turns = [turn(*each) for each in MIXED]
    alone = both.run(turns).alone
    assert alone is not None
    assert np.array_equal(alone, linear.run(turns).families)
    assert linear.run(turns).alone is None


def test_a_row_does_not_depend_on_its_company(both: EncoderRuntime) -> None:
    turns = [turn(*each) for each in MIXED]
    together = columns(both.run(turns))
    assert np.array_equal(columns(both.run(turns[::-1])), together[::-1])
    for ready, row in zip(turns, together, strict=True):
        assert np.array_equal(columns(both.run([ready]))[0], row)


def test_the_shares_are_of_the_family_that_both_find_likeliest(both: EncoderRuntime, linear: LinearRuntime) -> None:
    turns = [turn("I hate it but thanks"), turn("thanks"), turn("j'adore", "fr"), turn("")]
    found = both.run(turns, explain=True)
    added = linear.add_up(turns)
    wanted = added.shares(FAMILY.start + found.families.argmax(1))
    assert FAMILIES[found.families[1].argmax()] == "gratitude"
    for ready, shares, exact in zip(turns, found.shares, wanted, strict=True):
        assert len(shares) == len(ready.words.words)
        assert np.allclose(shares, exact, atol=1e-6)
    french = linear.run(turns, explain=True).shares[2]
    assert np.allclose(found.shares[2], french, atol=1e-6)
    assert not len(both.run(turns).shares)


@pytest.mark.parametrize("explain", [False, True])
def test_hostile_texts(both: EncoderRuntime, explain: bool) -> None:
    turns = [turn(text) for text in (*SMALL, *BLNS[::7]) if text.isprintable() or text.isascii()]
    found = both.run(turns, explain=explain)
    assert ((columns(found) >= 0) & (columns(found) <= 1)).all()


# The folder.


def test_a_model_is_loaded(linear: LinearRuntime, tmp_path: Path) -> None:
    runtime = load_encoder(linear, put_model(tmp_path))
    made = EncoderRuntime(linear.card, frozenset({"en"}), linear, tiny_encoder(), a_mix())
    turns = [turn(*each) for each in MIXED]
    assert np.array_equal(columns(runtime.run(turns)), columns(made.run(turns)))


def test_the_card_is_the_linear_readers_with_what_the_encoder_knows_better(
    linear: LinearRuntime, tmp_path: Path
) -> None:
    card, before = load_encoder(linear, put_model(tmp_path)).card, linear.card
    assert card.models == {**before.models, "small": "0.1"}
    assert card.label_thresholds == {
        ANY: before.label_thresholds[ANY],
        "en": LabelThresholds((0.25,) * len(LABELS), (0.5,) * 8),
    }
    assert card.basic_thresholds == {**before.basic_thresholds, "en": (0.125,) * len(BASIC)}
    assert card.flag_thresholds == {**before.flag_thresholds, "abuse": 0.75}
    assert card.gates == {**before.gates, "en": Gate(0.5, 0.6, Vote(1.0, -0.1, 0.2, 0.3), Vote(0.5, -0.5, 0.1, 0.2))}
    assert set(card.basic_thresholds) == set(LANGUAGES)


@pytest.mark.parametrize("name", ["card.toml", *FILES])
def test_a_file_that_is_missing(linear: LinearRuntime, tmp_path: Path, name: str) -> None:
    (put_model(tmp_path) / name).unlink()
    with pytest.raises(ModelDamaged, match=re.escape(str(tmp_path))):
        load_encoder(linear, tmp_path)


def test_a_folder_that_is_missing(linear: LinearRuntime, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="nowhere"):
        load_encoder(linear, tmp_path / "nowhere")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("cut", [False, True], ids=["changed", "cut"])
def test_a_file_that_is_not_that_of_the_card(linear: LinearRuntime, tmp_path: Path, name: str, cut: bool) -> None:
    path = put_model(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content[:-1] if cut else content)
    with pytest.raises(ModelDamaged, match=f"{name} is not the file that card.toml describes"):
        load_encoder(linear, tmp_path)


@pytest.mark.parametrize("name", ["encoder", "tokenizer", "mix"])
@pytest.mark.parametrize("content", [b"", b"no such thing", b"{}", None], ids=["empty", "text", "braces", "missing"])
def test_a_file_that_is_none_of_its_kind(
    linear: LinearRuntime, tmp_path: Path, name: str, content: bytes | None
) -> None:
    put_model(tmp_path, **{name: content})
    with pytest.raises(ModelDamaged, match=re.escape(str(tmp_path))):
        load_encoder(linear, tmp_path)


@pytest.mark.parametrize(
    "old, new",
    [
        ("[sha256]", "[sha]"), ("[thresholds", "[levels"), ("abuse =", "abused ="), ("[gates", "[gate"),
        ("floor =", "flor ="), ("languages =", "tongues ="), ("name =", "names ="), ("version =", "versions ="),
        ("name =", "name"), ('"mix.npz" =', '"mixed.npz" ='),
    ],
)  # fmt: skip
def test_a_card_that_does_not_say_what_it_should(linear: LinearRuntime, tmp_path: Path, old: str, new: str) -> None:
    path = put_model(tmp_path) / "card.toml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=re.escape(str(tmp_path))):
        load_encoder(linear, tmp_path)
