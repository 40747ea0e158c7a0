"""Lists by pages: a cursor says after what to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request

from warmline.domain.errors import UnreadableInput
from warmline.server.schema import Page

N = TypeVar("N")
Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]
Name = Annotated[str | None, Query(max_length=200, pattern=r"^[\x21-\x7e]+$")]
After = Annotated[Name, Query(description="`next` of the page before.")]


def page(nouns: Sequence[N], limit: int, render: Callable[[N], Any], cursor: Callable[[N], str]) -> Page[Any]:
    """A page of what was found with one more than `limit` asked for."""
    following = cursor(nouns[limit - 1]) if len(nouns) > limit else None
    return Page(items=[render(noun) for noun in nouns[:limit]], next=following)


async def named_once(request: Request) -> None:
    """Raises UnreadableInput where one parameter is given twice: which of them counts would be a guess."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(names) > len(set(names)):
        raise UnreadableInput("query", "a parameter is given more than once")
