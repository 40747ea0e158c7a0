"""What only the encoder has: intents, with what is out of scope."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lab.datasets.intents import load_intents, load_out_of_scope
from lab.metrics import Figure, share
from lab.training_set import fold_of
from warmline.adapters.runtime.encoder import OnnxEncoder
from warmline.assemble import ENCODER

_REQUIRED = {"BANKING77": "0.92", "CLINC150": "0.95"}
_HEADS = {"BANKING77": "banking", "CLINC150": "clinc"}
_IN_SCOPE = 0.95


def open_encoder() -> tuple[OnnxEncoder, dict[str, object]]:
    """The installed graph and its card."""
    card = tomllib.loads((ENCODER / "card.toml").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_buffer((ENCODER / "tokenizer.json").read_bytes())
    return OnnxEncoder((ENCODER / "encoder.onnx").read_bytes(), tokenizer), card


def intent_figures(folder: Path) -> Iterator[Figure]:
    """Accuracy on BANKING77 and CLINC150 test; out-of-scope recall where 95 % of what is in scope is kept.

    The threshold is taken on training rows that were held out of the encoder.
    """
    encoder, card = open_encoder()
    for name, required in _REQUIRED.items():
        rows = load_intents(folder, name, "test")
        names = sorted({intent for _, intent in load_intents(folder, name, "train")})
        logits = encoder.run([text for text, _ in rows], _HEADS[name])
        right = logits.argmax(1) == np.array([names.index(intent) for _, intent in rows])
        yield Figure(f"intent, {name} test, accuracy", *share(right), required)
    folds = card["folds"]
    assert isinstance(folds, int)
    held = [text for text, _ in load_intents(folder, "CLINC150", "train") if fold_of(text, folds) == 0]
    threshold = float(np.quantile(_sureness(encoder.run(held, "clinc")), 1 - _IN_SCOPE))
    known = _sureness(encoder.run([text for text, _ in load_intents(folder, "CLINC150", "test")], "clinc"))
    unknown = _sureness(encoder.run(load_out_of_scope(folder, "test"), "clinc"))
    note = f"{(known >= threshold).mean():.3f} of what is in scope kept"
    yield Figure("intent, out of scope, recall", *share(unknown < threshold), "0.60", note)


def _sureness(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The free energy of the logits (Liu et al. 2020): low where no intent fits."""
    top = logits.max(1)
    return np.asarray(top + np.log(np.exp(logits - top[:, None]).sum(1)), np.float32)
