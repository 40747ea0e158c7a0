"""Links that open one file for a few minutes and need no key: so that a browser can fetch it."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from warmline.care.audit import TRACE, note
from warmline.care.keep_secret import keep_secret
from warmline.care.world import World
from warmline.domain.attachment import Attachment
from warmline.domain.errors import NotFound
from warmline.domain.keeping import Secret
from warmline.ports import Ledger

LASTS = timedelta(minutes=5)
_NAME = "links"
_TOKEN = re.compile(r"([\x21-\x2d\x2f-\x7e]{1,200})\.([0-9]{1,12})\.([0-9a-f]{64})")
"""Id, second of its end, and the proof that both were put together here."""


async def make_link(world: World, attachment_id: str, actor: str) -> tuple[str, datetime]:
    """What opens an attachment, and until when; that it was asked for is noted. Raises NotFound, StoreUnavailable."""
    until = (world.clock.now() + LASTS).replace(microsecond=0)
    fresh = Secret(_NAME, token_hex(32))

    def make(ledger: Ledger) -> str:
        attachment = ledger.get(Attachment, attachment_id)
        note(world, ledger, actor, "attachment.opened", attachment_id, contact=attachment.contact_id)
        return _token(keep_secret(ledger, fresh), attachment_id, int(until.timestamp()))

    return await world.store.write(make, spare=TRACE), until


async def linked(world: World, token: str) -> Attachment:
    """The attachment that a link opens. Raises NotFound for one that is forged, over or of something gone."""
    parts = _TOKEN.fullmatch(token)
    if not parts or datetime.fromtimestamp(int(parts[2]), UTC) < world.clock.now():
        raise NotFound("no such file")

    def look(ledger: Ledger) -> Attachment:
        secret = ledger.find(Secret, _NAME)
        if secret is None or not hmac.compare_digest(token, _token(secret, parts[1], int(parts[2]))):
            raise NotFound("no such file")
        return ledger.get(Attachment, parts[1])

    return await world.store.read(look)


def _token(secret: Secret, attachment_id: str, until: int) -> str:
    proven = f"{attachment_id}.{until}"
    return f"{proven}.{hmac.digest(bytes.fromhex(secret.secret), proven.encode(), 'sha256').hex()}"
