"""A letter of ours came back, or will never go: a person has to see to it, and nothing is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warmline.care.reach import Cause, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.events import LetterFailed, Recorded
from warmline.domain.mail import Failure, Mail
from warmline.ports import Ledger


def return_letter(world: World, ledger: Ledger, named: Sequence[tuple[str, str]]) -> None:
    """Of the letters that these names stand for, each that was sent is known to have come back."""
    for own in dict.fromkeys(own for kind, own in named if kind == "message"):
        for mail in ledger.list(Mail, message_id=own, way="out", limit=1):
            if mail.state == "sent":
                fail_letter(world, ledger, mail, "bounced")


def fail_letter(world: World, ledger: Ledger, mail: Mail, why: Failure) -> None:
    """The letter is given up. Who waits for it waits for a person; the customer is told nothing more by this way."""
    at = world.clock.now()
    ledger.put(replace(mail, state="failed", due=None, why=mail.why or why))
    ledger.add(Recorded(LetterFailed(why), at, mail.conversation_id, mail.contact_id, mail.message_id))
    talk = ledger.find(Conversation, mail.conversation_id)
    if talk is None or (talk.state == "resolved" and mail.automatic):
        return
    if talk.state != "with_person":
        talk = reach(world, ledger, talk, Cause("asked", way="company", message_id=mail.message_id, quiet=True))
    ledger.put(replace(talk, waiting_since=talk.waiting_since or at))
