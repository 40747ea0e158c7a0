"""The API's description (OpenAPI), with what the framework cannot know of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from warmline.server.errors import PROBLEM, TITLES

_SCHEMAS = "#/components/schemas/"


class Fault(BaseModel):
    """Where a request is not what it should be, and why."""

    at: str
    why: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


def describe_problems(app: FastAPI) -> None:
    """Every operation says which problems it may answer."""
    plain = app.openapi
    app.openapi = lambda: _with_problems(plain())  # type: ignore[method-assign]


def _with_problems(description: dict[str, Any]) -> dict[str, Any]:
    parts, shape = description["components"], Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")
    for name in ("HTTPValidationError", "ValidationError"):  # the framework's own shape of errors
        parts["schemas"].pop(name, None)
    parts["schemas"] |= {**shape.pop("$defs", {}), "Problem": shape}
    content = {PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}
    parts["responses"] = {str(status): {"description": title, "content": content} for status, title in TITLES.items()}
    for path, operations in description["paths"].items():
        for operation in operations.values():
            for status in tuple(_possible(path, operation)):
                operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
    return description


def _possible(path: str, operation: dict[str, Any]) -> Iterator[int]:
    """Problems that an operation may answer, those among them that its route names itself."""
    yield from (int(status) for status in operation["responses"] if int(status) >= 400)
    asked = "security" in operation or "requestBody" in operation
    yield from (401, 403, 422, 429, 503, 507) if asked else (503,)
    if "{" in path or "requestBody" in operation:
        yield 404
    if "requestBody" in operation:
        yield from (409, 413)
