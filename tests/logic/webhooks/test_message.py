"""What other software gets can be verified by the standard's own library and holds ids only."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from warmline.domain.events import Decided, MessageKept, Recorded
from warmline.domain.message import ConversationId, MessageId, Role
from warmline.domain.people import ContactId
from warmline.domain.webhook import Endpoint, EndpointId
from warmline.logic.webhooks.message import body, headers, message_id, wants

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NEW, OLD, OTHER = ("whsec_" + letter * 43 + "=" for letter in "ABC")
ENDPOINT = Endpoint(EndpointId("e1"), NOW, "https://a.example", (), (NEW, OLD), 0)
KEPT = Recorded(MessageKept(Role.CUSTOMER), NOW, ConversationId("c1"), ContactId("p1"), MessageId("m1"), 7)


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_either_secret_verifies_it(secret: str) -> None:
    content = body(KEPT)
    sent = headers(ENDPOINT, message_id(ENDPOINT, KEPT), content, datetime.now(UTC))
    found = Webhook(secret).verify(content, sent)
    ids = {"conversation_id": "c1", "contact_id": "p1", "message_id": "m1", "position": 7}
    assert found == {
        "type": "message_kept",
        "timestamp": msgspec.to_builtins(NOW),
        "data": {"role": "customer", **ids},
    }


@pytest.mark.parametrize("secret, change", [(OTHER, b""), (NEW, b" ")])
def test_nothing_else_does(secret: str, change: bytes) -> None:
    content = body(KEPT)
    sent = headers(ENDPOINT, message_id(ENDPOINT, KEPT), content, datetime.now(UTC))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(content + change, sent)


def test_the_id_is_of_the_event_and_the_endpoint() -> None:
    assert message_id(ENDPOINT, KEPT) == "e1_7"
    assert headers(ENDPOINT, "e1_7", body(KEPT), NOW)["webhook-id"] == "e1_7"


def test_an_endpoint_hears_what_it_wants() -> None:
    other = Recorded(Decided("reply", 0), NOW)
    some = Endpoint(EndpointId("e2"), NOW, "https://a.example", ("decided",), (NEW,), 0)
    assert [wants(each, event) for each in (ENDPOINT, some) for event in (KEPT, other)] == [True, True, False, True]
