"""A tenant says itself whom to call in a crisis and how long data are kept; it holds from the next moment on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from warmline.care.audit import note
from warmline.care.world import World
from warmline.domain.account import THE_ONE
from warmline.domain.errors import NotFound, UnreadableInput
from warmline.domain.hand_over import CrisisLines
from warmline.domain.own_policy import OwnCrisisLines, OwnRetention
from warmline.domain.policy import RetentionPolicy
from warmline.logic.hand_over.wording import checked_lines
from warmline.logic.retention.days import KINDS, why_not_kept
from warmline.ports import Ledger

_RETENTION = "retention.own"


def own_lines(world: World, ledger: Ledger, country: str) -> CrisisLines | None:
    """Whom to call in a country: as the tenant says, else as the policy does."""
    own = ledger.find(OwnCrisisLines, country)
    if own is None:
        return world.hand_overs.crisis.get(country)
    return CrisisLines(own.reviewed_at is not None, own.emergency, own.crisis, own.safety)


def own_retention(world: World, ledger: Ledger) -> RetentionPolicy:
    """How long data are kept: as the tenant says, else as the policy does."""
    own = ledger.find(OwnRetention, THE_ONE)
    return RetentionPolicy(**_days(own), bounds=world.retention.bounds) if own else world.retention


async def set_lines(world: World, country: str, lines: CrisisLines, actor: str) -> OwnCrisisLines:
    """The lines in place of any before; `reviewed` says that who sets them has checked them.

    Raises UnreadableInput for what cannot be called, StoreUnavailable.
    """
    try:
        checked_lines(lines)
    except ValueError as error:
        raise UnreadableInput(country, str(error)) from None
    now = world.clock.now()
    review = (now, actor) if lines.reviewed else (None, None)
    own = OwnCrisisLines(country, lines.emergency, lines.crisis, lines.safety, now, actor, *review)

    def keep(ledger: Ledger) -> OwnCrisisLines:
        before = own_lines(world, ledger, country)
        (ledger.put if ledger.find(OwnCrisisLines, country) else ledger.add)(own)
        _note_change(world, ledger, actor, f"crisis.{country}", before, own_lines(world, ledger, country))
        return own

    return await world.store.write(keep)


async def drop_lines(world: World, country: str, actor: str) -> None:
    """The policy's lines hold again. Raises NotFound, StoreUnavailable."""

    def drop(ledger: Ledger) -> None:
        if ledger.find(OwnCrisisLines, country) is None:
            raise NotFound("there are no lines of your own")
        before = own_lines(world, ledger, country)
        ledger.drop(OwnCrisisLines, country)
        _note_change(world, ledger, actor, f"crisis.{country}", before, own_lines(world, ledger, country))

    await world.store.write(drop)


async def set_retention_days(world: World, days: Mapping[str, int], actor: str) -> OwnRetention:
    """How long data are kept from now on. Raises UnreadableInput for what the policy does not allow."""
    own = OwnRetention(**days, at=world.clock.now(), by=actor, id=THE_ONE)

    def keep(ledger: Ledger) -> OwnRetention:
        if why := why_not_kept(days, world.retention.bounds, _days(world.retention)):
            raise UnreadableInput("retention", why)
        before = own_retention(world, ledger)
        (ledger.put if ledger.find(OwnRetention, THE_ONE) else ledger.add)(own)
        _note_change(world, ledger, actor, _RETENTION, _days(before), _days(own))
        return own

    return await world.store.write(keep)


async def drop_retention_days(world: World, actor: str) -> None:
    """The policy's days hold again. Raises NotFound, StoreUnavailable."""

    def drop(ledger: Ledger) -> None:
        before = own_retention(world, ledger)
        if ledger.find(OwnRetention, THE_ONE) is None:
            raise NotFound("there are no days of your own")
        ledger.drop(OwnRetention, THE_ONE)
        _note_change(world, ledger, actor, _RETENTION, _days(before), _days(world.retention))

    await world.store.write(drop)


def _days(of: RetentionPolicy | OwnRetention) -> dict[str, int]:
    return {kind: getattr(of, kind) for kind in KINDS}


def _note_change(world: World, ledger: Ledger, actor: str, name: str, before: object, after: object) -> None:
    note(world, ledger, actor, "policy.changed", name, before=_print(before), after=_print(after))


def _print(value: object) -> str:
    """SHA-256 of what holds, as of a policy's files; empty for nothing."""
    return hashlib.sha256(repr(value).encode()).hexdigest() if value is not None else ""
