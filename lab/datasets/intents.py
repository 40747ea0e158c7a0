"""Customers' questions by intent: BANKING77, CLINC150 (with out of scope) and HWU64."""

from __future__ import annotations

from pathlib import Path

from lab.datasets.shape import Source

SOURCE = Source(
    "intents",
    "github.com/jianguoz/Few-Shot-Intent-Detection",
    "CC BY 4.0, 3.0, 4.0",
    may_train=True,
    sha256={
        "intents/BANKING77/train/seq.in": "89a1efb29a2a306e9bb7bcfd0d1ce6b52fa68cb8fdd3ba55cf47d9313f234bda",
        "intents/BANKING77/train/label": "24a57f715e0e895a5d31aee19975a999ad767b8a0006123df7d36e48c9620fec",
        "intents/BANKING77/valid/seq.in": "ab2f65c221ee3cb55fd6e49473e443cef7f1305b8076fe2f2e00ad73c4b661c4",
        "intents/BANKING77/valid/label": "4ae5df44bcf58ba16b6069fb0e60cfc84c908a8c2f4b7613e07169f4d8986893",
        "intents/BANKING77/test/seq.in": "0fee79ac6587b8842e7c6a2aeef90f336e91a1b4556524b6a43e4fcfdd9d49d4",
        "intents/BANKING77/test/label": "70ae5f494bf8ad54d9315333bf8bc69ebb52fd8604bb7a3c0cbd0487d8695c18",
        "intents/CLINC150/train/seq.in": "637f470c113c1260399ae220937798b56039ec7193c695ef1599fc351493dc9c",
        "intents/CLINC150/train/label": "6a6dce260a6d1e9fe9381da99c832698478777acf8e3b76175957d2cbbcb30dd",
        "intents/CLINC150/valid/seq.in": "9ee7c2988de8d3415bfd272f3c0857c615162b5e2f8cdee0c13127003418d47c",
        "intents/CLINC150/valid/label": "9fe73d0ea52a8697da08e8f6a62cecfd54ede4e1114f591d3f66e9518fcb7ccd",
        "intents/CLINC150/test/seq.in": "aa1ce72b5dd7e3ac7b60d35dc0e59ce481f80c1714733ba4d792c54d0b2d88d1",
        "intents/CLINC150/test/label": "23305bdd8312f289c70290db66ae8c51d19b6b8d2cc4130a744c4cc97cda06a6",
        "intents/HWU64/train/seq.in": "6f37991e7920711e3c5024f5f5ac535882b9da1df84e837d889c5a53ef91cd4f",
        "intents/HWU64/train/label": "90e21d2f25cba02dd332b6cdb7d09d4fe178680b91a4469adf1790f753f7df2c",
        "intents/HWU64/valid/seq.in": "fa939bc5394f708691c3d4d5c03bb59fc8301af4cc72a73e9e32fcedafd4e3c2",
        "intents/HWU64/valid/label": "aec9b5c05528709ec48202dddd7ee1789536a5562866d91feef102d5d9476815",
        "intents/HWU64/test/seq.in": "c0129df86114872dd58ac48448fd5559ed6679895b1938f469cf360f7c85ba79",
        "intents/HWU64/test/label": "aec9b5c05528709ec48202dddd7ee1789536a5562866d91feef102d5d9476815",
        "intents/CLINC150/oos/train/seq.in": "8f9d9326a29b2bd25ca30ee32b416177bc689839ae52b478ac0330a339ad75d7",
        "intents/CLINC150/oos/valid/seq.in": "f3d468df94d9ed1a21286b592d3feb8471138669e57c7446b1d1919c8debed63",
        "intents/CLINC150/oos/test/seq.in": "5602a8ce5239fe5f44d121f3b56c7bd42345ca60fa52c1f696b98ced108fc0d2",
    },
)

SETS = ("BANKING77", "CLINC150", "HWU64")


def load_intents(folder: Path, name: str, split: str) -> list[tuple[str, str]]:
    """(text, intent) of `train`, `valid` or `test`; rows that also stand in another split are dropped from valid."""
    rows = _pairs(folder / f"intents/{name}/{split}")
    if split != "valid":
        return rows
    trained = {text for text, _ in _pairs(folder / f"intents/{name}/train")}
    return [(text, intent) for text, intent in rows if text not in trained]


def load_out_of_scope(folder: Path, split: str) -> list[str]:
    """CLINC150's questions that belong to no intent."""
    return _lines(folder / f"intents/CLINC150/oos/{split}/seq.in")


def _pairs(folder: Path) -> list[tuple[str, str]]:
    return list(zip(_lines(folder / "seq.in"), _lines(folder / "label"), strict=True))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
