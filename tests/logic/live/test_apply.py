"""What a screen shows follows from what it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from warmline.domain.conversation import Conversation
from warmline.domain.live import Frame, View
from warmline.domain.message import ConversationId
from warmline.domain.people import ContactId, InboxId
from warmline.logic.live.apply import apply, row_of, view_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONE, TWO = (Conversation(ConversationId(own), InboxId("in"), ContactId("anna"), NOW, NOW) for own in ("one", "two"))


def test_rows_come_change_and_go() -> None:
    view = apply(View(), Frame(3, (row_of(ONE), row_of(TWO))))
    assert view == view_of(3, [ONE, TWO])
    changed = replace(ONE, state="with_person")
    view = apply(view, Frame(5, (row_of(changed),)))
    assert view == view_of(5, [changed, TWO])
    assert apply(view, Frame(6, (), (TWO.id,))) == view_of(6, [changed])


def test_who_was_away_holds_what_there_is_and_no_more() -> None:
    view = apply(view_of(3, [ONE]), Frame(9, (row_of(TWO),), ids=(TWO.id,)))
    assert view == view_of(9, [TWO])


def test_what_is_older_than_the_view_changes_nothing() -> None:
    view = view_of(5, [ONE])
    assert apply(view, Frame(4, (row_of(TWO),))) == view
    assert apply(apply(view, Frame(5, (row_of(TWO),))), Frame(5, (row_of(TWO),))) == view_of(5, [ONE, TWO])
