"""A screen's view and what happened make the next view; the same in the browser (`web/shared`)."""

from __future__ import annotations

from collections.abc import Iterable

from warmline.domain.conversation import Conversation
from warmline.domain.live import Frame, Row, View


def apply(view: View, frame: Frame) -> View:
    """The view after a frame; one that is older than the view changes nothing, so that none counts twice."""
    if frame.cursor < view.cursor:
        return view
    stay = view.rows.keys() - set(frame.gone)
    if frame.ids is not None:
        stay &= set(frame.ids)
    return View(frame.cursor, {own: view.rows[own] for own in stay} | {row.id: row for row in frame.rows})


def view_of(cursor: int, talks: Iterable[Conversation]) -> View:
    """What a screen holds that begins now."""
    return View(cursor, {talk.id: row_of(talk) for talk in talks})


def row_of(talk: Conversation) -> Row:
    """A conversation's row."""
    return Row(
        talk.id, talk.inbox_id, talk.contact_id, talk.state, talk.priority, talk.agent_id, talk.guarded, talk.messages,
        talk.started_at, talk.last_at, talk.waiting_since, talk.tags, talk.snoozed, talk.snoozed_until,
        talk.merged_into,
    )  # fmt: skip
