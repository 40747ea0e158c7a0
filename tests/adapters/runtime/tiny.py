"""An encoder of nine word pieces that is loaded like the shipped one; `tests/data/make_tiny_encoder.py` made it."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from lab.toml import write_toml
from warmline.adapters.runtime.encoder import Mix, OnnxEncoder
from warmline.adapters.runtime.linear import FEELINGS, OUTPUTS
from warmline.domain.emotion import BASIC, LABELS

MADE = Path(__file__).parents[2] / "data" / "tiny_encoder"
FILES = ("encoder.onnx", "tokenizer.json", "mix.npz")
GATE = {
    "floor": 0.5, "side_floor": 0.6,
    "right": {"best": 1.0, "rival": -0.1, "bias": 0.2, "agree": 0.3},
    "side": {"best": 0.5, "rival": -0.5, "bias": 0.1, "agree": 0.2},
}  # fmt: skip
FEW = len(OUTPUTS[FEELINGS])


def tiny_encoder() -> OnnxEncoder:
    """The graph with its word pieces."""
    return OnnxEncoder((MADE / "encoder.onnx").read_bytes(), Tokenizer.from_file(str(MADE / "tokenizer.json")))


def a_mix(linear: float = 0.25, encoder: float = 0.5, bend: float = 0.5, shift: float = -0.5, **more: Any) -> Mix:
    """The same weights for every output."""
    each = (np.full(FEW, value, np.float32) for value in (linear, encoder, bend, shift))
    return Mix(*each, np.array(more.get("top", (1, 0, 0)), np.float32))


def put_model(folder: Path, **changes: bytes | None) -> Path:
    """Write the model's folder; a change is a file's other content (`encoder`, `tokenizer`, `mix`), None for no file.

    The card has the checksums of what was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES[:2]:
        shutil.copy(MADE / name, folder)
    mix = a_mix()
    np.savez(folder / "mix.npz", **{name: getattr(mix, name) for name in Mix.__slots__})
    for name in FILES:
        if (content := changes.get(name.partition(".")[0], b"-")) is None:
            (folder / name).unlink()
        elif content != b"-":
            (folder / name).write_bytes(content)
    written = [folder / name for name in FILES if (folder / name).exists()]
    card = {
        "name": "small",
        "version": "0.1",
        "languages": ["en"],
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written},
        "thresholds": {
            "labels": [0.25] * len(LABELS), "groups": [0.5] * 8, "basic": [0.125] * len(BASIC), "abuse": 0.75,
        },
        "gates": {"en": GATE},
    }  # fmt: skip
    write_toml(folder / "card.toml", card)
    return folder
