import csv
import inspect
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from lab import training_set
from lab.datasets import brighter, convabuse, goemotions, intents, multidogo, pii, xed
from lab.datasets.shape import Example, Source
from lab.logistic import fit_logistic
from lab.matrix import Scale, prepare_all, raw_matrix
from lab.prior import prior_weights
from lab.toml import write_toml
from lab.train_linear import RECIPE
from lab.training_set import SOURCES, fold_of, targets_of
from tests.logic.emotion.own import own_finder
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.domain.emotion import BASIC, FAMILIES, LABELS, LANGUAGES
from warmline.logic.emotion.features import NAMED, NAMED_ROWS
from warmline.logic.emotion.words import split_words

# Folds and targets.


@pytest.mark.parametrize("text, fold", [("", 0), ("hello", 0), ("Where is my parcel?", 4), ("Größe", 3), ("😡", 0)])
def test_a_text_always_falls_into_the_same_fold(text: str, fold: int) -> None:
    assert fold_of(text, 5) == fold


def test_folds_are_about_equal() -> None:
    counts = np.bincount([fold_of(f"text {number}", 5) for number in range(5_000)], minlength=5)
    assert len(counts) == 5
    assert counts.min() > 900


def targets(example: Example) -> dict[str, float]:
    [row] = targets_of([example])
    return {name: float(value) for name, value in zip(OUTPUTS, row, strict=True) if not math.isnan(value)}


def test_what_was_not_annotated_is_unknown() -> None:
    assert targets(Example("x", "en")) == {}
    assert targets(Example("x", "en", abuse=1.0)) == {"abuse": 1.0}
    assert targets(Example("x", "de", families={"anger": 1.0, "regret": 0.0})) == {
        "families.anger": 1.0, "families.regret": 0.0,
    }  # fmt: skip
    assert targets(Example("x", "de", intensity={"joy": 0.5})) == {"intensity.joy": 0.5}


def test_what_was_annotated_is_there_or_not() -> None:
    found = targets(Example("x", "en", labels=frozenset({"joy"}), basic=frozenset(), source="goemotions"))
    assert set(found) == {f"labels.{name}" for name in LABELS} | {f"basic.{name}" for name in BASIC}
    assert [name for name, value in found.items() if value] == ["labels.joy"]


@pytest.mark.parametrize("language, known", [("en", 5), ("de", 6)])
def test_english_brighter_says_nothing_of_disgust(language: str, known: int) -> None:
    found = targets(Example("x", language, basic=frozenset({"anger"}), source="brighter"))
    assert len(found) == known
    assert ("basic.disgust" in found) is (language == "de")


def test_flags() -> None:
    assert targets(Example("x", "en", flags={"person": 0.0, "minor": 1.0})) == {"flags.person": 0.0, "flags.minor": 1.0}


# The project's own phrasings.


def put_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "pool/crisis.en.txt", "+ I want to die", "- I died laughing", "+ held too")
    put(folder, "pool/minor.de.txt", "+ ich bin zwölf", "- HELD, too.")
    put(folder, "pool/care.it.tsv", "anger,frustration\tbasta cosi", "neutral\tdi notte")
    put(folder, "pool/polarity.en.tsv", "positive\tnot bad", "negative\tnot good", "neutral\tno rush")
    put(folder, "phrases/crisis.en.tsv", "split\texpect\ttext", "tune\t1\tend it", "tune\t0\tend the call",
        "held\t1\tHeld too", "held\t0\tnor this")  # fmt: skip
    put(folder, "phrases/safety.nl.tsv", "split\texpect\ttext", 'tune\t1\thij "slaat" me', "held\t1\tik ben bang")
    put(folder, "drivers.tsv", "language\tsplit\tdriver\texpect\ttext", "en\ttune\thealth\t1\tI am ill")
    put(
        folder, "traps.tsv", "split\tlanguage\ttrap\ttext\tcheck", "held\tit\tcare\tdi notte\tx", "tune\tit\tcare\ty\tx"
    )
    monkeypatch.setattr(training_set, "OWN", folder)


def test_rows_of_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_own(tmp_path, monkeypatch)
    found = [each for each in training_set.load_own() if each.flags]
    kinds = [(each.text, each.language, [kind for kind, p in (each.flags or {}).items() if p]) for each in found]
    assert kinds == [
        ("end it", "en", ["crisis"]), ("end the call", "en", []), ('hij "slaat" me', "nl", ["safety"]),
        ("I am ill", "en", ["health"]), ("I want to die", "en", ["crisis"]), ("I died laughing", "en", []),
        ("ich bin zwölf", "de", ["minor"]),
    ]  # fmt: skip
    spoken_of = {frozenset(each.flags or ()) for each in found}
    assert spoken_of == {frozenset({"person", "crisis", "safety"}), frozenset({"health"}), frozenset({"minor"})}
    assert {(each.labels, each.basic, each.families, each.abuse, each.intensity) for each in found} == {(None,) * 5}


def test_rows_of_care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_own(tmp_path, monkeypatch)
    found = {each.text: each.families or {} for each in training_set.load_own() if each.source == training_set.CARE}
    assert list(found) == ["basta cosi", "not bad", "not good", "no rush"]
    assert {name for name, p in found["basta cosi"].items() if p} == {"anger", "frustration"}
    assert set(found["basta cosi"]) == set(found["no rush"]) == set(FAMILIES)
    assert set(found["not bad"].values()) == {0.0}
    assert "gratitude" not in found["not bad"]
    assert "gratitude" in found["not good"]


def words_of(text: str) -> str:
    """What is said, however it is written."""
    said = split_words(text)
    return " ".join(word for word, kind in zip(said.plain, said.kinds, strict=True) if kind != "stop")


def test_what_is_held_back_is_never_learned_from() -> None:
    held = set()
    for path in (*(training_set.OWN / "phrases").glob("*.tsv"), *training_set.OWN.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            held |= {words_of(row["text"]) for row in rows if row["split"] == "held"}
    assert len(held) > 400
    assert [each.text for each in training_set.load_own() if words_of(each.text) in held] == []


# Sources.


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_what_is_learned_from_may_be_learned_from(source: Source) -> None:
    assert source.may_train
    assert source.home
    assert source.licence.startswith(("Apache-2.0", "MIT", "CC BY 4.0", "CDLA-Permissive", "CC0"))
    assert not any(word in source.licence.upper() for word in ("-NC", " NC", "-ND", " ND"))
    assert source.sha256
    assert all(len(digest) == 64 and int(digest, 16) for digest in source.sha256.values())


def test_every_data_set_says_whose_it_is() -> None:
    names = [each.SOURCE.name for each in (brighter, convabuse, goemotions, intents, multidogo, pii, xed)]
    assert len(set(names)) == len(names)
    assert {source.name for source in SOURCES} <= set(names)
    assert pii.SOURCE not in SOURCES
    assert not pii.SOURCE.may_train


def test_what_is_kept_for_measuring_is_never_learned_from() -> None:
    read = [training_set, brighter, convabuse, goemotions, multidogo, xed]
    imported = [value for value in vars(training_set).values() if inspect.ismodule(value)]
    assert {module.__name__ for module in imported if module.__name__.startswith("lab.")} <= {
        each.__name__ for each in read
    }
    assert all("eval_only" not in inspect.getsource(module) for module in read)
    assert not any(path.startswith("eval_only") for source in SOURCES for path in source.sha256)
    assert all("eval_only" in path for path in pii.SOURCE.sha256)
    text = inspect.getsource(training_set.load_training_set)
    assert '"valid"' not in text
    assert '"test"' not in text
    assert 'load_goemotions(folder, "train")' in text


def test_a_file_that_is_missing_or_another_is_named(tmp_path: Path) -> None:
    source = Source("made", "example.org/made", "MIT", True, {"a/b.csv": "0" * 64})
    with pytest.raises(ValueError, match=r"b\.csv is missing; get it from example\.org/made"):
        source.verify(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.csv").write_text("x")
    with pytest.raises(ValueError, match="differs"):
        source.verify(tmp_path)


def test_a_file_that_is_right(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    Source("made", "", "MIT", True, {"x": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}).verify(
        tmp_path
    )


# Label maps.


def test_every_label_has_a_family() -> None:
    assert set(goemotions.FAMILY_OF) == set(LABELS)
    assert set(goemotions.FAMILY_OF.values()) <= set(FAMILIES)
    assert set(brighter.FAMILY_OF) == set(BASIC)
    assert set(brighter.FAMILY_OF.values()) <= set(FAMILIES)


@pytest.mark.parametrize("groups", [goemotions.EKMAN, goemotions.SENTIMENT], ids=["Ekman", "sentiment"])
def test_groups_hold_every_label_once(groups: dict[str, set[str]]) -> None:
    assert sorted(label for group in groups.values() for label in group) == sorted(LABELS)


def test_labels_that_name_a_basic_emotion() -> None:
    assert set(goemotions.BASIC_OF) == set(BASIC)
    named = [label for group in goemotions.BASIC_OF.values() for label in group]
    assert len(named) == len(set(named))
    assert set(named) <= set(LABELS)
    assert all(goemotions.BASIC_OF[name] <= goemotions.EKMAN[name] for name in BASIC)


def test_plutchik_and_multidogo() -> None:
    assert len(xed.PLUTCHIK) == 8
    assert set(BASIC) <= set(xed.PLUTCHIK)
    assert set(xed.FILES) == set(LANGUAGES) - {"en"}
    assert set(brighter.FILES.values()) <= set(LANGUAGES)
    assert "thankyou" not in multidogo.NEUTRAL


# Rows of files.


def put(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_goemotions_rows(tmp_path: Path) -> None:
    put(tmp_path, "goemotions/train.tsv", "I hate\tthis\t2,3\tid1", "ok\t27\tid2")
    first, second = goemotions.load_goemotions(tmp_path, "train")
    assert (first.text, first.labels, first.basic) == ("I hate\tthis", {"anger", "annoyance"}, {"anger"})
    assert {name for name, value in (first.families or {}).items() if value} == {"anger", "frustration"}
    assert (second.labels, second.basic) == ({"neutral"}, frozenset())
    assert second.families
    assert second.families["neutral"] == 1.0


def test_brighter_rows(tmp_path: Path) -> None:
    put(tmp_path, "brighter/track_a/train/deu.csv", "id,text,anger,disgust,fear,joy,sadness,surprise",
        '1,"so, ein Mist",1,0,0,0,1,0', "2,ok,0,0,0,0,0,0")  # fmt: skip
    put(tmp_path, "brighter/track_b/train/eng.csv", "id,text,anger,fear,joy,sadness,surprise", "1,no,3,0,0,1,0")
    angry, plain = brighter.load_brighter(tmp_path, "deu", "train")
    assert (angry.text, angry.language, angry.basic) == ("so, ein Mist", "de", {"anger", "sadness"})
    assert plain.families
    assert [name for name, value in plain.families.items() if value] == ["neutral"]
    [strong] = brighter.load_intensity(tmp_path, "eng", "train")
    assert strong.intensity == pytest.approx({"anger": 1.0, "fear": 0.0, "joy": 0.0, "sadness": 1 / 3, "surprise": 0.0})


def test_xed_rows(tmp_path: Path) -> None:
    put(
        tmp_path,
        "xed/Projections/nl-projections.tsv",
        "Ik haat je\t1, 3",
        "dubbel\t5",
        "dubbel\t5",
        "geen code",
        "\t",
        "",
    )
    angry, joyful = xed.load_xed(tmp_path, "nl")
    assert (angry.plutchik, angry.basic) == ({"anger", "disgust"}, {"anger", "disgust"})
    assert angry.families
    assert "neutral" not in angry.families
    assert joyful.basic == {"joy"}
    put(tmp_path, "xed/AnnotatedData/en-annotated.tsv", "I hate you\t1")
    put(tmp_path, "xed/AnnotatedData/neu_en.txt", "0\tThe door.")
    _, plain = xed.load_xed(tmp_path, "en")
    assert plain.text == "The door."
    assert plain.families
    assert plain.families["neutral"] == 1.0


def test_convabuse_rows(tmp_path: Path) -> None:
    columns = [f"Annotator{number}_is_abuse.{value}" for number in (1, 2, 3) for value in (1, 0, -1, -2, -3)]

    def row(text: str, *votes: int | None) -> str:
        marks = [str(int(vote == value)) for vote in votes for value in (1, 0, -1, -2, -3)]
        return ",".join([text, *marks])

    put(tmp_path, "convabuse/ConvAbuseEMNLPtrain.csv", ",".join(["user", *columns]),
        row("hello", 1, 1, -1), row("idiot", -1, -3, 1), row("hm", 0, -2, None), row("who", None, None, None),
    )  # fmt: skip
    found = convabuse.load_convabuse(tmp_path, "train")
    assert [(each.text, each.abuse) for each in found] == [("hello", 0.0), ("idiot", 1.0), ("hm", 0.0), ("who", 0.0)]


def test_multidogo_rows(tmp_path: Path) -> None:
    header = "conversationId\tturnNumber\tutterance\tintent"
    for domain in multidogo.DOMAINS:
        put(tmp_path, f"multidogo/splits_annotated_at_sentence_level/{domain}/train.tsv", header,
            "1\t1\tthanks a lot\tthankyou", "1\t2\tmy order\tcontentonly", "1\t3\tgo away\toutofdomain")  # fmt: skip
    found = multidogo.load_multidogo(tmp_path, "train")
    assert {each.text: [name for name, p in (each.families or {}).items() if p] for each in found} == {
        "thanks a lot": ["gratitude"], "my order": ["neutral"],
    }  # fmt: skip


# Features, fitting, files.


def test_the_matrix_is_what_the_reader_sums() -> None:
    finder = own_finder(("lexicon.anger.strong", "hate"))
    rows = [Example("I hate it", "en"), Example("I hate you", "en"), Example("", "en")]
    raw = raw_matrix(prepare_all(rows, finder))
    scale = Scale.fit(raw)
    assert (scale.idf[:NAMED_ROWS] == 1).all()
    assert np.unique(scale.idf[NAMED_ROWS:]) == pytest.approx([0, math.log(3 / 2) + 1])
    scaled = scale.apply(raw).toarray()
    assert np.linalg.norm(scaled[:, NAMED_ROWS:], axis=1) == pytest.approx([1, 1, 0], abs=1e-5)
    assert scaled[:, NAMED["lexicon.anger.strong"]].tolist() == [1, 1, 0]


def test_what_is_known_of_an_output_is_learned_and_the_rest_left_as_it_was() -> None:
    matrix = sparse.csr_matrix(np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]] * 50, np.float32))
    wanted = np.array([[1, np.nan], [1, np.nan], [0, np.nan], [0, np.nan]] * 50, np.float32)
    prior = np.array([[0, 0.5], [0, -0.5], [2, 2]], np.float32)
    weights, intercept = fit_logistic(matrix, wanted, np.full((1, 1), 0.01, np.float32), prior, 100)
    assert weights[0, 0] + intercept[0] > 3
    assert weights[1, 0] + intercept[0] < -3
    assert weights[:, 1] == pytest.approx(prior[:, 1], abs=1e-3)
    assert weights[2] == pytest.approx([2, 2])
    held, _ = fit_logistic(matrix, wanted, np.full((1, 1), 1e6, np.float32), prior, 100)
    assert held == pytest.approx(prior, abs=1e-3)


def test_the_recipes_beginning_speaks_of_named_features_and_families() -> None:
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    assert set(recipe["prior"]["events"]) <= set(NAMED)
    for moved in (*recipe["prior"]["events"].values(), *recipe["prior"]["turned"].values()):
        assert set(moved) <= set(FAMILIES)
    weights = prior_weights(recipe["prior"])
    assert not weights[NAMED_ROWS:].any()
    own = {
        family: weights[NAMED[f"lexicon.{family}.strong"], OUTPUTS.index(f"families.{family}")]
        for family in FAMILIES[:-1]
    }
    assert all(value > 0 for value in own.values())
    assert all(weights[NAMED[f"lexicon.{family}.negated"], OUTPUTS.index(f"families.{family}")] < 0 for family in own)
    assert {name.partition(".")[0] for name in OUTPUTS} == set(recipe["l2"]) == set(recipe["named"])


def test_toml_comes_back_as_it_was(tmp_path: Path) -> None:
    data = {
        "name": 'a "quoted" \\ name\nwith lines, ünïcode 😡', "version": "1.0", "many": ["x", "y"],
        "none": [], "yes": True, "count": 3, "p": [0.25, 1.0, 1e-6, -2.5], "floor": 0.123456,
        "deep": {"er": {"en": [0.5], "x": 1}, "y": "z"}, "empty": {}, "a file.txt": {"b.c": {"d": "ü"}, "e\"f": 1},
    }  # fmt: skip
    write_toml(tmp_path / "x.toml", data)
    assert tomllib.loads((tmp_path / "x.toml").read_text(encoding="utf-8")) == data


def test_toml_keeps_six_digits(tmp_path: Path) -> None:
    write_toml(tmp_path / "x.toml", {"p": 1 / 3, "many": [2 / 3]})
    assert tomllib.loads((tmp_path / "x.toml").read_text()) == {"p": 0.333333, "many": [0.666667]}
