"""Put the fine-tuned encoder beside the linear reader: mixture, thresholds and gate from the rows held out of it."""

from __future__ import annotations

import hashlib
import io
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lab.calibrate import best_threshold, fit_gates, label_thresholds
from lab.datasets import intents
from lab.datasets.shape import Example
from lab.encoder import BASE, Encoder, base_tokenizer
from lab.export import export_encoder
from lab.logistic import Floats, fit_bent, fit_near
from lab.toml import write_toml
from lab.train_encoder import FEELINGS, INTENTS, RECIPE
from lab.training_set import LEARNED_FROM, fold_of, load_training_set, targets_of
from warmline.adapters.runtime.encoder import Mix, OnnxEncoder
from warmline.adapters.runtime.linear import FAMILY, OUTPUTS, load_linear
from warmline.adapters.runtime.linear import FEELINGS as FELT
from warmline.domain.emotion import BASIC, LABELS

_START = np.array([0.3, 0.7, 0.7])
"""From here the weights of the linear reader, and of the encoder above and below 0, are sought."""
_RISING = [(0.0, np.inf)] * 3
"""A higher logit of either is never less likely."""
_HOME = {"basic": "brighter", "intensity": "intensity"}
"""The source that a head is mixed for, where others were annotated otherwise."""
_FEW = 8.0
"""How strongly an output's own weights are held to those of its head."""


def calibrate_encoder(data: Path, out: Path, cache: Path) -> None:
    """Write the model's folder from what train_linear and train_encoder left in `cache`."""
    saved = torch.load(cache / "encoder.pt", weights_only=False)
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    encoder = write_graph(saved, out)
    everything = load_training_set(data)
    chosen, linear, own = held_rows(everything, cache, recipe, encoder)
    examples = [everything[row] for row in chosen]
    targets = targets_of(examples)[:, FELT]
    mix = fit_mix(linear, own, targets, examples)
    p = _probabilities(mix.apply(linear, own))
    gates, notes = fit_gates(p, examples, recipe["gate"], _probabilities(linear[:, FAMILY]))
    print(*notes, sep="\n", flush=True)
    packed = io.BytesIO()
    np.savez_compressed(packed, **asdict(mix))
    (out / "mix.npz").write_bytes(packed.getvalue())
    card = {
        "name": recipe["name"],
        "version": recipe["version"],
        "languages": recipe["languages"],
        "folds": recipe["folds"],
        "trained_on": [*LEARNED_FROM, f"{intents.SOURCE.name} ({intents.SOURCE.licence})", BASE],
        "gate_notes": notes,
        "sha256": {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest()
            for name in ("encoder.onnx", "tokenizer.json", "mix.npz")
        },
        "thresholds": thresholds(p, targets, examples),
        "gates": {language: asdict(gate) for language, gate in gates.items() if language in recipe["languages"]},
    }
    write_toml(out / "card.toml", card)
    logits = np.full((len(everything), len(OUTPUTS)), np.nan, np.float32)
    logits[chosen, FELT] = mix.apply(linear, own)
    np.savez_compressed(cache / "encoder_out_of_fold.npz", logits=logits)


def write_graph(saved: dict[str, Any], out: Path) -> OnnxEncoder:
    """Export graph and word pieces, and open them as they will be served."""
    model = Encoder(saved["recipe"]["layers"], saved["sizes"])
    model.load_state_dict(saved["weights"])
    model.eval()
    linears = {name: (head.weight, head.bias) for name, head in model.heads.items() if isinstance(head, nn.Linear)}
    weights, biases = zip(*(linears[name] for name in FEELINGS), strict=True)
    heads = {"feelings": (torch.cat(weights), torch.cat(biases))} | {name: linears[name] for name in INTENTS}
    export_encoder(model, heads, out / "encoder.onnx")
    tokenizer = base_tokenizer()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    return OnnxEncoder((out / "encoder.onnx").read_bytes(), tokenizer)


def held_rows(
    examples: list[Example], cache: Path, recipe: dict[str, Any], encoder: OnnxEncoder
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Rows with the logits of both readers that had not seen them: those held out, and by cross-validation the last."""
    known = np.array([example.language in recipe["languages"] for example in examples])
    late = known & np.array([example.source in recipe["late"]["sources"] for example in examples])
    first = known & ~late & np.array([fold_of(example.text, recipe["folds"]) == 0 for example in examples])
    chosen = np.flatnonzero(late | first)
    linear = np.load(cache / "out_of_fold.npz")["logits"][chosen]
    own = np.load(cache / "encoder_late.npz")["logits"]
    both = np.empty((len(chosen), FELT.stop), np.float32)
    both[late[chosen]] = own[:, FELT]
    both[~late[chosen]] = encoder.run([examples[row].text for row in np.flatnonzero(first)])
    return chosen, load_linear().calibrated(linear, [examples[row].language for row in chosen])[0][:, FELT], both


def fit_mix(linear: Floats, own: Floats, targets: Floats, examples: list[Example]) -> Mix:
    """Weights of the two models for each output; where few rows speak of it, near those of its head."""
    weights = np.zeros((targets.shape[1], 4))
    sources = np.array([example.source for example in examples])
    for name, columns in FEELINGS.items():
        rows = sources == _HOME[name] if name in _HOME else sources != "intensity"
        features, hits, ids = [], [], []
        for place, column in enumerate(columns):
            known = rows & ~np.isnan(targets[:, column])
            features.append(_features(linear[known, column], own[known, column]))
            hits.append(targets[known, column])
            ids.append(np.full(int(known.sum()), place))
        together, which = np.concatenate(features), np.concatenate(ids)
        whole = np.column_stack([together[:, :3], np.eye(len(columns))[which]])
        start = np.concatenate([_START, np.zeros(len(columns))])
        bounds = [*_RISING, *[(-np.inf, np.inf)] * len(columns)]
        shared = fit_near(whole, np.concatenate(hits), start, 1.0, bounds)
        for place, column in enumerate(columns):
            near = np.append(shared[:3], shared[3 + place])
            weights[column] = fit_near(features[place], hits[place], near, _FEW, [*_RISING, (-np.inf, np.inf)])
    by_linear, above, below, shift = weights.T.astype(np.float32)
    plain = Mix(by_linear, above, below - above, shift, np.array([1, 0, 0], np.float32))
    rows = np.array([example.labels is not None for example in examples])
    return replace(plain, top=_fit_top(plain.apply(linear, own), targets, rows))


def thresholds(p: Floats, targets: Floats, examples: list[Example]) -> dict[str, object]:
    """Thresholds of highest F1: labels and basic emotions in English, abuse."""
    reddit = np.array([example.labels is not None for example in examples])
    posts = np.array([example.source == "brighter" for example in examples])
    known = np.array([example.abuse is not None for example in examples])
    abuse = OUTPUTS.index("abuse")
    basic = []
    for column in range(len(LABELS), len(LABELS) + len(BASIC)):
        rows = posts & ~np.isnan(targets[:, column])
        basic.append(best_threshold(p[rows, column], targets[rows, column]) if rows.any() else 0.5)
    present = label_thresholds(p[reddit, : len(LABELS)], targets[reddit, : len(LABELS)] > 0.5)
    return {
        **asdict(present),
        "basic": basic,
        "abuse": best_threshold(p[known, abuse], targets[known, abuse]),
    }


def _probabilities(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _features(linear: NDArray[np.floating], own: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.column_stack([linear, np.maximum(own, 0), np.minimum(own, 0), np.ones(len(own))]).astype(np.float64)


def _fit_top(logits: Floats, targets: Floats, rows: NDArray[np.bool_]) -> Floats:
    labels, wanted = logits[rows, : len(LABELS)], targets[rows, : len(LABELS)]
    best, high = labels.argmax(1), labels.max(1)
    return np.array(fit_bent(high, wanted[np.arange(len(best)), best]), np.float32)
