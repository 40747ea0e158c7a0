"""A letter goes: at least once, always under the same name, and for days if it has to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from warmline.care.return_letter import fail_letter
from warmline.care.take_letter import address_of
from warmline.care.world import World
from warmline.domain.attachment import Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound
from warmline.domain.events import LetterSent, Recorded
from warmline.domain.mail import Mail, Mailbox
from warmline.domain.people import Inbox, InboxId
from warmline.logic.consent.guard import may_contact
from warmline.ports import Ledger, Posted, Posting

_MOST = 20_000_000
"""Bytes of files that go along with a letter; few servers take more."""
_DUE = 500


async def due_letters(world: World, inbox_id: InboxId) -> list[Mail]:
    """Those of an inbox whose time it is; of each conversation the oldest that waits, and nothing before it.

    Raises StoreUnavailable.
    """
    found = await world.store.read(lambda ledger: ledger.list(Mail, inbox_id=inbox_id, state="waiting", limit=_DUE))
    first = {mail.conversation_id: mail for mail in reversed(found)}
    now = world.clock.now()
    return [mail for mail in first.values() if mail.due is None or mail.due <= now]


async def post_letter(world: World, mail: Mail) -> None:
    """Hands it in; what comes of it is kept. Raises StoreUnavailable."""
    if not await world.store.read(lambda ledger: _may(ledger, mail)):
        return await world.store.write(lambda ledger: fail_letter(world, ledger, mail, "guarded"))
    found = await world.store.read(lambda ledger: _ready(ledger, mail))
    if found is None:
        return
    mailbox, inbox, attached = found
    files = [file for file in [await _file(world, each) for each in attached] if file]
    posting = Posting(
        mail.name, inbox.name, mail.address, mail.subject, mail.text, mail.at, mail.thread[-1] if mail.thread else "",
        mail.thread, mail.automatic, tuple(files),
    )  # fmt: skip
    posted = await world.post.send(mailbox, posting)
    await world.store.write(lambda ledger: _keep(world, ledger, mail, posted))


def _may(ledger: Ledger, mail: Mail) -> bool:
    """Whether it still may: since it was written somebody may have come to be in danger."""
    talk = ledger.find(Conversation, mail.conversation_id)
    if talk is None:
        return True  # forgotten meanwhile, and the letter with it
    address, came = address_of(ledger, talk)
    return may_contact(talk, came is not None and address == mail.address)


def _ready(ledger: Ledger, mail: Mail) -> tuple[Mailbox, Inbox, list[Attachment]] | None:
    """What the letter goes with; None where it does not go, or not any more."""
    mailbox = ledger.find(Mailbox, mail.inbox_id)
    if mailbox is None or ledger.find(Mail, mail.id) != mail:
        return None
    attached, size = [], 0
    for each in (ledger.find(Attachment, own) for own in mail.files):
        if each and size + each.bytes <= _MOST:
            attached.append(each)
            size += each.bytes
    return mailbox, ledger.get(Inbox, mail.inbox_id), attached


async def _file(world: World, attached: Attachment) -> tuple[str, str, bytes] | None:
    try:
        content = await world.aside(lambda: world.files.get(attached.contact_id, attached.id))
    except NotFound:
        return None
    return attached.name, attached.media_type, content


def _keep(world: World, ledger: Ledger, sent: Mail, posted: Posted) -> None:
    mail = ledger.find(Mail, sent.id)
    if mail != sent:
        return  # forgotten meanwhile
    attempts, now = mail.attempts + 1, world.clock.now()
    mail = replace(mail, attempts=attempts, why=posted.why)
    if not posted.why:
        ledger.put(replace(mail, state="sent", due=None))
        ledger.add(Recorded(LetterSent(), now, mail.conversation_id, mail.contact_id, mail.message_id))
    elif posted.for_good:
        fail_letter(world, ledger, mail, "refused")
    elif attempts > len(world.mail.waits):
        fail_letter(world, ledger, mail, "given_up")
    else:
        ledger.put(replace(mail, due=now + timedelta(seconds=world.mail.waits[attempts - 1])))
