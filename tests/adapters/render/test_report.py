"""The report without a browser: what is counted, kept, escaped and written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path

import pytest

from tests.web.acted import ATTACK, CRISIS, FLIGHT, HOSTILE, INVOICE, PARCEL, Answer, Line, Play, acted, heard
from warmline.adapters.render.report import drawing, gathering, write_report
from warmline.adapters.render.report.gathering import gather
from warmline.domain.conversation import ConversationReading, Heard, Interval
from warmline.domain.emotion import FAMILIES, Evidence
from warmline.domain.message import Turn

Item = Heard | ConversationReading


def page(items: Iterator[Item], folder: Path) -> str:
    write_report(items, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def small(name: str, valence: float = -0.1, flag: str = "") -> Play:
    flags = ((flag, "words", 0.9),) if flag else ()
    line = Line("a few words", "frustration", valence, flags=flags)
    return Play(name, "en", (line, Answer("an answer")), Interval(1, 2, 3), "steady")


def test_everything_is_counted() -> None:
    totals = gather(acted()).totals
    assert totals.read == 23
    assert totals.not_sure == 3
    assert sum(totals.emotions.values()) == sum(totals.tones.values()) == sum(totals.languages.values()) == 23
    assert totals.turns == {"customer": 23, "agent": 9, "bot": 2}
    assert totals.flags == {"person": 1, "crisis": 1, "resilience": 2, "health": 1}
    assert totals.languages["de"] == 4
    assert totals.negative == 1


def test_the_figures_are_on_the_page(tmp_path: Path) -> None:
    text = page(acted(), tmp_path)
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", text))
    assert figures == {
        "conversations": "6", "of them negative as a whole": "1", "customers’ turns read": "23",
        "of them not sure": "3",
    }  # fmt: skip


def test_the_gravest_come_first() -> None:
    stories = gather(acted()).conversations.best_first()
    assert [story.id for story in stories[:3]] == [CRISIS.id, PARCEL.id, INVOICE.id]


def test_turns_of_different_conversations_may_alternate(tmp_path: Path) -> None:
    plays = [list(heard(play)) for play in (PARCEL, FLIGHT, CRISIS)]
    mixed = [item for item in chain.from_iterable(zip_longest(*plays)) if item]
    in_order = list(chain.from_iterable(plays))
    assert mixed != in_order
    assert page(iter(mixed), tmp_path) == page(iter(in_order), tmp_path)


def test_at_most_two_hundred_conversations_are_shown(tmp_path: Path) -> None:
    many = (item for number in range(450) for item in heard(small(f"n{number}")))
    text = page(chain(many, heard(small("flagged", flag="crisis")), heard(small("low", -0.9))), tmp_path)
    assert text.count("<article") == gathering.SHOWN
    assert "252 further conversations are" in text
    assert ">flagged<" in text
    assert ">low<" in text


def test_single_turns_are_limited_too(tmp_path: Path) -> None:
    text = page((item for _ in range(230) for item in heard(small(""))), tmp_path)
    assert text.count('<li class="turn') == gathering.SHOWN
    assert "30 further turns are" in text


def test_too_many_open_conversations_forget_the_lesser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "OPEN", 4)
    plays = [small(f"n{number}", flag="crisis" if number == 0 else "") for number in range(6)]
    turns = [list(heard(play)) for play in plays]
    gathered = gather(chain.from_iterable(zip(*turns, strict=True)))
    stories = {story.id: story for story in gathered.conversations.best_first()}
    assert len(stories) == 6
    assert stories["n0"].forgotten == 0
    assert all(story.forgotten + len(story.turns) == 2 for story in stories.values())
    assert gathered.totals.read == 6
    without_end = gather(item for item in chain.from_iterable(turns) if isinstance(item, Heard))
    assert without_end.conversations.put == 6


def test_of_a_very_long_conversation_the_latest_turns_stay(tmp_path: Path) -> None:
    long = replace(small("long"), lines=small("").lines * 300)
    text = page(heard(long), tmp_path)
    assert "200 earlier turns are" in text
    assert text.count('<li class="turn') == gathering.LATEST
    assert 'id="c1-201"' in text


def test_a_conversation_that_never_ended_is_shown(tmp_path: Path) -> None:
    text = page((item for item in heard(FLIGHT) if isinstance(item, Heard)), tmp_path)
    assert "has not ended" in text


def test_nothing_heard_is_a_page_too(tmp_path: Path) -> None:
    assert "<dd>0</dd>" in page(iter(()), tmp_path)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    write_report(heard(ATTACK), tmp_path / "a.html", title=HOSTILE, subtitle=HOSTILE, source=HOSTILE)
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|img|base|iframe)\b|<svg onload", text)
    assert text.count("</style>") == text.count("</title>") - text.count("</title><circle") - 1 == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "{{ 7*7 }}" in text


def test_the_page_allows_itself_nothing(tmp_path: Path) -> None:
    text = page(acted(), tmp_path)
    assert "default-src 'none'; style-src 'sha256-" in text
    assert " style=" not in text
    assert not re.search(r"""(src|href)=["'](?!#|data:,)""", text)


def test_anchors_are_unique_and_every_link_has_one(tmp_path: Path) -> None:
    text = page(acted(*(PARCEL, PARCEL)), tmp_path)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_a_failure_leaves_the_old_page(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield from heard(PARCEL)
        raise RuntimeError("stopped half-way")

    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write_report(broken(), path)
    unwritable = replace(next(i for i in heard(PARCEL) if isinstance(i, Heard)), reading=object())  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        write_report([unwritable], path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_weightier_of_overlapping_evidence_is_marked() -> None:
    text = "never ever again"
    evidence = (
        Evidence(0, 10, "never ever", "anger", 0.6),
        Evidence(6, 16, "ever again", "sadness", 0.3),
        Evidence(11, 16, "again", "sadness", 0.1),
        Evidence(0, 5, "never", "joy", -0.4),
        Evidence(12, 99, "", "anger", 0.9),
    )
    reading = next(item.reading for item in heard(small("x")) if isinstance(item, Heard) and item.reading)
    shown = drawing.Shown("c1-1", 1, Turn(text), replace(reading, evidence=evidence))
    assert [(piece.text, piece.emotion, piece.level) for piece in shown.pieces] == [
        ("never ever", "anger", 3), (" ", "", 0), ("again", "sadness", 1),
    ]  # fmt: skip


def test_every_family_has_a_look() -> None:
    css = (Path(drawing.__file__).parent / "page.css").read_text()
    assert all(re.search(rf"^\.f-{family} .*light-dark.*--u:", css, re.M) for family in FAMILIES)


# Two readers.


def beside(play: Play, *others: tuple[str, float] | None) -> Iterator[Item]:
    """The play with what another reader makes of the customer's turns: emotion and valence, None for nothing."""
    rest = iter(others)
    for item in heard(play):
        if isinstance(item, Heard) and item.reading and (other := next(rest, None)):
            emotion, valence = other
            changes = {"emotion": emotion, "valence": valence, "abstained": emotion == "not_sure", "confidence": 0.42}
            item = replace(item, beside=replace(item.reading, **changes))  # type: ignore[arg-type]
        yield item


# neutral, frustration, anger, relief and gratitude by this reader
OTHERS = (("neutral", 0.1), ("anger", -0.6), ("gratitude", 0.5), ("not_sure", 0.0), ("gratitude", 0.9))


def test_two_readers_are_counted() -> None:
    totals = gather(beside(PARCEL, *OTHERS)).totals
    assert totals.beside == {"all": 5, "this": 5, "other": 4, "same": 2, "opposite": 1}
    assert gather(beside(INVOICE, ("anger", -0.2), None, ("not_sure", 0.0))).totals.beside == {
        "all": 2, "this": 1, "other": 1, "same": 1, "opposite": 0,
    }  # fmt: skip
    assert gather(heard(PARCEL)).totals.beside == {}


def test_two_readers_have_a_panel(tmp_path: Path) -> None:
    text = page(beside(PARCEL, *OTHERS), tmp_path)
    panel = text[text.index("Two readers") :].partition("</table>")[0]
    assert dict(re.findall(r'<th scope="row">([^<]+)</th><td class="n">([^<]+)</td>', panel)) == {
        "answered by this reader": "100\u202f%", "answered by the linear reader": "80\u202f%",
        "the same feeling from both": "40\u202f%", "opposite feelings": "20\u202f%",
    }  # fmt: skip
    assert 'aria-labelledby="beside"' in text
    assert text.count('id="beside"') == 1


def test_what_the_other_read_is_said_where_it_differs(tmp_path: Path) -> None:
    text = page(beside(PARCEL, *OTHERS), tmp_path)
    assert re.findall(r'<span class="tag">linear reader: ([^<]+)</span>', text) == [
        "anger, 42\u202f%", "gratitude, 42\u202f%", "not sure",
    ]  # fmt: skip


def test_the_others_line_is_dashed(tmp_path: Path) -> None:
    text = page(beside(PARCEL, *OTHERS), tmp_path)
    [line] = re.findall(r'<path class="other" d="([^"]+)"/>', text)
    assert line.startswith("M0 45C12.5 45 12.5 80 25 80C")
    assert line.endswith(" 100 5")
    css = (Path(drawing.__file__).parent / "page.css").read_text()
    assert re.search(r"^\.chart \.other \{[^}]*stroke-dasharray", css, re.M)


@pytest.mark.parametrize("others", [(), (None, ("anger", -0.5))], ids=["nothing", "one turn"])
def test_one_dot_makes_no_line(tmp_path: Path, others: tuple[tuple[str, float] | None, ...]) -> None:
    text = page(beside(PARCEL, *others), tmp_path)
    assert 'class="other"' not in text
    assert ("Two readers" in text) is bool(others)


def test_the_others_line_spans_what_the_other_read(tmp_path: Path) -> None:
    [line] = re.findall(r'class="other" d="([^"]+)"', page(beside(PARCEL, None, ("anger", -1), ("anger", 1)), tmp_path))
    assert line == "M25 100C37.5 100 37.5 0 50 0"


def test_a_lone_turn_has_the_other_reading_beside_it(tmp_path: Path) -> None:
    text = page(beside(small(""), ("relief", 0.4)), tmp_path)
    assert "linear reader: relief, 42\u202f%" in text
    assert "Two readers" in text


@pytest.mark.parametrize(
    ("p", "words"),
    [(0, "0\u202f%"), (0.001, "under 1\u202f%"), (0.714, "71\u202f%"), (0.999, "over 99\u202f%"), (1, "100\u202f%")],
)
def test_per_cent(p: float, words: str) -> None:
    assert drawing.percent(p) == words
