"""A letter came: it begins a conversation or goes on with one, once however often it comes."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from warmline.care.attach import Sent, attach
from warmline.care.keep import Said
from warmline.care.once import Asked
from warmline.care.receive import receive
from warmline.care.return_letter import return_letter
from warmline.care.set_mailbox import SECRET
from warmline.care.start import begin
from warmline.care.world import World
from warmline.domain.attachment import Attachment
from warmline.domain.conversation import Conversation
from warmline.domain.errors import NotFound
from warmline.domain.events import AutomaticReplyCame, LetterShortened, Recorded
from warmline.domain.keeping import Secret
from warmline.domain.mail import Came, Mail, MailAddress, Mailbox, MailTaken
from warmline.domain.message import ConversationId, Message
from warmline.domain.people import Contact, ContactId
from warmline.logic.mail.names import own_names
from warmline.ports import Ledger

_ALL = 10_000
_VIA = {"via": "email", "verified": "no"}
"""What is known of a contact of whom only an address is: anybody can write it on a letter."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a letter, with what its bytes show it to be."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Taking:
    """What became of a letter."""

    conversation_id: ConversationId | None = None
    """In which it says something new."""
    passed: bool = False
    """Nobody wrote it, and it is about nothing here."""


async def take_letter(world: World, mailbox: Mailbox, came: Came, enclosures: Sequence[Enclosure]) -> Taking:
    """What became of it. After a crash in between it goes on where it was. Raises StoreUnavailable."""
    if came.kind != "person" or came.sender == mailbox.address:
        return Taking(passed=not await world.store.write(lambda ledger: _note(world, ledger, mailbox, came)))
    mail_id, contact_id, talk_id = (world.clock.new_id() for _ in range(3))
    mail = await world.store.write(
        lambda ledger: _begun(world, ledger, mailbox, came, mail_id, ContactId(contact_id), ConversationId(talk_id))
    )
    if mail is None or mail.state == "taken":
        return Taking()
    try:
        await _enclose(world, mail, enclosures)
        message = await receive(world, Said(mail.conversation_id, _words(mail, came), client_id=f"mail:{mail.id}"))
        await world.store.write(lambda ledger: _taken(world, ledger, mail, message, came))
    except NotFound:  # who wrote it was forgotten meanwhile
        return Taking()
    return Taking(mail.conversation_id)


def secret_of(ledger: Ledger) -> bytes:
    """What proves that something answers a letter of ours. Raises NotFound."""
    return bytes.fromhex(ledger.get(Secret, SECRET).secret)


def answered(ledger: Ledger, mailbox: Mailbox, names: Sequence[str]) -> list[Conversation]:
    """The conversations of this inbox whose letters have these names, that of the newest first."""
    found = []
    for kind, own in own_names(secret_of(ledger), mailbox.inbox_id, names):
        message = ledger.find(Message, own) if kind == "message" else None
        talk_id = message.conversation_id if message else own
        talk = ledger.find(Conversation, talk_id)
        if talk and talk.entrance == mailbox.inbox_id and talk not in found:
            found.append(talk)
    return found


def _note(world: World, ledger: Ledger, mailbox: Mailbox, came: Came) -> bool:
    """Nobody wrote it: whether it tells of a letter of ours, which is kept; it is answered by nobody."""
    if came.kind == "returned":
        named = own_names(secret_of(ledger), mailbox.inbox_id, came.returned)
        return_letter(world, ledger, named)
        return bool(named)
    key, at = _key(ledger, f"letter {mailbox.inbox_id} {came.digest}"), world.clock.now()
    talks = answered(ledger, mailbox, came.thread)[:1] if came.kind == "automatic" else []
    for talk in talks:
        if ledger.find(MailTaken, key) is None:
            ledger.add(MailTaken(key, at, ""))
            ledger.add(Recorded(AutomaticReplyCame(), at, talk.id, talk.contact_id))
    return bool(talks)


def _begun(
    world: World, ledger: Ledger, mailbox: Mailbox, came: Came, mail_id: str, contact_id: ContactId,
    talk_id: ConversationId,
) -> Mail | None:  # fmt: skip
    """The letter, of which it is known from now on that it came; None: who wrote it was forgotten since."""
    key = _key(ledger, f"letter {mailbox.inbox_id} {came.digest}")
    if before := ledger.find(MailTaken, key):
        return ledger.find(Mail, before.mail_id)
    at = world.clock.now()
    talk = next((each for each in answered(ledger, mailbox, came.thread) if _is_theirs(ledger, each, came)), None)
    if talk is None:
        contact = _contact(world, ledger, came, contact_id)
        talk = begin(world, ledger, talk_id, mailbox.inbox_id, contact.id)
    mail = Mail(
        mail_id, talk.id, talk.contact_id, mailbox.inbox_id, at, "in", "coming", came.name, came.thread, came.subject,
        came.sender, number=talk.messages,
    )  # fmt: skip
    ledger.add(mail)
    ledger.add(MailTaken(key, at, mail.id))
    return mail


def _is_theirs(ledger: Ledger, talk: Conversation, came: Came) -> bool:
    """Whether the letter is from the address that the conversation is with: a name of ours may have been passed on."""
    return address_of(ledger, talk)[0] == came.sender


def address_of(ledger: Ledger, talk: Conversation) -> tuple[str | None, Mail | None]:
    """Where letters of a conversation go, and the last that came in it: then to where that came from."""
    last = ledger.list(Mail, conversation_id=talk.id, way="in", newest=True, limit=1)
    if last:
        return last[0].address, last[0]
    contact = ledger.find(Contact, talk.contact_id)
    return (contact.email.strip().lower() if contact and contact.email else None), None


def _contact(world: World, ledger: Ledger, came: Came, new_id: ContactId) -> Contact:
    """Of this address, as letters alone made it: nobody whom somebody vouched for."""
    key = _key(ledger, f"address {came.sender}")
    known = ledger.find(MailAddress, key)
    if known and (contact := ledger.find(Contact, known.contact_id)):
        return contact
    contact = Contact(new_id, world.clock.now(), name=came.called, email=came.sender, attributes=_VIA)
    ledger.add(contact)
    ledger.add(MailAddress(key, contact.id))
    return contact


async def _enclose(world: World, mail: Mail, enclosures: Sequence[Enclosure]) -> None:
    """Keeps the files; what the conversation has already, a signature's picture mostly, is not kept again."""
    kept = await world.store.read(
        lambda ledger: ledger.list(Attachment, conversation_id=mail.conversation_id, limit=_ALL)
    )
    known = {each.sha256 for each in kept}
    for number, file in enumerate(enclosures):
        digest = sha256(file.content).hexdigest()
        if digest not in known:
            sent = Sent(mail.conversation_id, file.name, file.media_type, file.content)
            await attach(world, sent, Asked(f"mail {mail.id} {number}", digest))
            known.add(digest)


def _words(mail: Mail, came: Came) -> str:
    """What the customer says: in a letter that begins something the subject belongs to it."""
    begins = mail.number == 0 and came.subject and not came.text.startswith(came.subject)
    text = "\n\n".join(part for part in (came.subject if begins else "", came.text) if part.strip())
    return text or came.subject or ", ".join(file.name for file in came.files) or "…"


def _taken(world: World, ledger: Ledger, mail: Mail, message: Message, came: Came) -> None:
    ledger.get(Mail, mail.id)
    ledger.put(replace(mail, state="taken", message_id=message.id))
    if came.shortened or came.left_out:
        event = LetterShortened(came.left_out)
        ledger.add(Recorded(event, world.clock.now(), mail.conversation_id, mail.contact_id, message.id))


def _key(ledger: Ledger, of: str) -> str:
    """What stands for something without telling it."""
    return hmac.digest(secret_of(ledger), of.encode(), "sha256").hex()
