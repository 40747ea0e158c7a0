"""Which reader a setting makes, and two that listen to the same turns."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from tests.adapters.runtime.tiny import put_model
from tests.policies import put_policies
from warmline import Reader, Role, Turn, assemble
from warmline.adapters.runtime.encoder import EncoderRuntime
from warmline.adapters.runtime.linear import SHIPPED, LinearRuntime
from warmline.assemble import assemble_ear, compare
from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.errors import ModelDamaged, TextTooLong
from warmline.domain.message import MAX_TURN
from warmline.settings import Settings

PERSON = '[person]\np = 0.9\nmatch = ["a person"]\n'
CRISIS = '[crisis]\np = 0.8\nmatch = ["end it"]\n'


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_policies(tmp_path_factory.mktemp("policies"), flags=PERSON)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the encoder be what is in `folder`."""
    monkeypatch.setattr(assemble, "ENCODER", folder)


def test_the_best_reader_is_the_linear_one_where_no_encoder_is_installed(
    policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "nowhere", monkeypatch)
    assert type(assemble_ear(Settings(policies)).runtime) is LinearRuntime


def test_the_best_reader_has_the_encoder_beside_the_linear_one(
    policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(put_model(tmp_path), monkeypatch)
    ear = assemble_ear(Settings(policies))
    assert type(ear.runtime) is EncoderRuntime
    models = Reader(Settings(policies)).read("furious", language="en").model
    assert models == ear.runtime.card.models
    assert models["small"] == "0.1"
    assert len(models) == 2


@pytest.mark.parametrize("other", [{"reader": "linear"}, {"model": Path(str(SHIPPED))}], ids=["linear", "model"])
def test_a_linear_reader_reads_alone_if_it_is_asked_to(
    policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, str]
) -> None:
    install(put_model(tmp_path, encoder=b"broken"), monkeypatch)
    assert type(assemble_ear(Settings(policies, **other)).runtime) is LinearRuntime  # type: ignore[arg-type]


def test_an_encoder_that_is_damaged_is_said(policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(put_model(tmp_path, encoder=b"broken"), monkeypatch)
    with pytest.raises(ModelDamaged, match=str(tmp_path)):
        assemble_ear(Settings(policies))


# Two readers.


@pytest.fixture(scope="module")
def one(policies: Path) -> Reader:
    return Reader(Settings(policies, reader="linear"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(Settings(put_policies(tmp_path_factory.mktemp("others"), flags=CRISIS), reader="linear"))


def talk() -> Iterator[Turn]:
    yield Turn("a person, or I end it", "1", "c", language="en")
    yield Turn("Here I am.", "2", "c", Role.AGENT)
    yield Turn("a person! mail me at anna@example.com", "3", "c", language="en")
    yield Turn("end it", "4", language="en")


def flags(item: Heard | ConversationReading) -> tuple[list[str], list[str]] | str:
    """Kinds of flags by the one and by the other."""
    if isinstance(item, ConversationReading):
        return "ended"
    each = (reading.flags if reading else () for reading in (item.reading, item.beside))
    mine, theirs = ([flag.kind for flag in found if flag.p in (0.9, 0.8)] for found in each)
    return mine, theirs


def test_the_others_reading_stands_beside(one: Reader, other: Reader) -> None:
    found = list(compare(one, other, talk(), redact=False))
    assert [flags(item) for item in found] == [
        (["person"], ["crisis"]), ([], []), (["person"], []), ([], ["crisis"]), "ended",
    ]  # fmt: skip
    mine, theirs = list(one.listen(talk())), list(other.listen(talk()))
    assert found[-1] == mine[-1]
    for item, own, beside in zip(found[:-1], mine, theirs, strict=False):
        assert isinstance(item, Heard)
        assert isinstance(own, Heard)
        assert isinstance(beside, Heard)
        assert (item.turn, item.reading, item.beside) == (own.turn, own.reading, beside.reading)
        assert own.beside is None


def test_an_agents_turn_has_nothing_beside(one: Reader, other: Reader) -> None:
    [heard] = (
        each for each in compare(one, other, talk(), redact=False) if isinstance(each, Heard) and each.turn.id == "2"
    )
    assert (heard.reading, heard.beside) == (None, None)


def test_a_reader_beside_itself(one: Reader) -> None:
    for item in compare(one, one, talk(), redact=False):
        assert isinstance(item, ConversationReading) or item.reading == item.beside


def test_both_read_the_clean_text(one: Reader, other: Reader) -> None:
    third = list(compare(one, other, talk(), redact=True))[2]
    assert isinstance(third, Heard)
    assert "anna" not in third.turn.text
    assert third.reading
    assert third.beside
    assert third.reading.flags[0].end <= len(third.turn.text)


def test_turns_are_taken_once_and_as_they_are_needed(one: Reader, other: Reader) -> None:
    taken = count(1)
    turns = (Turn("a person", str(next(taken)), language="en") for _ in count())
    found = list(islice(compare(one, other, turns, redact=False), 100))
    assert [item.turn.id for item in found if isinstance(item, Heard)] == [str(number) for number in range(1, 101)]
    assert next(taken) < 300


def test_nothing_to_compare(one: Reader, other: Reader) -> None:
    assert list(compare(one, other, iter(()), redact=False)) == []


def test_too_long_a_turn_is_refused_after_what_came_before(one: Reader, other: Reader) -> None:
    found = compare(one, other, [Turn("a person", "1"), Turn("a" * (MAX_TURN + 1), "2")], redact=False)
    first = next(found)
    assert isinstance(first, Heard)
    assert first.turn.id == "1"
    with pytest.raises(TextTooLong):
        next(found)
