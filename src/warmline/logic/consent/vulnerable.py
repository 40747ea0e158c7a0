"""Signs of a vulnerability: what of a reading is kept, and shown, only with a right of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from warmline.domain.emotion import DRIVERS, Flag, Reading, Span

R = TypeVar("R", bound=Reading)


def is_delicate(reading: Reading) -> bool:
    """Whether it holds a sign of illness, hardship or the like (GDPR Art. 9; FCA FG21/1)."""
    return any(flag.kind in DRIVERS for flag in reading.flags)


def without_vulnerability(reading: R) -> R:
    """The reading without such signs, and without an event or aim that holds one."""
    if not is_delicate(reading):
        return reading
    signs = [flag for flag in reading.flags if flag.kind in DRIVERS]
    appraisal = reading.appraisal
    return replace(
        reading,
        flags=tuple(flag for flag in reading.flags if flag.kind not in DRIVERS),
        appraisal=replace(appraisal, event=_apart(appraisal.event, signs), goal=_apart(appraisal.goal, signs)),
    )


def _apart(span: Span | None, signs: list[Flag]) -> Span | None:
    """The span, unless it holds a sign: it would tell as much."""
    return span and (None if any(sign.start < span.end and span.start < sign.end for sign in signs) else span)
