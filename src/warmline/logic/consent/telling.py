"""What people are told in which language; where theirs is missing, in English, and it is said that it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from warmline.domain.consent import ConsentPolicy, Notice, Wording

T = TypeVar("T")
ELSE = "en"


def in_language(texts: Mapping[str, T], language: str) -> tuple[T, str | None]:
    """The text, and the language that is missing where it is another one."""
    return (texts[language], None) if language in texts else (texts[ELSE], language)


def notice_of(notice: Notice, joined: bool, read: bool) -> tuple[str, ...]:
    """What holds in a conversation now: who answers, a person once one has joined; whether the contact is read."""
    return (notice.person if joined else notice.machine, notice.read if read else notice.unread)


def shown_now(policy: ConsentPolicy, language: str) -> list[Wording]:
    """The newest wording of each purpose."""
    return list({wording.purpose: wording for wording in in_language(policy.wordings, language)[0]}.values())
