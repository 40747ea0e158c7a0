"""Contacts: the customers, and what they consented to."""

from __future__ import annotations

from fastapi import APIRouter

from warmline.care.consent import consent, standing
from warmline.care.once import add_once
from warmline.domain.consent import Standing
from warmline.domain.people import Consent, Contact, ContactId
from warmline.logic.consent.may import may
from warmline.ports import Ledger
from warmline.server.again import Again
from warmline.server.auth import Who
from warmline.server.lists import ListRoute
from warmline.server.paging import After, Limit, Name, page
from warmline.server.schema import ConsentOut, ContactOut, IdPath, NewConsent, NewContact, Page, StandingOut

router = APIRouter(prefix="/contacts", tags=["contacts"], route_class=ListRoute)


@router.post("", status_code=201)
async def add_contact(caller: Who, given: NewContact, again: Again) -> ContactOut:
    """Add a contact; 409 when the `external_id` is taken."""
    clock = caller.world.clock
    contact = Contact(ContactId(clock.new_id()), clock.now(), **given.model_dump())
    return ContactOut.model_validate(await add_once(caller.world, again, contact))


@router.get("")
async def list_contacts(
    caller: Who, limit: Limit = 100, after: After = None, external_id: Name = None
) -> Page[ContactOut]:
    """All contacts, oldest first, or the one with an `external_id`."""
    equal = {} if external_id is None else {"external_id": external_id}
    found = await caller.world.store.read(
        lambda ledger: ledger.list(Contact, after=after, limit=limit + 1, newest=False, **equal)
    )
    return page(found, limit, ContactOut.model_validate, lambda contact: contact.id)


@router.get("/{contact_id}")
async def show_contact(caller: Who, contact_id: IdPath) -> ContactOut:
    """One contact."""
    return ContactOut.model_validate(await caller.world.store.read(lambda ledger: ledger.get(Contact, contact_id)))


@router.post("/{contact_id}/consents", status_code=201)
async def record_consent(caller: Who, contact_id: IdPath, given: NewConsent, again: Again) -> ConsentOut:
    """Record an answer of the contact about one purpose; the newest counts."""
    clock = caller.world.clock
    answer = Consent(clock.new_id(), ContactId(contact_id), at=clock.now(), **given.model_dump())
    return ConsentOut.model_validate(await consent(caller.world, answer, again))


@router.get("/{contact_id}/consents")
async def list_consents(caller: Who, contact_id: IdPath, limit: Limit = 100, after: After = None) -> Page[ConsentOut]:
    """Every answer about every purpose, oldest first."""

    def find(ledger: Ledger) -> list[Consent]:
        ledger.get(Contact, contact_id)
        return ledger.list(Consent, contact_id=contact_id, after=after, limit=limit + 1)

    return page(await caller.world.store.read(find), limit, ConsentOut.model_validate, lambda consent: consent.id)


@router.get("/{contact_id}/consents/standing")
async def show_standing(caller: Who, contact_id: IdPath) -> Page[StandingOut]:
    """What holds now about every purpose: the contact's newest answer, or what the policy says where there is none."""

    def find(ledger: Ledger) -> Standing:
        return standing(ledger, ledger.get(Contact, contact_id).id)

    found, policy = await caller.world.store.read(find), caller.world.consent
    rows = [StandingOut(purpose=each, may=may(each, found, policy), answer=_answer(found[each])) for each in found]
    return Page(items=rows)


def _answer(said: Consent | None) -> ConsentOut | None:
    return ConsentOut.model_validate(said) if said else None
