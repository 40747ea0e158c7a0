"""Fine-tune the encoder: one pass, many heads, each learning from the rows that speak of it."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lab.datasets.intents import load_intents
from lab.encoder import Encoder, base_tokenizer
from lab.logistic import Floats, fit_near
from lab.training_set import fold_of, load_training_set, targets_of
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.logic.emotion.gender import text_of_one_gender

RECIPE = Path(__file__).parent / "recipes" / "encoder.toml"
FEELINGS = {
    name: [column for column, output in enumerate(OUTPUTS) if output.partition(".")[0] == name]
    for name in ("labels", "basic", "families", "abuse", "intensity")
}
"""Columns of OUTPUTS that each head of feelings fills."""
INTENTS = {"banking": "BANKING77", "clinc": "CLINC150"}
_UNKNOWN = -1
_MEGABATCH = 40
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Rows:
    """What is learned: word pieces, targets of the feelings (nan unknown), number of the intent (-1 unknown)."""

    texts: list[str]
    sources: NDArray[np.str_]
    pieces: list[list[int]]
    feelings: NDArray[np.float32]
    intents: dict[str, NDArray[np.int64]]

    def take(self, rows: NDArray[np.int64]) -> Rows:
        """Some of the rows."""
        return Rows(
            [self.texts[row] for row in rows],
            self.sources[rows],
            [self.pieces[row] for row in rows],
            self.feelings[rows],
            {name: values[rows] for name, values in self.intents.items()},
        )


def load_rows(data: Path, languages: Sequence[str]) -> tuple[Rows, dict[str, list[str]]]:
    """Training rows of the languages and, as English, of the intent sets; and the names of each set's intents."""
    examples = [example for example in load_training_set(data) if example.language in languages and not example.flags]
    texts, sources = [example.text for example in examples], [example.source for example in examples]
    asked: dict[str, list[tuple[str, str]]] = {
        name: load_intents(data, name_of, "train") + load_intents(data, name_of, "valid")
        for name, name_of in INTENTS.items()
    }
    names = {name: sorted({intent for _, intent in rows}) for name, rows in asked.items()}
    intents = {name: [_UNKNOWN] * len(texts) for name in INTENTS}
    for name, rows in asked.items():
        texts += [text for text, _ in rows]
        sources += [name] * len(rows)
        for other in INTENTS:
            intents[other] += [names[name].index(intent) if other == name else _UNKNOWN for _, intent in rows]
    targets = np.full((len(texts), len(OUTPUTS)), np.nan, np.float32)
    targets[: len(examples)] = targets_of(examples)
    tokenizer = base_tokenizer()
    pieces = [encoding.ids for encoding in tokenizer.encode_batch([text_of_one_gender(text) for text in texts])]
    return Rows(texts, np.array(sources), pieces, targets, {n: np.array(v) for n, v in intents.items()}), names


def train_encoder(data: Path, cache: Path, changes: dict[str, Any] | None = None) -> None:
    """Fit on all folds but the first, then some heads to what comes last; leave weights and out-of-fold logits."""
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8")) | (changes or {})
    torch.manual_seed(recipe["seed"])
    rows, names = load_rows(data, recipe["languages"])
    held = np.array([fold_of(text, recipe["folds"]) == 0 for text in rows.texts])
    late = np.isin(rows.sources, recipe["late"]["sources"])
    sizes = {name: len(columns) for name, columns in FEELINGS.items()} | {n: len(v) for n, v in names.items()}
    print(f"{(~held & ~late).sum():,} rows, {(~held & late).sum():,} late, {held.sum():,} held out", flush=True)
    cache.mkdir(parents=True, exist_ok=True)
    model = fit(Encoder(recipe["layers"], sizes, recipe["dropout"]), rows.take(np.flatnonzero(~held & ~late)), recipe)
    _save(cache / "encoder_early.pt", model, sizes, names, recipe)
    finish_encoder(rows, cache)


def finish_encoder(rows: Rows, cache: Path) -> None:
    """Fit some heads once more, near what they are, to the rows that come last; the layers below stay as they are.

    Leaves the weights and, of each of those rows, the logits of heads that were fitted without its fold.
    """
    saved = torch.load(cache / "encoder_early.pt", weights_only=False)
    recipe = saved["recipe"]
    late = recipe["late"]
    model = Encoder(recipe["layers"], saved["sizes"], recipe["dropout"])
    model.load_state_dict(saved["weights"])
    model.eval()
    last, beside = _late_rows(rows, recipe)
    chosen = rows.take(np.concatenate([last, beside]))
    logits = np.full((len(chosen.texts), len(OUTPUTS)), np.nan, np.float32)
    for name, found in logits_of(model, chosen.pieces).items():
        if name in FEELINGS:
            logits[:, FEELINGS[name]] = found
    seen = _pooled_of(model, chosen.pieces)
    folds = np.array([fold_of(text, late["folds"]) for text in chosen.texts])
    folds[len(last) :] = -1  # always learned from
    learned = np.array([fold_of(text, recipe["folds"]) != 0 for text in chosen.texts])
    times = np.array([late["times"].get(source, 1) for source in chosen.sources])
    for name, head in late["heads"].items():
        before, after = model.heads[name], []
        of_head = times * np.isin(chosen.sources, head["sources"])
        assert isinstance(before, nn.Linear)
        for place, column in enumerate(FEELINGS[name]):
            near = np.append(before.weight[place].detach().numpy(), before.bias[place].item())
            wanted = chosen.feelings[:, column]
            for fold in range(late["folds"]):
                without = _fit_head(seen, wanted, of_head * (folds != fold), near, head["ridge"])
                logits[folds == fold, column] = seen[folds == fold] @ without
            after.append(_fit_head(seen, wanted, of_head * learned, near, head["ridge"]))
        weights = torch.tensor(np.array(after), dtype=torch.float32)
        before.weight.data, before.bias.data = weights[:, :-1].clone(), weights[:, -1].clone()
    np.savez_compressed(cache / "encoder_late.npz", logits=logits[: len(last)])
    _save(cache / "encoder.pt", model, saved["sizes"], saved["names"], recipe)
    held = np.array([fold_of(text, recipe["folds"]) == 0 for text in rows.texts])
    print("held out:", measure(model, rows.take(np.flatnonzero(held))), flush=True)


def _late_rows(rows: Rows, recipe: dict[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that come last, and some of those learned from before, so that the heads do not forget them."""
    last = np.isin(rows.sources, recipe["late"]["sources"])
    shares = np.array([recipe["late"]["beside"].get(source, 0.0) for source in rows.sources])
    learned = np.array([fold_of(text, recipe["folds"]) != 0 for text in rows.texts])
    drawn = np.random.default_rng(recipe["seed"]).random(len(last)) < shares
    return np.flatnonzero(last), np.flatnonzero(drawn & learned & ~last)


def _fit_head(
    seen: NDArray[np.float64], wanted: NDArray[np.float32], times: NDArray[np.int64], near: Floats, ridge: float
) -> NDArray[np.float64]:
    """One output of a head, from those of the rows that speak of it, each so many times: least log loss +
    ridge/2 · |change|², in units of each column's spread about its mean."""
    known = np.repeat(np.arange(len(wanted)), times * ~np.isnan(wanted))
    mean, spread = seen[:, :-1].mean(0), seen[:, :-1].std(0) + 1e-6
    columns = np.column_stack([(seen[known, :-1] - mean) / spread, np.ones(len(known))])
    start = np.append(near[:-1] * spread, near[-1] + near[:-1] @ mean)
    *weights, bias = fit_near(columns, wanted[known].astype(np.float64), start, ridge)
    weights = np.array(weights) / spread
    return np.append(weights, bias - weights @ mean)


@torch.no_grad()
def _pooled_of(model: Encoder, pieces: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """What the heads see of each row, and a column of ones."""
    found = np.ones((len(pieces), 2 * model.words.embedding_dim + 1))
    for part in _by_length(pieces):
        found[part, :-1] = model.pooled(*padded([pieces[row] for row in part])).numpy()
    return found


def _by_length(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows of about one length, some at once."""
    order = sorted(range(len(pieces)), key=lambda row: len(pieces[row]))
    yield from (order[start : start + _AT_ONCE] for start in range(0, len(order), _AT_ONCE))


def _save(path: Path, model: Encoder, sizes: dict[str, int], names: dict[str, list[str]], recipe: Any) -> None:
    torch.save({"weights": model.state_dict(), "sizes": sizes, "names": names, "recipe": recipe}, path)


def fit(model: Encoder, rows: Rows, recipe: dict[str, Any]) -> Encoder:
    """The average of the weights along the way; word embeddings stay as they are."""
    model.words.requires_grad_(False)
    model.train()
    average = deepcopy(model)
    random = np.random.default_rng(recipe["seed"])
    plan = [batch for _ in range(recipe["epochs"]) for batch in batches(rows, recipe, random)]
    warm = max(1, int(recipe["warm"] * len(plan)))
    optimizer = torch.optim.AdamW(_groups(model, recipe), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / max(1, len(plan) - warm)))
    )
    start, running = time.time(), 0.0
    for step, batch in enumerate(plan, 1):
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(*padded([rows.pieces[row] for row in batch]))
        cost = loss(logits, rows, batch, recipe["weight"])
        cost.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        schedule.step()
        keep = min(recipe["average"], step / (step + 10))
        with torch.no_grad():
            for mean, new in zip(average.parameters(), model.parameters(), strict=True):
                if new.requires_grad:
                    mean.lerp_(new, 1 - keep)
        running += (cost.item() - running) / min(step, 200)
        if step % 200 == 0:
            print(f"step {step} of {len(plan)}, loss {running:.3f}, {time.time() - start:.0f} s", flush=True)
    return average.eval()


def loss(logits: dict[str, Tensor], rows: Rows, batch: NDArray[np.int64], weight: dict[str, float]) -> Tensor:
    """Summed log loss of each head over the rows that speak of it, their mean over the batch."""
    total = torch.zeros(())
    targets = torch.from_numpy(rows.feelings[batch])
    for name, columns in FEELINGS.items():
        wanted = targets[:, columns]
        known = ~wanted.isnan()
        if known.any():
            each = functional.binary_cross_entropy_with_logits(
                logits[name].float(), wanted.nan_to_num(), reduction="none"
            )
            total = total + weight[name] * (each * known).sum() / len(batch)
    for name, numbers in rows.intents.items():
        intent = torch.from_numpy(numbers[batch])
        if (intent != _UNKNOWN).any():
            each = functional.cross_entropy(logits[name].float(), intent, ignore_index=_UNKNOWN, reduction="sum")
            total = total + weight[name] * each / len(batch)
    return total


def batches(rows: Rows, recipe: dict[str, Any], random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """One epoch of batches, in each of which turns are about equally long."""
    share = np.array([recipe["share"].get(source, 1.0) for source in rows.sources])
    order = random.permutation(np.repeat(np.arange(len(share)), (share + random.random(len(share))).astype(int)))
    lengths = np.array([len(pieces) for pieces in rows.pieces])
    size = recipe["batch"] * _MEGABATCH
    found = []
    for start in range(0, len(order), size):
        part = order[start : start + size]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[at : at + recipe["batch"]] for at in range(0, len(part), recipe["batch"])]
    for number in random.permutation(len(found)):
        yield found[number]


def padded(pieces: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Pieces and mask, rows × longest."""
    longest = max(map(len, pieces))
    ids = torch.zeros(len(pieces), longest, dtype=torch.long)
    mask = torch.zeros(len(pieces), longest, dtype=torch.long)
    for row, own in enumerate(pieces):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    return ids, mask


@torch.no_grad()
def logits_of(model: Encoder, pieces: Sequence[Sequence[int]]) -> dict[str, NDArray[np.float32]]:
    """Each head's logits, rows in the order given."""
    found: dict[str, NDArray[np.float32]] = {}
    for part in _by_length(pieces):
        for name, values in model(*padded([pieces[row] for row in part])).items():
            whole = found.setdefault(name, np.zeros((len(pieces), values.shape[1]), np.float32))
            whole[part] = values.float().numpy()
    return found


def measure(model: Encoder, rows: Rows) -> dict[str, float]:
    """A glance at each head: best macro-F1 of the labels by own thresholds, accuracy of the intents."""
    from lab.calibrate import best_threshold

    logits = logits_of(model, rows.pieces)
    figures = {}
    for name, columns in FEELINGS.items():
        scores = []
        for place, column in enumerate(columns):
            known = ~np.isnan(rows.feelings[:, column])
            values, wanted = logits[name][known, place], rows.feelings[known, column] > 0.5
            if wanted.sum() > 2:
                found = values >= best_threshold(values, wanted.astype(float))
                scores.append(2 * (found & wanted).sum() / (found.sum() + wanted.sum()))
        figures[name] = round(float(np.mean(scores or [0.0])), 4)
    for name, numbers in rows.intents.items():
        known = numbers != _UNKNOWN
        if known.any():
            figures[name] = round(float((logits[name][known].argmax(1) == numbers[known]).mean()), 4)
    return figures


def _groups(model: Encoder, recipe: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters with their rates: the heads' fastest, each layer below slower."""
    groups = [{"params": list(model.heads.parameters()), "lr": recipe["head_rate"]}]
    below: list[nn.Module] = [*reversed(list(model.layers)), model.norm, model.places]
    for depth, module in enumerate(below):
        rate = recipe["rate"] * recipe["decay"] ** min(depth, len(model.layers))
        groups.append({"params": list(module.parameters()), "lr": rate})
    return groups
