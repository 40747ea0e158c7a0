"""Every list also as CSV, and with the address of its next page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from fastapi import Depends, Query, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from warmline.adapters.render.lines import FORMULA
from warmline.server.schema import Page

_GUARDED = (*FORMULA, "'")
"""A text that begins so has an apostrophe before it: no spreadsheet runs it, and whoever takes one off has the text."""
_AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "headers": {"Link": {"description": "The next page.", "schema": {"type": "string"}}},
    }
}


class ListRoute(APIRoute):
    """A route; where it answers a `Page` it is a list, and offers all that lists offer."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **how: Any) -> None:
        self._columns = _columns(get_type_hints(endpoint).get("return"))
        if self._columns:
            how["dependencies"] = [*(how.get("dependencies") or ()), Depends(_format)]
            how["responses"] = _AS_CSV | (how.get("responses") or {})
        super().__init__(path, endpoint, **how)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        plain = super().get_route_handler()

        async def listed(request: Request) -> Response:
            return _listed(request, await plain(request), self._columns)

        return listed if self._columns else plain


async def _format(
    format: Annotated[Literal["json", "csv"] | None, Query(description="As with the header Accept.")] = None,
) -> None:
    pass


def _columns(answer: Any) -> tuple[str, ...]:
    """Names of a list's columns; empty for what is no list."""
    if not (isinstance(answer, type) and issubclass(answer, Page)):
        return ()
    (row,) = get_args(answer.model_fields["items"].annotation)
    return tuple(row.model_fields)


def _listed(request: Request, answer: Response, columns: tuple[str, ...]) -> Response:
    page = msgspec.json.decode(answer.body)
    if _wants_csv(request):
        name = request.url.path.rpartition("/")[2]
        answer = Response(_csv(columns, page["items"]), media_type="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    if page["next"]:
        following = request.url.include_query_params(after=page["next"])
        answer.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    answer.headers["Vary"] = "Accept"
    return answer


def _wants_csv(request: Request) -> bool:
    if wanted := request.query_params.get("format"):
        return wanted == "csv"
    accepted = [each.partition(";")[0].strip() for each in request.headers.get("accept", "").split(",")]
    return "text/csv" in accepted and "application/json" not in accepted


def _csv(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return lines.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_GUARDED) else value
        case _:
            return msgspec.json.encode(value).decode()
