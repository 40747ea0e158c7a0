"""Nobody keeps the others waiting by asking too often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api
from warmline.domain.errors import TooManyRequests
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.limits import Buckets
from warmline.server.run import make_tenant
from warmline.settings import Settings


class Time:
    """Stands still unless it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: Buckets, whose: str, times: int) -> int:
    """How many of so many requests at once went through."""
    for number in range(times):
        try:
            buckets.take(whose)
        except TooManyRequests:
            return number
    return times


def test_a_bucket_holds_so_many_and_fills_again() -> None:
    time = Time()
    buckets = Buckets(10.0, 20, time)
    assert taken(buckets, "anna", 100) == 20
    assert taken(buckets, "ben", 1) == 1
    time.now += 0.5
    assert taken(buckets, "anna", 100) == 5
    time.now += 3600
    assert taken(buckets, "anna", 100) == 20


def test_it_says_when_to_come_again() -> None:
    time = Time()
    buckets = Buckets(0.1, 2, time)
    assert taken(buckets, "anna", 2) == 2
    with pytest.raises(TooManyRequests) as raised:
        buckets.take("anna")
    assert (raised.value.most, raised.value.seconds, raised.value.wait) == (2, 20, 10)
    time.now += raised.value.wait
    assert taken(buckets, "anna", 2) == 1


def test_without_a_rate_nobody_is_limited() -> None:
    assert taken(Buckets(0.0, 1, Time()), "anna", 1000) == 1000


def test_buckets_are_forgotten_when_they_are_full_again_and_never_grow_without_end() -> None:
    time = Time()
    buckets = Buckets(1.0, 1, time)
    for number in range(10_000):
        buckets.take(number)
    time.now += 2
    buckets.take("anna")
    assert len(buckets._full_at) == 1
    for number in range(30_000):
        buckets.take(number)
    assert len(buckets._full_at) <= 10_000


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Api]:
    """A service that lets every key ask twice in a thousand seconds."""
    settings = Settings(home=tmp_path, reader="linear", rate_limit=0.001)
    key = make_tenant(settings, "one")
    with TestClient(create_app(House(settings))) as client:
        client.app.state.keys.requests.holds = 2  # type: ignore[attr-defined]
        yield Api(client, key)


def test_a_key_that_asks_too_often_is_told_when_to_come_again(busy: Api) -> None:
    other = busy.made("/keys", {"name": "other"})["key"]
    assert busy("GET", "/events").status_code == 200
    answer = busy("GET", "/events")
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert 0 < int(answer.headers["retry-after"]) <= 1000
    assert answer.headers["ratelimit-policy"] == '"requests";q=2;w=2000'
    assert answer.headers["ratelimit"] == f'"requests";r=0;t={answer.headers["retry-after"]}'
    assert busy("GET", "/events", key=other).status_code == 200
    assert busy.client.get("/healthz").status_code == 200


def test_whoever_guesses_keys_is_stopped_and_keys_in_use_are_not(busy: Api) -> None:
    assert busy("GET", "/events").status_code == 200
    guesses = [busy("GET", "/events", key=f"wl_one_{number}_x").status_code for number in range(21)]
    assert guesses == [401] * 20 + [429]
    assert busy("GET", "/events").status_code == 200
