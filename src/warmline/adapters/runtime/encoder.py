"""The encoder beside the linear reader: one pass through a small transformer in int8, by onnxruntime."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from warmline.adapters.runtime.linear import (
    DIGITS,
    FAMILY,
    FEELINGS,
    Floats,
    LinearRuntime,
    as_scores,
    gates_of,
    settle_top,
)
from warmline.domain.emotion import LABELS
from warmline.domain.errors import ModelDamaged
from warmline.domain.model import Card, LabelThresholds
from warmline.domain.prepared import Prepared
from warmline.logic.emotion.gender import text_of_one_gender
from warmline.ports import Scores

_FILES = ("encoder.onnx", "tokenizer.json", "mix.npz")


@dataclass(frozen=True, slots=True)
class Mix:
    """logit = linear · linear's logit + encoder · encoder's + bend · min(encoder's, 0) + shift, for each output."""

    linear: Floats
    encoder: Floats
    bend: Floats
    shift: Floats
    top: Floats
    """Slope, bend and shift of a second step for a turn's likeliest label."""

    def apply(self, linear: Floats, encoder: Floats) -> Floats:
        """Calibrated logits, the likeliest label settled."""
        bent = self.bend * np.minimum(encoder, 0)
        logits = np.clip(self.linear * linear + self.encoder * encoder + bent + self.shift, -30, 30)
        settle_top(logits[:, : len(LABELS)], self.top)
        return np.asarray(logits, np.float32)


class OnnxEncoder:
    """The int8 graph and its word pieces."""

    def __init__(self, graph: bytes, tokenizer: Tokenizer) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def run(self, texts: Sequence[str], output: str = "feelings") -> Floats:
        """One output of the graph for each text.

        Each goes through it alone: int8 takes its scale from all that goes through together, and a turn shall
        read the same alone and among others.
        """
        seen = [text_of_one_gender(text).encode("utf-8", "replace").decode() for text in texts]  # no lone surrogates
        pieces = self._tokenizer.encode_batch_fast(seen)
        return np.concatenate([self._session.run([output], {"pieces": np.array([own.ids])})[0] for own in pieces])


class EncoderRuntime:
    """The encoder and the linear reader together in the encoder's languages, the linear reader alone in others."""

    def __init__(
        self, card: Card, languages: frozenset[str], linear: LinearRuntime, encoder: OnnxEncoder, mix: Mix
    ) -> None:
        self.card = card
        self._languages, self._linear, self._encoder, self._mix = languages, linear, encoder, mix

    def run(self, turns: Sequence[Prepared], *, explain: bool = False) -> Scores:
        """Calibrated probabilities of a batch; with `explain` also what each word adds to the likeliest family."""
        added = self._linear.add_up(turns)
        known = np.array([turn.language in self._languages and bool(turn.words.words) for turn in turns], bool)
        rest = added.logits[~known]
        self._linear.settle(rest)
        added.logits[~known] = rest
        alone = np.asarray(1 / (1 + np.exp(-added.logits[:, FAMILY])), np.float64).round(DIGITS)
        if known.any():
            own = self._encoder.run([turn.words.text for turn, yes in zip(turns, known, strict=True) if yes])
            added.logits[known, FEELINGS] = self._mix.apply(added.logits[known, FEELINGS], own)
        return replace(as_scores(added, explain=explain), alone=alone)


def load_encoder(linear: LinearRuntime, folder: Traversable) -> EncoderRuntime:
    """The encoder of a folder beside a linear reader. Raises ModelDamaged when a file is not that of the card."""
    try:
        card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
        graph, tokenizer, mix = (_checked(folder, name, card["sha256"][name]) for name in _FILES)
        with np.load(io.BytesIO(mix), allow_pickle=False) as arrays:
            mixed = Mix(*(arrays[name] for name in ("linear", "encoder", "bend", "shift", "top")))
        languages = frozenset(card["languages"])
        encoder = OnnxEncoder(graph, Tokenizer.from_buffer(tokenizer))
        return EncoderRuntime(_card(card, linear.card), languages, linear, encoder, mixed)
    except ModelDamaged:
        raise
    except Exception as error:  # onnxruntime and tokenizers have no error of their own to name
        raise ModelDamaged(f"{folder}: {error!r}") from error


def _checked(folder: Traversable, name: str, digest: str) -> bytes:
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelDamaged(f"{folder}: {name} is not the file that card.toml describes")
    return content


def _card(card: dict[str, Any], linear: Card) -> Card:
    """The linear reader's card with what the encoder knows better."""
    thresholds = card["thresholds"]
    return replace(
        linear,
        models={**linear.models, card["name"]: card["version"]},
        label_thresholds={
            **linear.label_thresholds,
            "en": LabelThresholds(tuple(thresholds["labels"]), tuple(thresholds["groups"])),
        },
        basic_thresholds={**linear.basic_thresholds, "en": tuple(thresholds["basic"])},
        flag_thresholds={**linear.flag_thresholds, "abuse": float(thresholds["abuse"])},
        gates={**linear.gates, **gates_of(card["gates"])},
    )
