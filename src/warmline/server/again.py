"""A request that may be sent again: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Header, Request

from warmline.care.once import Asked
from warmline.server.auth import COOKIE

_Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this request: sent again within a day it makes nothing twice, "
        "and is answered with what it made, as that is now.",
    ),
]


async def _asked(request: Request, key: _Key = None) -> Asked | None:
    """Names the request without a word of it: nobody who reads the disk and does not know the key can guess one."""
    if key is None:
        return None
    whole = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    who = request.headers.get("authorization") or request.cookies.get(COOKIE)
    name = hashlib.sha256(f"{who} {key}".encode()).hexdigest()
    return Asked(name, hmac.digest(key.encode(), whole, "sha256").hex())


Again = Annotated[Asked | None, Depends(_asked)]
