"""Cards: what they show, and that no shipped model falls below its floor."""

import json
import shutil
from pathlib import Path

import pytest

from lab import cli
from lab.card import below_floor, figures_of, show_card, write_card
from lab.metrics import Bin, Figure
from lab.toml import write_toml

SHIPPED = [folder for folder, _ in cli._readers()]
CARD = {
    "name": "linear", "version": "1", "trained_on": ["posts (CC BY 4.0)"], "gate_notes": ["en: half"], "gates": {},
}  # fmt: skip


def put_card(folder: Path) -> Path:
    folder = folder / "linear"
    folder.mkdir()
    write_toml(folder / "card.toml", CARD)
    (folder / "weights.npz").write_bytes(b"weights")
    figures = [
        Figure("F1", 0.5, 0.4, 0.6, "0.45", vader=0.3), Figure("empty", float("nan"), 0, 0),
        Figure("gap", 0.01, 0, 0.1, linear=0.02),
    ]  # fmt: skip
    write_card(folder, figures, {"the likeliest": [Bin(10, 0.25, 0.5), Bin(1200, 0.95, 1.0)]})
    return folder


def test_a_card_shows_figures_and_calibration(tmp_path: Path) -> None:
    folder = put_card(tmp_path)
    shown = (folder / "CARD.md").read_text(encoding="utf-8")
    assert shown == show_card(folder)
    assert "| F1 | 0.5000 | 0.4000 to 0.6000 | 0.45 |  | 0.3000 |" in shown
    assert "said 0.25  ██████|█████               right 0.50  of 10" in shown
    assert "right 1.00  of 1,200" in shown
    assert figures_of(folder) == {"F1": 0.5, "gap": 0.01}


def test_a_card_without_figures(tmp_path: Path) -> None:
    folder = put_card(tmp_path)
    (folder / "figures.json").unlink()
    assert figures_of(folder) == {}
    assert "posts (CC BY 4.0)" in show_card(folder)


@pytest.mark.parametrize(
    "floors, wrong",
    [
        ('"F1" = { least = 0.5 }\n"gap" = { most = 0.02 }', []),
        ('"F1" = { least = 0.51 }', ["F1: 0.5000, floor {'least': 0.51}"]),
        ('"gap" = { most = 0.005 }', ["gap: 0.0100, floor {'most': 0.005}"]),
        ('"answered" = { least = 0.5 }', ["answered: nan, floor {'least': 0.5}"]),
    ],
)
def test_floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, floors: str, wrong: list[str]) -> None:
    folder = put_card(tmp_path)
    (tmp_path / "floors.toml").write_text(f"[linear]\n{floors}\n")
    monkeypatch.setattr("lab.card.FLOORS", tmp_path / "floors.toml")
    assert below_floor(folder) == wrong
    (folder / "weights.npz").write_bytes(b"others")
    assert below_floor(folder) == ["measured on other weights", *wrong]


@pytest.mark.parametrize("folder", SHIPPED, ids=[folder.name for folder in SHIPPED])
def test_no_shipped_model_is_below_its_floor(folder: Path) -> None:
    assert below_floor(folder) == []


@pytest.mark.parametrize("folder", SHIPPED, ids=[folder.name for folder in SHIPPED])
@pytest.mark.parametrize(
    "name, value",
    [
        ("GoEmotions 28 labels, dev, macro-F1", 0.4), ("ECE, likeliest label, 15 bins, dev", 0.06),
        ("gate, share of GoEmotions dev answered", 0.2), ("bias, BEC-Pro en, emotion flips", 0.2),
    ],
)  # fmt: skip
def test_a_worse_card_fails(tmp_path: Path, folder: Path, name: str, value: float) -> None:
    worse = shutil.copytree(folder, tmp_path / folder.name)
    measured = json.loads((worse / "figures.json").read_text(encoding="utf-8"))
    for figure in measured["figures"]:
        if figure["name"] == name:
            figure["value"] = value
    (worse / "figures.json").write_text(json.dumps(measured))
    assert [line.partition(":")[0] for line in below_floor(worse)] == [name]
