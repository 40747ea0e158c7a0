"""The encoder as the lab makes it, of a base of a few small layers; skipped where torch and onnx are not installed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from tests.adapters.runtime.tiny import FEW, MADE

REASON = "models are trained only where the extra lab-train is installed"
torch = pytest.importorskip("torch", reason=REASON)
safetensors = pytest.importorskip("safetensors.torch", reason=REASON)
pytest.importorskip("onnx", reason=REASON)

from lab import encoder as lab_encoder  # noqa: E402
from lab.calibrate_encoder import fit_mix, held_rows, thresholds, write_graph  # noqa: E402
from lab.datasets.shape import Example  # noqa: E402
from lab.encoder import LONGEST, Encoder, base_tokenizer  # noqa: E402
from lab.export import export_encoder  # noqa: E402
from lab.train_encoder import FEELINGS, INTENTS, Rows, batches, finish_encoder, fit, logits_of, loss, measure, padded  # noqa: E402
from lab.training_set import fold_of, targets_of  # noqa: E402
from warmline.adapters.runtime.encoder import Mix, OnnxEncoder  # noqa: E402
from warmline.adapters.runtime.linear import FAMILY, OUTPUTS  # noqa: E402
from warmline.domain.emotion import BASIC, FAMILIES, LABELS  # noqa: E402

WIDTH, PIECES = 16, 9
FELT = sum(len(columns) for columns in FEELINGS.values())
SIZES = {name: len(columns) for name, columns in FEELINGS.items()} | {"banking": 3, "clinc": 4}
RECIPE: dict[str, Any] = {
    "seed": 7, "epochs": 10, "batch": 4, "rate": 3e-3, "decay": 0.9, "head_rate": 3e-2, "warm": 0.1, "average": 0.5,
    "share": {}, "weight": dict.fromkeys(SIZES, 1.0),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _base(base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lab_encoder, "base_folder", lambda: base)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like that of the base encoder, two layers deep."""
    folder = tmp_path_factory.mktemp("base")
    config = {
        "hidden_size": WIDTH, "vocab_size": PIECES, "max_position_embeddings": LONGEST, "intermediate_size": 32,
        "num_attention_heads": 4,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_bytes((MADE / "tokenizer.json").read_bytes())
    torch.manual_seed(3)
    safetensors.save_file(base_weights(2), str(folder / "model.safetensors"))
    return folder


def base_weights(layers: int) -> dict[str, Any]:
    """Random weights by the names of BERT."""
    dense = {"attention.self.query": (WIDTH, WIDTH), "attention.self.key": (WIDTH, WIDTH),
             "attention.self.value": (WIDTH, WIDTH), "attention.output.dense": (WIDTH, WIDTH),
             "intermediate.dense": (32, WIDTH), "output.dense": (WIDTH, 32)}  # fmt: skip
    norms = ["embeddings.LayerNorm"]
    made = {
        f"embeddings.{name}_embeddings.weight": torch.randn(rows, WIDTH) * 0.3
        for name, rows in (("word", PIECES), ("position", LONGEST), ("token_type", 2))
    }
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
        for name, shape in dense.items():
            made |= {
                f"{layer}.{name}.weight": torch.randn(shape) * 0.2,
                f"{layer}.{name}.bias": torch.randn(shape[0]) * 0.1,
            }
    for name in norms:
        made |= {f"{name}.weight": 1 + torch.randn(WIDTH) * 0.1, f"{name}.bias": torch.randn(WIDTH) * 0.1}
    return made


def small(layers: int = 1) -> Encoder:
    return Encoder(layers, SIZES).eval()


# The encoder.


def test_the_base_is_taken_over(base: Path) -> None:
    saved = safetensors.load_file(str(base / "model.safetensors"))
    model = small(2)
    assert torch.equal(model.words.weight, saved["embeddings.word_embeddings.weight"])
    kind = saved["embeddings.token_type_embeddings.weight"][0]
    assert torch.equal(model.places.weight, saved["embeddings.position_embeddings.weight"] + kind)
    assert torch.equal(model.layers[1].qkv.bias[WIDTH : 2 * WIDTH], saved["encoder.layer.1.attention.self.key.bias"])
    assert torch.equal(model.layers[1].norm_outer.weight, saved["encoder.layer.1.output.LayerNorm.weight"])


def test_each_head_has_its_size() -> None:
    found = small()(*padded([[2, 4, 3], [2, 3]]))
    assert {name: tuple(values.shape) for name, values in found.items()} == {
        name: (2, size) for name, size in SIZES.items()
    }


def test_padding_says_nothing() -> None:
    model, rows = small(2), [[2, 4, 5, 3], [2, 6, 3], [2, 3]]
    with torch.no_grad():
        together = model(*padded([*rows, [2] + [7] * 40]))
        for number, row in enumerate(rows):
            for name, values in model(*padded([row])).items():
                assert torch.allclose(together[name][number], values[0], atol=1e-4)


def test_word_pieces_are_cut_and_not_padded() -> None:
    found = base_tokenizer().encode_batch(["sad", "sad " * 500])
    assert [len(each.ids) for each in found] == [3, LONGEST]


# Export.


def opened(path: Path) -> OnnxEncoder:
    return OnnxEncoder(path.read_bytes(), base_tokenizer())


TEXTS = ["furious", "sad about my parcel", "", "wow", "thanks " * 30, "x", "furious sad thanks wow parcel", "sad wow"]


@pytest.mark.parametrize("layers", [1, 2])
def test_the_graph_gives_what_was_trained(tmp_path: Path, layers: int) -> None:
    """But for the rounding of matrices and what goes through them to a byte."""
    model = small(layers)
    heads = {name: (head.weight, head.bias) for name, head in model.heads.items()}
    export_encoder(model, heads, tmp_path / "encoder.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["encoder.onnx"]
    graph = opened(tmp_path / "encoder.onnx")
    pieces = [encoding.ids for encoding in base_tokenizer().encode_batch(TEXTS)]
    for name, exact in logits_of(model, pieces).items():
        found = graph.run(TEXTS, name)
        assert found.shape == exact.shape
        assert np.abs(found - exact).max() < 0.05 * np.abs(exact).max(), name
    with torch.no_grad():
        mean = model.pooled(*padded(pieces))[:, :WIDTH].numpy()
    assert np.abs(graph.run(TEXTS, "embedding") - mean).max() < 0.1


def test_the_graph_is_written_with_its_word_pieces(tmp_path: Path) -> None:
    model = small()
    saved = {"recipe": {"layers": 1}, "sizes": SIZES, "weights": model.state_dict()}
    made = write_graph(saved, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["encoder.onnx", "tokenizer.json"]
    exact = logits_of(model, [encoding.ids for encoding in base_tokenizer().encode_batch(TEXTS)])
    columns = [column for columns in FEELINGS.values() for column in columns]
    assert columns == list(range(len(columns)))
    whole = np.concatenate([exact[name] for name in FEELINGS], axis=1)
    assert np.abs(made.run(TEXTS) - whole).max() < 0.05 * np.abs(whole).max()
    assert {name: made.run(TEXTS, name).shape[1] for name in INTENTS} == {"banking": 3, "clinc": 4}


# Training.


def rows_of(count: int = 40) -> Rows:
    """The fifth and the sixth piece say whether a row is angry, and what is wanted of the bank."""
    chance = np.random.default_rng(2)
    pieces = [[2, 4 + number % 2, *chance.integers(6, 9, number % 7).tolist(), 3] for number in range(count)]
    feelings = np.full((count, len(OUTPUTS)), np.nan, np.float32)
    feelings[:, 0] = [number % 2 for number in range(count)]
    intents = {"banking": np.array([number % 2 for number in range(count)]), "clinc": np.full(count, -1)}
    intents["clinc"][-1] = 2
    sources = np.array(["own" if number % 4 else "other" for number in range(count)])
    return Rows([f"text {number}" for number in range(count)], sources, pieces, feelings, intents)


def test_some_of_the_rows() -> None:
    rows = rows_of().take(np.array([7, 4]))
    assert rows.texts == ["text 7", "text 4"]
    assert rows.pieces == [rows_of().pieces[7], rows_of().pieces[4]]
    assert rows.feelings[:, 0].tolist() == rows.intents["banking"].tolist() == [1, 0]
    assert rows.sources.tolist() == ["own", "other"]


@pytest.mark.parametrize("size", [1, 3, 4, 100])
def test_an_epoch_has_every_row_once(size: int) -> None:
    rows = rows_of()
    found = list(batches(rows, RECIPE | {"batch": size}, np.random.default_rng(1)))
    assert sorted(np.concatenate(found).tolist()) == list(range(40))
    assert {len(batch) for batch in found[:-1]} <= {size, 40 % size}
    again = list(batches(rows, RECIPE | {"batch": size}, np.random.default_rng(1)))
    assert [batch.tolist() for batch in again] == [batch.tolist() for batch in found]


def test_a_batch_has_rows_of_about_one_length() -> None:
    lengths = [
        {len(rows_of().pieces[row]) for row in batch} for batch in batches(rows_of(), RECIPE, np.random.default_rng(1))
    ]
    assert all(max(each) - min(each) <= 2 for each in lengths)


@pytest.mark.parametrize("part, few, many", [(0.0, 30, 30), (0.5, 31, 39), (1.0, 40, 40)])
def test_of_some_sources_an_epoch_sees_a_share(part: float, few: int, many: int) -> None:
    recipe = RECIPE | {"share": {"other": part}}
    found = np.concatenate(list(batches(rows_of(), recipe, np.random.default_rng(1))))
    assert few <= len(found) == len(set(found.tolist())) <= many
    assert {row for row in range(40) if row % 4} <= set(found.tolist())


def test_of_a_source_an_epoch_sees_more_than_there_is() -> None:
    recipe = RECIPE | {"share": {"other": 2.0}}
    found = np.concatenate(list(batches(rows_of(), recipe, np.random.default_rng(1))))
    assert np.bincount(found).tolist() == [1 if row % 4 else 2 for row in range(40)]


def test_padded() -> None:
    pieces, mask = padded([[2, 4, 3], [2], [5, 6]])
    assert pieces.tolist() == [[2, 4, 3], [2, 0, 0], [5, 6, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0], [1, 1, 0]]
    assert pieces.dtype == mask.dtype == torch.long


def zeros(rows: int) -> dict[str, Any]:
    return {name: torch.zeros(rows, size, requires_grad=True) for name, size in SIZES.items()}


def test_what_is_unknown_costs_nothing() -> None:
    rows, logits = rows_of(), zeros(4)
    rows.feelings[:] = np.nan
    rows.intents["banking"][:] = -1
    assert float(loss(logits, rows, np.arange(4), RECIPE["weight"])) == 0


def test_only_what_is_known_is_learned_from() -> None:
    rows, logits = rows_of(), zeros(4)
    rows.feelings[1, 0] = np.nan
    rows.feelings[2, 5] = 1
    rows.intents["banking"][3] = -1
    cost = loss(logits, rows, np.arange(4), RECIPE["weight"])
    # four halves of the labels and three thirds of the bank, over four rows
    assert float(cost.detach()) == pytest.approx((4 * np.log(2) + 3 * np.log(3)) / 4)
    cost.backward()
    moved = {
        name: set(map(tuple, values.grad.nonzero().tolist()))
        for name, values in logits.items()
        if values.grad is not None
    }
    assert moved == {
        "labels": {(0, 0), (2, 0), (2, 5), (3, 0)},
        "banking": {(row, column) for row in range(3) for column in range(3)},
    }  # fmt: skip


def test_each_head_has_its_weight_in_the_cost() -> None:
    weight = {**RECIPE["weight"], "labels": 2.0, "banking": 0.0}
    assert float(loss(zeros(4), rows_of(), np.arange(4), weight).detach()) == pytest.approx(2 * np.log(2))


def test_training_learns() -> None:
    rows, model = rows_of(), Encoder(1, SIZES)
    start = measure(model.eval(), rows)
    found = fit(model, rows, RECIPE)
    assert not found.training
    figures = measure(found, rows)
    assert figures["banking"] > 0.95 > start["banking"]
    assert figures["labels"] > 0.95


def test_some_heads_are_fitted_last_and_each_row_is_scored_without_it(tmp_path: Path) -> None:
    rows, model = rows_of(), small()
    heads = {"labels": {"sources": ["other"], "ridge": 1.0}}
    late = {"sources": ["other"], "heads": heads, "folds": 3, "times": {}, "beside": {}}
    recipe = RECIPE | {"layers": 1, "folds": 10, "dropout": 0.0, "late": late}
    early = {"weights": model.state_dict(), "sizes": SIZES, "names": {}, "recipe": recipe}
    torch.save(early, tmp_path / "encoder_early.pt")
    finish_encoder(rows, tmp_path)
    saved = torch.load(tmp_path / "encoder.pt", weights_only=False)
    assert saved["sizes"] == SIZES
    changed = {name for name, value in saved["weights"].items() if not torch.equal(value, early["weights"][name])}
    assert changed == {"heads.labels.weight", "heads.labels.bias"}
    logits = np.load(tmp_path / "encoder_late.npz")["logits"]
    last = np.flatnonzero(rows.sources == "other")
    assert logits.shape == (len(last), len(OUTPUTS))
    assert not np.isnan(logits[:, :FEW]).any()
    abuse = logits_of(model, [rows.pieces[row] for row in last])["abuse"]
    assert np.allclose(logits[:, FEELINGS["abuse"]], abuse, atol=1e-4)


def test_logits_come_in_the_rows_order() -> None:
    model, rows = small(), rows_of(70)
    found = logits_of(model, rows.pieces)
    for row in (0, 1, 68, 69):
        for name, values in logits_of(model, [rows.pieces[row]]).items():
            assert np.allclose(found[name][row], values[0], atol=1e-4)


# The mixture of the encoder and the linear reader.

ANGER, SADNESS = (FAMILY.start + FAMILIES.index(name) for name in ("anger", "sadness"))
JOYFUL = OUTPUTS.index("intensity.joy")


Toy = tuple[np.ndarray, np.ndarray, np.ndarray, list[Example]]


def toy(rows: int) -> Toy:
    """Linear logits, encoder logits, targets, rows: what is true of joy, anger and abuse is half of each, less 0.5."""
    chance = np.random.default_rng(4)
    linear, own = (chance.normal(-1, 2, (rows, FEW)).astype(np.float32) for _ in range(2))
    yes = chance.random((rows, FEW)) < 1 / (1 + np.exp(0.5 - 0.5 * linear - 0.5 * own))
    joy = LABELS.index("joy")
    examples = [
        Example(
            "x", "en", labels=frozenset(["joy"]) if each[joy] else frozenset(), families={"anger": float(each[ANGER])},
            basic=frozenset(np.array(BASIC)[each[len(LABELS) : len(LABELS) + len(BASIC)]].tolist()),
            abuse=float(each[FAMILY.stop]), source="brighter",
        )
        for each in yes
    ]  # fmt: skip
    return linear, own, targets_of(examples)[:, :FEW], examples


@pytest.fixture(scope="module")
def rows() -> Toy:
    """The rows above; three are sad too, and the last speak of the intensity alone, which is the linear reader's."""
    linear, own, targets, examples = toy(1_200)
    targets[:3, SADNESS] = 1
    targets[900:] = np.nan
    targets[900:, JOYFUL] = 1 / (1 + np.exp(1 - linear[900:, JOYFUL]))
    return (
        linear,
        own,
        targets,
        [*examples[:900], *[Example("x", "en", intensity={"joy": 0.5}, source="intensity")] * 300],
    )


@pytest.fixture(scope="module")
def mix(rows: Toy) -> Mix:
    return fit_mix(*rows)


@pytest.mark.parametrize("column", [ANGER, FAMILY.stop])
def test_the_weights_of_both_readers_are_found_again(mix: Mix, column: int) -> None:
    found = [mix.linear[column], mix.encoder[column], mix.bend[column], mix.shift[column]]
    assert found == pytest.approx([0.5, 0.5, 0, -0.5], abs=0.25)
    assert {each.dtype for each in (mix.linear, mix.encoder, mix.bend, mix.shift, mix.top)} == {np.dtype(np.float32)}


def test_an_output_of_few_rows_stays_near_its_head(mix: Mix) -> None:
    nobody = FAMILY.start + FAMILIES.index("relief")
    assert mix.encoder[nobody] == pytest.approx(mix.encoder[ANGER], abs=0.1)
    assert mix.linear[nobody] == pytest.approx(mix.linear[ANGER], abs=0.1)
    assert mix.encoder[SADNESS] == pytest.approx(mix.encoder[ANGER], abs=0.35)
    assert mix.linear[SADNESS] == pytest.approx(mix.linear[ANGER], abs=0.35)
    assert mix.encoder[SADNESS] != mix.encoder[nobody]


def test_intensities_are_mixed_by_the_rows_that_have_them(mix: Mix) -> None:
    assert [mix.linear[JOYFUL], mix.encoder[JOYFUL], mix.shift[JOYFUL]] == pytest.approx([1, 0, -1], abs=0.15)


def test_basic_emotions_are_mixed_for_posts(rows: Toy) -> None:
    linear, own, targets, examples = rows
    anger = OUTPUTS.index("basic.anger")
    others = targets.copy()
    others[:, anger] = linear[:, anger] > 0
    subtitles = [Example("y", "en", basic=frozenset(), source="xed")] * len(examples)
    mixed = fit_mix(
        np.vstack([linear, linear]), np.vstack([own, own]), np.vstack([targets, others]), [*examples, *subtitles]
    )
    assert [mixed.linear[anger], mixed.encoder[anger]] == pytest.approx([0.5, 0.5], abs=0.25)


def test_the_likeliest_label_of_the_mixture_may_be_believed(mix: Mix, rows: Toy) -> None:
    linear, own, targets, _ = (part[:900] for part in rows)
    labels = 1 / (1 + np.exp(-mix.apply(linear, own)))[:, : len(LABELS)]
    assert labels.max(1).mean() == pytest.approx(targets[range(900), labels.argmax(1)].mean(), abs=0.02)


def test_thresholds_of_the_mixture() -> None:
    _, _, targets, examples = toy(400)
    clear = np.where(targets > 0.5, 0.8, 0.1).astype(np.float32)
    found = thresholds(clear, targets, examples)
    assert found["abuse"] == pytest.approx(0.8)
    assert found["basic"] == pytest.approx([0.8, 0.5, 0.8, 0.8, 0.8, 0.8])  # English posts know no disgust
    assert np.shape(found["labels"]) == (len(LABELS),)  # type: ignore[arg-type]
    assert np.shape(found["groups"]) == (8,)  # type: ignore[arg-type]
    assert found["labels"][LABELS.index("joy")] == pytest.approx(0.8)  # type: ignore[index]


def test_rows_that_neither_reader_had_seen(tmp_path: Path) -> None:
    examples = [Example(f"text {number}", "en", labels=frozenset(), source="goemotions") for number in range(40)]
    examples += [Example(f"care {number}", "en", families={"anger": 1.0}, source="care") for number in range(3)]
    examples += [Example("text 1", "de", families={"anger": 1.0}, source="care")]
    np.savez(tmp_path / "out_of_fold.npz", logits=np.ones((len(examples), len(OUTPUTS)), np.float32))
    np.savez(tmp_path / "encoder_late.npz", logits=np.full((3, len(OUTPUTS)), 7, np.float32))

    class Reads:
        def run(self, texts: list[str]) -> np.ndarray:
            return np.array([[float(text.split()[1])] * FELT for text in texts], np.float32)

    recipe = {"languages": ["en"], "folds": 10, "late": {"sources": ["care"]}}
    chosen, linear, own = held_rows(examples, tmp_path, recipe, cast(OnnxEncoder, Reads()))
    first = [row for row in range(40) if fold_of(f"text {row}", 10) == 0]
    assert chosen.tolist() == [*first, 40, 41, 42]
    assert linear.shape == own.shape == (len(chosen), FELT)
    assert own[:, 0].tolist() == [*first, 7, 7, 7]
