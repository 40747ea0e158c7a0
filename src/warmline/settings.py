"""The operator's knobs: every one is an environment variable `WARMLINE_…`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warmline.domain.errors import SettingInvalid

READERS = ("best", "linear")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Warmline finds what it needs. (Plain, because pydantic costs a reader 0.2 s at every start.)"""

    policies: Path | None = None
    """WARMLINE_POLICIES: a folder that replaces the shipped policies."""
    model: Path | None = None
    """WARMLINE_MODEL: a folder with `card.toml` and `weights.npz` that is read with instead of the shipped models."""

    reader: str = "best"
    """WARMLINE_READER: `best` (the encoder beside the linear reader) or `linear` (faster, shallower)."""
    home: Path = Path.home() / ".warmline"
    """WARMLINE_HOME: the folder of everything a running Warmline keeps."""
    database_url: str = ""
    """WARMLINE_DATABASE_URL: `postgresql://…` of the owner of a PostgreSQL database; empty: SQLite in the home."""
    reserve: int = 32
    """WARMLINE_RESERVE: MiB of the disk kept so that people can still be forgotten when it is full; 0: none."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of this process; an empty variable counts as unset. Raises SettingInvalid."""

        def given(name: str) -> str | None:
            return environment.get(f"WARMLINE_{name}") or None

        policies, model, reader, home = map(given, ("POLICIES", "MODEL", "READER", "HOME"))
        url, reserve = given("DATABASE_URL") or "", given("RESERVE") or "32"
        if reader and reader not in READERS:
            raise SettingInvalid(f"WARMLINE_READER is {reader!r}, not one of: {', '.join(READERS)}")
        if url and not url.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
            raise SettingInvalid("WARMLINE_DATABASE_URL is not the address of a PostgreSQL database (postgresql://…)")
        if not re.fullmatch("[0-9]{1,6}", reserve):
            raise SettingInvalid(f"WARMLINE_RESERVE is {reserve!r}, not a whole number of MiB")
        return cls(
            Path(policies) if policies else None,
            Path(model) if model else None,
            reader or "best",
            Path(home) if home else Path.home() / ".warmline",
            url,
            int(reserve),
        )
