"""An event as other software gets it: Standard Webhooks (standardwebhooks.com), without anybody's words."""

from __future__ import annotations

from datetime import datetime

import msgspec
from standardwebhooks import Webhook

from warmline.domain.events import Recorded
from warmline.domain.webhook import Endpoint


def wants(endpoint: Endpoint, recorded: Recorded) -> bool:
    """Whether the endpoint is told of events of this kind."""
    return not endpoint.kinds or recorded.event.kind in endpoint.kinds


def body(recorded: Recorded) -> bytes:
    """JSON `{type, timestamp, data}`, the same at every attempt."""
    data = msgspec.to_builtins(recorded.event)
    kind = data.pop("kind")
    own = {"conversation_id": recorded.conversation_id, "contact_id": recorded.contact_id}
    data |= {"position": recorded.position, "message_id": recorded.message_id} | own
    return msgspec.json.encode({"type": kind, "timestamp": recorded.at, "data": data})


def ping_body(now: datetime) -> bytes:
    """JSON of an event that did not happen."""
    return msgspec.json.encode({"type": "ping", "timestamp": now, "data": {}})


def message_id(endpoint: Endpoint, recorded: Recorded) -> str:
    """The same at every attempt, also of a replay."""
    return f"{endpoint.id}_{recorded.position}"


def headers(endpoint: Endpoint, name: str, content: bytes, now: datetime) -> dict[str, str]:
    """The message's id, time and signatures, one for each secret."""
    text = content.decode()
    signatures = [Webhook(secret).sign(name, now, text) for secret in endpoint.secrets]
    return {
        "content-type": "application/json", "webhook-id": name, "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }  # fmt: skip
