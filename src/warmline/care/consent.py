"""A contact answers whether something may be done, and everybody keeps to it from then on."""

from __future__ import annotations

from warmline.care.forget import owe, settle
from warmline.care.once import Asked, once
from warmline.care.world import World
from warmline.domain.consent import EXPLICIT, Activity, Standing
from warmline.domain.errors import NotFound, UnreadableInput
from warmline.domain.events import ConsentChanged, Recorded
from warmline.domain.keeping import Erasure, Forgotten
from warmline.domain.people import Consent, Contact, ContactId, Purpose
from warmline.logic.consent.may import knows_wording, may
from warmline.ports import Ledger

_GOES: dict[Activity, Forgotten] = {"reading": "reading", "vulnerability": "vulnerability"}
"""What is deleted when it may no longer be done."""


async def consent(world: World, answer: Consent, asked: Asked | None = None) -> Consent:
    """The answer as it is kept; the newest of a purpose counts.

    To withdraw what reading needs switches reading off, until it is switched on again; to withdraw what allowed to keep
    signs of a vulnerability deletes these. Raises NotFound,
    UnreadableInput for a wording of ours that there never was, StoreUnavailable.
    """
    if not knows_wording(answer, world.consent):
        raise UnreadableInput("wording", f"no version {answer.wording!r} was ever shown for {answer.purpose}")
    erasure = _owed(world, answer)

    def keep(ledger: Ledger) -> Consent:
        ledger.get(Contact, answer.contact_id)
        ledger.add(answer)
        changed = ConsentChanged(answer.purpose, answer.given)
        ledger.add(Recorded(changed, answer.at, contact_id=answer.contact_id))
        if erasure:
            owe(world, ledger, erasure, "contact")
        return answer

    kept = await world.store.write(once(world, asked, keep))
    if erasure and kept.id == answer.id:
        await settle(world, erasure)
    return kept


def _owed(world: World, answer: Consent) -> Erasure | None:
    """What has to go because of the answer."""
    for activity, what in _GOES.items():
        if not answer.given and answer.purpose == world.consent.needs[activity]:
            return Erasure(world.clock.new_id(), answer.contact_id, what, answer.at)
    return None


def standing(ledger: Ledger, contact_id: ContactId) -> Standing:
    """The contact's newest answer about each purpose."""
    return {purpose: _newest(ledger, contact_id, purpose) for purpose in Purpose}


def allows(world: World, ledger: Ledger, contact_id: ContactId, activity: Activity) -> bool:
    """Whether it may be done with what is known of the contact, at this moment; not for a contact that is gone."""
    contact = ledger.find(Contact, contact_id)
    if contact is None or (activity == "reading" and not contact.read):
        return False
    purpose = world.consent.needs[activity]
    if activity in EXPLICIT:
        answer = _newest(ledger, contact_id, purpose)
        return answer is not None and answer.given
    return may(purpose, {purpose: _newest(ledger, contact_id, purpose)}, world.consent)


def require_reading(world: World, ledger: Ledger, contact_id: ContactId) -> None:
    """Raises NotFound where nothing may be inferred of the contact: then nothing is shown either."""
    if not allows(world, ledger, contact_id, "reading"):
        raise NotFound("this contact is not read")


def _newest(ledger: Ledger, contact_id: ContactId, purpose: Purpose) -> Consent | None:
    found = ledger.list(Consent, contact_id=contact_id, purpose=purpose, newest=True, limit=1)
    return found[0] if found else None
