"""The company says where an inbox has its letters, or that it has none any more."""

from __future__ import annotations

from dataclasses import replace

from warmline.care.audit import note
from warmline.care.keep_secret import keep_secret
from warmline.care.world import World
from warmline.domain.errors import Conflict, NotFound, UnreadableInput
from warmline.domain.keeping import Secret
from warmline.domain.mail import Mailbox, MailServer
from warmline.domain.people import Inbox, InboxId
from warmline.ports import Ledger

SECRET = "mail"
"""What proves that a letter answers one of ours."""
_ALL = 10_000


async def set_mailbox(world: World, mailbox: Mailbox, fresh: Secret, actor: str) -> Mailbox:
    """The mailbox as it is kept. A password that is not given stays, for the same user of the same server alone.

    Only what comes from now on is fetched, unless it is the mailbox of before. Raises NotFound, Conflict for an address
    of another inbox, UnreadableInput for an inbox of another channel, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Mailbox:
        inbox = ledger.get(Inbox, mailbox.inbox_id)
        if inbox.channel != "email":
            raise UnreadableInput("inbox", "its channel is not email")
        others = [each for each in ledger.list(Mailbox, limit=_ALL) if each.inbox_id != inbox.id]
        if any(_place(each) == _place(mailbox) or each.address == mailbox.address for each in others):
            raise Conflict("another inbox has this mailbox")
        keep_secret(ledger, fresh)
        before = ledger.find(Mailbox, inbox.id)
        new = _like(mailbox, before) if before else mailbox
        (ledger.put if before else ledger.add)(new)
        note(world, ledger, actor, "mailbox.set", inbox.id, imap=new.imap.host, smtp=new.smtp.host)
        return new

    return await world.store.write(keep)


async def drop_mailbox(world: World, inbox_id: InboxId, actor: str) -> None:
    """Nothing is fetched or sent there any more. Raises NotFound, StoreUnavailable."""

    def drop(ledger: Ledger) -> None:
        ledger.get(Mailbox, inbox_id)
        ledger.drop(Mailbox, inbox_id)
        note(world, ledger, actor, "mailbox.dropped", inbox_id)

    await world.store.write(drop)


async def mailbox_of(world: World, inbox_id: InboxId) -> Mailbox:
    """An inbox's own. Raises NotFound, StoreUnavailable."""

    def find(ledger: Ledger) -> Mailbox:
        found = ledger.find(Mailbox, ledger.get(Inbox, inbox_id).id)
        if found is None:
            raise NotFound("this inbox has no mailbox")
        return found

    return await world.store.read(find)


def _like(new: Mailbox, before: Mailbox) -> Mailbox:
    """With the passwords and the place of before, where these are of the same."""
    new = replace(new, imap=_known(new.imap, before.imap), smtp=_known(new.smtp, before.smtp))
    if _place(new) != _place(before):
        return new
    return replace(
        new, validity=before.validity, uid=before.uid, looked_at=before.looked_at, passed=before.passed,
        unread=before.unread, unread_why=before.unread_why,
    )  # fmt: skip


def _known(new: MailServer, before: MailServer) -> MailServer:
    same = (new.host, new.port, new.security, new.user) == (before.host, before.port, before.security, before.user)
    return replace(new, password=before.password) if same and new.password is None else new


def _place(mailbox: Mailbox) -> tuple[str, int, str | None, str]:
    return mailbox.imap.host.lower(), mailbox.imap.port, mailbox.imap.user, mailbox.folder
