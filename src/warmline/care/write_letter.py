"""What was said to a customer becomes one letter, the same at every attempt to send it."""

from __future__ import annotations

from warmline.care.consent import allows
from warmline.care.reach import current, told_language
from warmline.care.return_letter import fail_letter
from warmline.care.take_letter import address_of, secret_of
from warmline.care.world import World
from warmline.domain.attachment import Attachment, AttachmentId
from warmline.domain.conversation import Conversation
from warmline.domain.keeping import Errand
from warmline.domain.mail import Failure, Mail, Mailbox
from warmline.domain.message import ConversationId, Message, Role
from warmline.logic.consent.guard import may_contact
from warmline.logic.consent.telling import in_language, notice_of
from warmline.logic.hand_over.unhelpful import is_joining
from warmline.logic.mail.names import mail_name
from warmline.logic.mail.write import letter_text, references, reply_subject, too_many
from warmline.ports import Ledger

_ALL = 10**6


async def write_letter(world: World, conversation_id: ConversationId) -> None:
    """The letter waits to be sent and its errand is gone; nothing where nothing was said. Raises StoreUnavailable."""
    mail_id = world.clock.new_id()
    await world.store.write(lambda ledger: _write(world, ledger, conversation_id, mail_id))


def _write(world: World, ledger: Ledger, conversation_id: ConversationId, mail_id: str) -> None:
    talk = ledger.find(Conversation, conversation_id)
    mailbox = ledger.find(Mailbox, talk.entrance) if talk else None
    if talk and mailbox:
        said = _unsent(ledger, talk)
        if said and not all(map(is_joining, said)):  # who takes care of it is told with what they write
            _keep(world, ledger, talk, mailbox, said, mail_id)
    for errand in ledger.list(Errand, topic="mail", subject=conversation_id, limit=_ALL):
        ledger.drop(Errand, errand.position)


def _unsent(ledger: Ledger, talk: Conversation) -> list[Message]:
    """What was said to the customer and no letter holds yet; where none ever went or came, since one is owed."""
    last = ledger.list(Mail, conversation_id=talk.id, way="out", newest=True, limit=1)
    later = ledger.list(Message, conversation_id=talk.id, after=last[0].number if last else 0, limit=_ALL)
    unsent = [each for each in later if each.role is not Role.CUSTOMER]
    if ledger.list(Mail, conversation_id=talk.id, limit=1):
        return unsent
    owed = min(
        (each.due for each in ledger.list(Errand, topic="mail", subject=talk.id, limit=_ALL)), default=talk.last_at
    )
    return [each for each in unsent if each.at >= owed]


def _keep(
    world: World, ledger: Ledger, talk: Conversation, mailbox: Mailbox, said: list[Message], mail_id: str
) -> None:
    address, answered = address_of(ledger, talk)
    secret, now, last = secret_of(ledger), world.clock.now(), said[-1]
    before = ledger.list(Mail, contact_id=talk.contact_id, way="out", newest=True, limit=_ALL)
    language, automatic = told_language(world, ledger, talk), all(each.role is Role.BOT for each in said)
    first = all(each.conversation_id != talk.id for each in before)
    foot = _foot(world, ledger, talk, language, first, automatic)
    anchor = mail_name(secret, talk.entrance, "conversation", talk.id, mailbox.address)
    mail = Mail(
        mail_id, talk.id, talk.contact_id, talk.entrance, now, "out", "waiting",
        mail_name(secret, talk.entrance, "message", last.id, mailbox.address),
        references(answered.thread if answered else (), answered.name if answered else "", anchor),
        reply_subject(answered.subject if answered else "", in_language(world.mail.words, language)[0].subject),
        address or "", letter_text([each.text for each in said], foot),
        _files(ledger, talk), last.number, last.id, automatic, due=now,
    )  # fmt: skip
    ledger.add(mail)
    if why := _hindrance(world, ledger, talk, mail, answered is not None, before):
        fail_letter(world, ledger, mail, why)


def _hindrance(
    world: World, ledger: Ledger, talk: Conversation, mail: Mail, same_place: bool, before: list[Mail]
) -> Failure | None:
    """Why the letter may not go."""
    if not mail.address:
        return "no_address"
    if not may_contact(talk, same_place):
        return "guarded"
    alone = [each.at for each in before if each.automatic and each.state != "failed"]
    if mail.automatic and too_many(alone, mail.at, world.mail.hour, world.mail.day):
        return "too_many"
    return None


def _foot(world: World, ledger: Ledger, talk: Conversation, language: str, first: bool, automatic: bool) -> list[str]:
    """What the customer is told: in the first letter who answers and whether they are read; in every letter that no
    person wrote that it is a machine's and, unless a person is coming already, how to reach one.
    """
    own = current(ledger, talk)
    notice = in_language(world.consent.notices, language)[0]
    comes = own is not None and own.state in ("queued", "callback", "joined")
    joined = not automatic or (own is not None and own.state == "joined")
    who, read = notice_of(notice, joined, allows(world, ledger, talk.contact_id, "reading"))
    foot = [notice.machine if automatic else who] if first or automatic else []
    foot += [in_language(world.mail.words, language)[0].person] if automatic and not comes else []
    return foot + ([read] if first else [])


def _files(ledger: Ledger, talk: Conversation) -> tuple[AttachmentId, ...]:
    """What people of the company attached since the last letter."""
    sent = {own for each in ledger.list(Mail, conversation_id=talk.id, way="out", limit=_ALL) for own in each.files}
    found = ledger.list(Attachment, conversation_id=talk.id, limit=_ALL)
    return tuple(each.id for each in found if each.role is not Role.CUSTOMER and each.id not in sent)
