"""What a tenant says itself in place of a shipped policy: whom to call in a crisis, how long data are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from phonenumbers import SUPPORTED_REGIONS
from pydantic import Field

from warmline.care.own_policies import (
    drop_lines,
    drop_retention_days,
    own_retention,
    set_lines,
    set_retention_days,
)
from warmline.care.world import World
from warmline.domain.account import THE_ONE
from warmline.domain.errors import Forbidden, NotFound
from warmline.domain.hand_over import CrisisLines
from warmline.domain.own_policy import OwnCrisisLines, OwnRetention
from warmline.domain.policy import RetentionPolicy
from warmline.logic.hand_over.wording import help_text
from warmline.logic.retention.days import KINDS
from warmline.ports import Ledger
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.schema import NUMBER, Flag, Page, Wire

router = APIRouter(prefix="/policies", tags=["policies"], route_class=ListRoute)
_ALL = 1000
CountryPath = Annotated[str, Path(max_length=200, description="ISO 3166-1, as DE.")]
Line = Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Lines = Annotated[tuple[Line, ...], Field(max_length=5)]
Days = Annotated[int, Field(ge=0, le=36_500), NUMBER]


class NewCrisisLines(Wire):
    emergency: Line
    crisis: Lines = ()
    safety: Lines = ()
    reviewed: Annotated[Flag, Field(description="Whoever sends this has checked each; else nothing is sent.")] = False


class CrisisLinesOut(NewCrisisLines):
    country: str
    own: bool
    """False: as the policy's file says."""
    reviewed_at: datetime | None
    reviewed_by: str | None
    told: dict[str, str]
    """By language: what somebody in a crisis is told, once it is reviewed."""


class RetentionDays(Wire):
    inference: Days
    words: Days
    event: Days
    operation: Days
    delivery: Days


class BoundOut(Wire):
    least: int
    most: int


class RetentionOut(RetentionDays):
    own: bool
    at: datetime | None
    by: str | None
    policy: RetentionDays
    """What holds where nothing is said."""
    bounds: dict[str, BoundOut]


@router.get("/crisis")
async def list_crisis_lines(caller: Who) -> Page[CrisisLinesOut]:
    """Whom customers in danger are told to call, by country; nothing of a country that nobody has reviewed."""
    own = await caller.world.store.read(lambda ledger: ledger.list(OwnCrisisLines, limit=_ALL))
    shown = {
        country: _shipped(caller.world, country, lines) for country, lines in caller.world.hand_overs.crisis.items()
    }
    shown |= {each.country: _shown(caller.world, each) for each in own}
    return Page(items=[shown[country] for country in sorted(shown)])


@router.put("/crisis/{country}")
async def set_crisis_lines(caller: Who, country: CountryPath, given: NewCrisisLines) -> CrisisLinesOut:
    """Say whom to call in a country; it holds at once, once a person of the tenant has reviewed it."""
    if given.reviewed and caller.account is None:
        raise Forbidden("a person who signed in has to review them")
    lines = CrisisLines(given.reviewed, given.emergency, given.crisis, given.safety)
    own = await set_lines(caller.world, _known(country), lines, caller.name)
    return _shown(caller.world, own)


@router.delete("/crisis/{country}", status_code=204)
async def drop_crisis_lines(caller: Who, country: CountryPath) -> None:
    """Have the policy's lines again."""
    await drop_lines(caller.world, _known(country), caller.name)


@router.get("/retention")
async def show_retention(caller: Who) -> RetentionOut:
    """How many days each kind of data is kept, and within which bounds that may be changed."""
    return await _retention(caller.world)


@router.put("/retention")
async def set_retention(caller: Who, given: RetentionDays) -> RetentionOut:
    """Have data kept for so long; what is older goes by itself within the hour."""
    await set_retention_days(caller.world, given.model_dump(), caller.name)
    return await _retention(caller.world)


@router.delete("/retention", status_code=204, responses={404: {}})
async def drop_retention(caller: Who) -> None:
    """Have the policy's days again."""
    await drop_retention_days(caller.world, caller.name)


async def _retention(world: World) -> RetentionOut:
    def find(ledger: Ledger) -> tuple[RetentionPolicy, OwnRetention | None]:
        return own_retention(world, ledger), ledger.find(OwnRetention, THE_ONE)

    holds, own = await world.store.read(find)
    return RetentionOut(
        **_days(holds), own=own is not None, at=own.at if own else None, by=own.by if own else None,
        policy=RetentionDays(**_days(world.retention)),
        bounds={kind: BoundOut(least=least, most=most) for kind, (least, most) in world.retention.bounds.items()},
    )  # fmt: skip


def _days(policy: RetentionPolicy) -> dict[str, int]:
    return {kind: getattr(policy, kind) for kind in KINDS}


def _known(country: str) -> str:
    if country not in SUPPORTED_REGIONS:
        raise NotFound("no such country")
    return country


def _told(world: World, emergency: str, numbers: tuple[str, ...]) -> dict[str, str]:
    lines = CrisisLines(True, emergency, numbers, ())
    texts = {language: help_text(words, lines, "crisis") for language, words in world.hand_overs.words.items()}
    return {language: text for language, text in texts.items() if text}


def _shipped(world: World, country: str, lines: CrisisLines) -> CrisisLinesOut:
    return CrisisLinesOut(
        country=country, own=False, emergency=lines.emergency, crisis=lines.crisis, safety=lines.safety,
        reviewed=lines.reviewed, reviewed_at=None, reviewed_by=None, told=_told(world, lines.emergency, lines.crisis),
    )  # fmt: skip


def _shown(world: World, own: OwnCrisisLines) -> CrisisLinesOut:
    return CrisisLinesOut(
        country=own.country, own=True, emergency=own.emergency, crisis=own.crisis, safety=own.safety,
        reviewed=own.reviewed_at is not None, reviewed_at=own.reviewed_at, reviewed_by=own.reviewed_by,
        told=_told(world, own.emergency, own.crisis),
    )  # fmt: skip
