"""Write plain data as TOML (the standard library only reads it)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any


def write_toml(path: Path, data: dict[str, Any]) -> None:
    """Values first, then tables; numbers at 6 digits."""
    path.write_text("\n".join(_table(data, ())) + "\n", encoding="utf-8")


def _table(data: dict[str, Any], name: tuple[str, ...]) -> list[str]:
    lines = [f"[{'.'.join(map(_key, name))}]"] if name else []
    lines += [f"{_key(key)} = {_value(value)}" for key, value in data.items() if not isinstance(value, dict)]
    for key, value in data.items():
        if isinstance(value, dict):
            lines += ["", *_table(value, (*name, key))]
    return lines


def _key(key: str) -> str:
    """A key with anything but letters and digits, such as a file's name, stands in quotes."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return repr(round(value, 6))
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
