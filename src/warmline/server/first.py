"""What a service makes of itself at its start: the tenant that its settings name, or a demo where nothing is set."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

from warmline.care.open_account import open_account
from warmline.care.world import World
from warmline.domain.account import Account, AccountId, StaffRole
from warmline.domain.errors import SettingInvalid
from warmline.domain.message import ConversationId
from warmline.domain.people import Inbox, InboxId
from warmline.house import House
from warmline.ports import Ledger
from warmline.server.passwords import hashed_now
from warmline.worker.actors import Actors
from warmline.worker.responder import Responder

DEMO = "demo"
PASSWORD = "listen and do not pretend"
"""Of everybody in the demo, which is served to this machine alone."""
_PEOPLE: dict[str, tuple[StaffRole, ...]] = {"Sam": ("agent",), "Lea": ("lead", "admin", "privacy"), "Kim": ("agent",)}
_MARK = "demo"
"""A file in the home: its tenant `demo` is played."""


async def begin(house: House, host: str) -> None:
    """Makes what is not there yet. Raises SettingInvalid for settings that do not go together."""
    settings = house.settings
    if settings.admin_email and not settings.tenant:
        raise SettingInvalid("WARMLINE_ADMIN_EMAIL needs WARMLINE_TENANT beside it: whose admin it is")
    if bool(settings.admin_email) != bool(settings.admin_password):
        raise SettingInvalid("WARMLINE_ADMIN_EMAIL and WARMLINE_ADMIN_PASSWORD are needed both, or neither")
    if settings.tenant:
        world = await house.add_tenant(settings.tenant)
        if settings.admin_email:
            await _admit(world, settings.admin_email.lower(), settings.admin_email, ("admin",), settings.admin_password)
    elif not settings.database_url and _is_here(host) and not await house.tenants():
        await _make_demo(house)


async def actors_of(house: House, responder: Responder) -> Actors | None:
    """Who plays the demo, where this service is nothing else."""
    if await house.tenants() != [DEMO] or not _mark(house).is_file():
        return None
    world = await house.world(DEMO)
    inboxes = await world.store.read(lambda ledger: ledger.list(Inbox, limit=1))
    accounts = {each.email: each for each in await world.store.read(lambda ledger: ledger.list(Account, limit=100))}
    kim, sam = (accounts.get(_email(name)) for name in ("Kim", "Sam"))
    if not inboxes or not kim or not sam:
        return None

    def wake(own: ConversationId) -> None:
        responder.wake(DEMO, own)

    return Actors(world, inboxes[0].id, kim.agent_id, sam.agent_id, wake)


def people() -> tuple[str, ...]:
    """The addresses that one can sign in with, in the demo."""
    return tuple(_email(name) for name in _PEOPLE if name != "Kim")


async def _make_demo(house: House) -> None:
    world = await house.add_tenant(DEMO)
    inbox = Inbox(InboxId(world.clock.new_id()), world.clock.now(), "Birch & Kettle (demo)", "chat")
    await world.store.write(lambda ledger: ledger.add(inbox))
    for name, roles in _PEOPLE.items():
        await _admit(world, _email(name), name, roles, PASSWORD, inbox.id)
    _mark(house).touch()


async def _admit(
    world: World, email: str, name: str, roles: tuple[StaffRole, ...], password: str, *inboxes: InboxId
) -> None:
    """An account with a password, unless there is one of this address."""

    def known(ledger: Ledger) -> bool:
        return bool(ledger.list(Account, email=email, limit=1))

    if not await world.store.read(known):
        own, now = AccountId(world.clock.new_id()), world.clock.now()
        await open_account(
            world, Account(own, now, email, name, roles, inboxes, password=hashed_now(password)), "operator"
        )


def _email(name: str) -> str:
    return f"{name.lower()}@demo.example"


def _mark(house: House) -> Path:
    return house.settings.home / _MARK


def _is_here(host: str) -> bool:
    """Nobody else can reach it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
