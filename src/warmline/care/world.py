"""One tenant's world: what every story is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from warmline.care.listen import Ear
from warmline.domain.policy import RoutingPolicy
from warmline.ports import Clock, Store

T = TypeVar("T")


class Aside(Protocol):
    """Does what takes long without keeping others waiting; one thing at a time."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class World:
    """One tenant's world; it holds nobody else's data, so no story needs to say whose."""

    store: Store
    clock: Clock
    ear: Ear
    routing: RoutingPolicy
    aside: Aside
