"""Somebody opens the chat on a page: nobody knows who it is, or the tenant's own server vouches for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from warmline.care.sign_in import Opened, revoke
from warmline.care.world import World
from warmline.domain.account import Session
from warmline.domain.people import Contact, ContactId, Inbox, InboxId
from warmline.ports import Ledger

_VOUCHED, _ANYONE = timedelta(hours=12), timedelta(days=30)
"""Who is vouched for can be so again; all that the others have is what their device remembers."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who it is, as the tenant's server says."""

    external_id: str
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    language: str | None = None


async def visit(
    world: World, inbox_id: InboxId, opened: Opened, origin: str | None, vouched: Vouched | None
) -> Session:
    """The visitor's session, with a contact of their own or the one that is vouched for. An address that somebody
    types is never who they are. Raises NotFound, StoreUnavailable.
    """
    contact_id, now = ContactId(world.clock.new_id()), world.clock.now()

    def keep(ledger: Ledger) -> Session:
        ledger.get(Inbox, inbox_id)
        contact = _known(ledger, vouched, Contact(contact_id, now)) if vouched else Contact(contact_id, now)
        if contact.id == contact_id:
            ledger.add(contact)
        ends = now + (_VOUCHED if vouched else _ANYONE)
        session = Session(
            opened.id, now, ends, opened.digest, None, contact.id, None, inbox_id, origin, vouched is not None
        )
        ledger.add(session)
        return session

    return await world.store.write(keep)


async def leave(world: World, session_id: str, actor: str) -> None:
    """The device knows nothing any more; again it changes nothing. Raises StoreUnavailable."""
    await world.store.write(lambda ledger: revoke(world, ledger, ledger.get(Session, session_id), actor))


def _known(ledger: Ledger, vouched: Vouched, new: Contact) -> Contact:
    """The contact of this number, as they are called now."""
    found = ledger.list(Contact, external_id=vouched.external_id, limit=1)
    before = found[0] if found else new
    told = {name: getattr(vouched, name) for name in ("name", "email", "phone", "language")}
    contact = replace(
        before, external_id=vouched.external_id, **{name: value for name, value in told.items() if value is not None}
    )
    if found and contact != before:
        ledger.put(contact)
    return contact
