import ast
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import warmline.domain
from warmline.domain.conversation import ConversationReading, Heard, Interval
from warmline.domain.emotion import (
    BASIC,
    FAMILIES,
    LABELS,
    LANGUAGES,
    NEGATIVE,
    NOT_SURE,
    POSITIVE,
    Appraisal,
    Cue,
    Evidence,
    Flag,
    Peak,
    Reading,
)  # fmt: skip
from warmline.domain.errors import ModelDamaged, PolicyInvalid, TextTooLong, UnreadableInput, WarmlineError
from warmline.domain.message import MAX_TURN, Role, Turn

FOLDER = Path(str(warmline.domain.__file__)).parent
MODULES = [path.stem for path in FOLDER.glob("[a-z]*.py")]


def test_the_lists_have_no_name_twice_and_their_known_lengths() -> None:
    for names, length in ((LABELS, 28), (BASIC, 6), (FAMILIES, 14), (LANGUAGES, 7)):
        assert len(names) == len(set(names)) == length
    assert LABELS[0] == "admiration"
    assert LABELS[-1] == "neutral"
    assert LABELS[:-1] == tuple(sorted(LABELS[:-1]))


def test_families_are_pleasant_unpleasant_or_neither() -> None:
    assert not NEGATIVE & POSITIVE
    assert set(FAMILIES) - NEGATIVE - POSITIVE == {"surprise", "desire", "neutral"}
    assert NOT_SURE not in FAMILIES


def test_roles() -> None:
    assert [str(role) for role in Role] == ["customer", "agent", "bot"]


def test_a_turn_is_a_customers_unless_said_otherwise() -> None:
    turn = Turn("hello")
    assert (turn.id, turn.conversation_id, turn.role, turn.at, turn.language) == ("", "", Role.CUSTOMER, None, "")
    assert MAX_TURN == 100_000


@pytest.mark.parametrize(
    "made, name",
    [
        (Turn("a", at=datetime(2026, 1, 1)), "text"),
        (Heard(Turn("a"), None), "reading"),
        (Cue("emoji", 0, 1), "kind"),
        (Flag("person", 0.9, 0, 1), "p"),
        (Evidence(0, 1, "a", "anger", 1.0), "weight"),
        (Peak(0.0, ""), "id"),
        (Appraisal(), "goal"),
        (Interval(1, 2, 3), "mid"),
    ],
)
def test_nouns_do_not_change(made: Any, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(made, name, None)


@pytest.mark.parametrize("module", MODULES)
def test_every_noun_is_frozen_and_slotted(module: str) -> None:
    for name, noun in vars(import_module(f"warmline.domain.{module}")).items():
        if is_dataclass(noun):
            assert noun.__dataclass_params__.frozen, name  # type: ignore[attr-defined]
            assert "__slots__" in vars(noun), name


@pytest.mark.parametrize("module", MODULES)
def test_nouns_need_the_standard_library_alone(module: str) -> None:
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.startswith("warmline.domain.") or name.partition(".")[0] in sys.stdlib_module_names


def test_kinds_of_line() -> None:
    kinds = {
        noun: {each.name: each.default for each in fields(noun)}["kind"] for noun in (Reading, ConversationReading)
    }
    assert kinds == {Reading: "turn", ConversationReading: "conversation"}


@pytest.mark.parametrize(
    "error, words",
    [
        (TextTooLong(100_001, 100_000), "the text has 100,001 characters; one turn may have 100,000"),
        (UnreadableInput("a.csv", "no text", 3), "a.csv:3: no text"),
        (UnreadableInput("a.csv", "no text", 0), "a.csv:0: no text"),
        (UnreadableInput("a.csv", "no text"), "a.csv: no text"),
        (ModelDamaged("x"), "x"),
        (PolicyInvalid("y"), "y"),
    ],
)
def test_errors_say_what_is_wrong(error: WarmlineError, words: str) -> None:
    assert isinstance(error, WarmlineError)
    assert str(error) == words


def test_every_error_has_words_of_its_own() -> None:
    assert all(error.__doc__ for error in WarmlineError.__subclasses__())
