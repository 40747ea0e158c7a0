"""The tenant's own server vouches for a visitor: a short-lived JSON Web Token (RFC 7519), signed for one inbox."""

from __future__ import annotations

import re
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from warmline.care.audit import note
from warmline.care.visit import Vouched
from warmline.care.world import World
from warmline.domain.errors import Unauthorised
from warmline.domain.keeping import Secret
from warmline.domain.people import Inbox, InboxId
from warmline.ports import Ledger

_ALGORITHMS = ["HS256"]
_LONGEST, _SKEW = 3600, 60
"""Seconds that a token may be good for, and that clocks may differ by."""
_MOST = 4096
"""Characters of a token."""
_ID, _LANGUAGE = re.compile(r"[\x21-\x7e]{1,200}"), re.compile("[a-z]{2}")
_NO = "this token vouches for nobody here"


async def vouched(world: World, inbox_id: InboxId, token: str) -> Vouched:
    """Who it is. Raises Unauthorised for a token that is forged, over, too long-lived or for another inbox."""
    secrets = await world.store.read(lambda ledger: _secrets(ledger, inbox_id))
    claims = next((found for secret in secrets if (found := _claims(token, secret)) is not None), None)
    if claims is None or not _holds(claims, inbox_id, world.clock.now()):
        raise Unauthorised(_NO)
    texts = {name: claims.get(name) for name in ("name", "email", "phone")}
    language = claims.get("language")
    return Vouched(
        claims["sub"], **{name: text[:300] if isinstance(text, str) and text else None for name, text in texts.items()},
        language=language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else None,
    )  # fmt: skip


async def renew_vouching(world: World, inbox_id: InboxId, actor: str) -> str:
    """A new secret to sign with; the one before counts too until the next is made. Raises NotFound."""
    fresh = token_urlsafe(32)
    new, old = _names(inbox_id)

    def renew(ledger: Ledger) -> str:
        ledger.get(Inbox, inbox_id)
        before = ledger.find(Secret, new)
        ledger.drop(Secret, old)
        if before:
            ledger.add(Secret(old, before.secret))
            ledger.drop(Secret, new)
        ledger.add(Secret(new, fresh))
        note(world, ledger, actor, "inbox.secret", inbox_id)
        return fresh

    return await world.store.write(renew)


def _secrets(ledger: Ledger, inbox_id: InboxId) -> list[str]:
    return [found.secret for name in _names(inbox_id) if (found := ledger.find(Secret, name))]


def _names(inbox_id: InboxId) -> tuple[str, str]:
    return f"inbox {inbox_id}", f"inbox {inbox_id} before"


def _claims(token: str, secret: str) -> dict[str, Any] | None:
    """What the token says, if it was signed with the secret."""
    if len(token) > _MOST:
        return None
    try:
        return dict(jwt.decode(token, OctKey.import_key(secret), algorithms=_ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError):
        return None


def _holds(claims: dict[str, Any], inbox_id: InboxId, now: datetime) -> bool:
    """Whether it is for this inbox, for somebody, and for a short time around now."""
    who, begins, ends = (claims.get(name) for name in ("sub", "iat", "exp"))
    if claims.get("aud") not in (inbox_id, [inbox_id]) or not isinstance(who, str) or not _ID.fullmatch(who):
        return False
    if type(begins) is not int or type(ends) is not int:
        return False
    return begins - _SKEW <= now.timestamp() < ends <= begins + _LONGEST
