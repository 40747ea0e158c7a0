"""Readings as JSON, field for field as in the library."""

from __future__ import annotations

import msgspec

from warmline.domain.emotion import Reading

JSON = "application/json"


def reading_json(reading: Reading) -> bytes:
    """The reading as one JSON object."""
    return msgspec.json.encode(reading)
