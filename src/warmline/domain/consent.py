"""What contacts are told and asked, and what may be done where they said nothing: read from files, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from warmline.domain.people import Consent, Purpose

Activity = Literal["reading", "memory", "profile", "vulnerability", "outreach", "research", "voice"]
"""Kinds of processing, each of which needs a purpose."""
EXPLICIT: frozenset[Activity] = frozenset(("vulnerability",))
"""What only the contact's own yes allows, whatever a policy says (GDPR Art. 9(2)(a))."""
AlwaysKind = Literal["person", "crisis", "safety"]
Standing = Mapping[Purpose, Consent | None]
"""A contact's newest answer about each purpose; None where there is none."""


@dataclass(frozen=True, slots=True)
class AlwaysPhrase:
    """Words that bring in a person even where nothing is read."""

    language: str
    kind: AlwaysKind
    """For who reads the list; nobody is told which kind was found."""
    text: str


@dataclass(frozen=True, slots=True)
class AlwaysPolicy:
    """What stays on where reading is off."""

    priority: int
    """One for all kinds: it must not tell which was found."""
    phrases: tuple[AlwaysPhrase, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by which a contact is asked about a purpose."""

    purpose: Purpose
    language: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told (EU AI Act, Art. 50(1)), in parts: who answers, and whether they are read."""

    language: str
    version: str
    machine: str
    person: str
    read: str
    unread: str


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """What may be done, and what people are told of it."""

    unsaid: Mapping[Purpose, bool]
    """Where a contact has said nothing: may it be done?"""
    needs: Mapping[Activity, Purpose]
    sources: frozenset[str]
    """Where the wordings below are shown."""
    wordings: Mapping[str, tuple[Wording, ...]]
    """By language; of each purpose the last is shown now."""
    notices: Mapping[str, Notice]
    """By language."""
    always: AlwaysPolicy
