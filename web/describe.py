"""The shapes of `/v1` for TypeScript, from the service's own description: `python -m web.describe`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

from warmline.house import House
from warmline.server.app import create_app

GOAL = Path(__file__).parent / "shared" / "api.d.ts"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_REF = "#/components/schemas/"


def described() -> str:
    """Every shape, as a TypeScript declaration file."""
    schemas = create_app(cast(House, None)).openapi()["components"]["schemas"]
    parts = [_declared(_name(name), schema) for name, schema in sorted(schemas.items())]
    return "/** Written by `python -m web.describe`; do not edit. */\n\n" + "\n".join(parts)


def _declared(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"export type {name} = {_type(schema)};\n"
    needed = schema.get("required", [])
    lines = [
        f"  {each}{'' if each in needed else '?'}: {_type(inner)};\n" for each, inner in schema["properties"].items()
    ]
    return f"export interface {name} {{\n{''.join(lines)}}}\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"].removeprefix(_REF))
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(each) for each in schema.get("enum", [schema.get("const")]))
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(each) for each in schema[several]))
    if isinstance(schema.get("type"), list):
        return " | ".join(_PLAIN[each] for each in schema["type"])
    if schema.get("type") == "array":
        return f"readonly ({_type(schema.get('items', {}))})[]"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"Record<string, {_type(inner) if isinstance(inner, dict) else 'unknown'}>"
    return _PLAIN.get(schema.get("type", ""), "unknown")


def _name(name: str) -> str:
    """`Page_MessageOut_` is PageMessageOut."""
    return re.sub(r"[^A-Za-z0-9]", "", name)


if __name__ == "__main__":
    GOAL.write_text(described(), "utf-8")
