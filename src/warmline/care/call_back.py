"""A customer would rather be called, or written to, than wait."""

from __future__ import annotations

from warmline.care.goes_on import goes_on_in
from warmline.care.reach import Cause, reach
from warmline.care.world import World
from warmline.domain.conversation import Conversation
from warmline.domain.errors import Forbidden
from warmline.domain.hand_over import CallBackChannel, Hours
from warmline.domain.message import ConversationId
from warmline.domain.people import Contact
from warmline.logic.consent.guard import may_contact
from warmline.logic.hand_over.address import as_address, dialled_country
from warmline.logic.hand_over.wording import country_of
from warmline.ports import Ledger


async def call_back(
    world: World, conversation_id: ConversationId, channel: CallBackChannel, given: str, session_id: str | None
) -> Conversation:
    """The conversation, in which the customer was told what happens now; where to is sealed.

    Of a guarded conversation only who writes from its own device may ask for it. Raises NotFound, Forbidden,
    UnreadableInput for what is no address, StoreUnavailable.
    """

    def keep(ledger: Ledger) -> Conversation:
        talk = goes_on_in(ledger, conversation_id)
        if not may_contact(talk, session_id is not None and session_id == talk.session_id):
            raise Forbidden("nothing may be sent to another place from this conversation")
        contact, hours = ledger.get(Contact, talk.contact_id), ledger.find(Hours, talk.inbox_id)
        default = hours.country if hours else None
        address = as_address(channel, given, country_of(contact.attributes, dialled_country(contact.phone), default))
        after = reach(world, ledger, talk, Cause("call_back", "contact", "button", back=(channel, address)))
        ledger.put(after)
        return after

    return await world.store.write(keep)
