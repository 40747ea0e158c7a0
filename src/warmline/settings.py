"""The operator's knobs: every one is an environment variable `WARMLINE_…`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from warmline.domain.errors import SettingInvalid

READERS = ("best", "linear")
LOGS = ("", "json", "text")
METRICS = ("local", "public", "off")


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
    replica: str = ""
    """WARMLINE_REPLICA: a name of this process that stays the same when it starts again; empty: the host's name."""
    private_networks: tuple[str, ...] = ()
    """WARMLINE_PRIVATE_NETWORKS: networks (`10.0.0.0/8 192.168.1.7/32`) of yours to which webhooks may be sent."""
    encryption_key: str = field(default="", repr=False)
    """WARMLINE_ENCRYPTION_KEY: 32 bytes in base64, with which what is kept is sealed; empty: it is kept as it is."""
    encryption_key_file: Path | None = None
    """WARMLINE_ENCRYPTION_KEY_FILE: such keys, one a line: the first seals, all open."""
    metrics: str = "local"
    """WARMLINE_METRICS: who is answered at /metrics: `local` (this machine), `public` (anybody) or `off` (nobody)."""
    log: str = ""
    """WARMLINE_LOG: the service's log as `json` or `text`; empty: text on a terminal, else JSON."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of this process; an empty variable counts as unset. Raises SettingInvalid."""

        def given(name: str) -> str | None:
            return environment.get(f"WARMLINE_{name}") or None

        policies, model, reader, home = map(given, ("POLICIES", "MODEL", "READER", "HOME"))
        key_file = given("ENCRYPTION_KEY_FILE")
        url = given("DATABASE_URL") or ""
        if reader and reader not in READERS:
            raise SettingInvalid(f"WARMLINE_READER is {reader!r}, not one of: {', '.join(READERS)}")
        if url and not url.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
            raise SettingInvalid("WARMLINE_DATABASE_URL is not the address of a PostgreSQL database (postgresql://…)")
        metrics = given("METRICS") or METRICS[0]
        if metrics not in METRICS:
            raise SettingInvalid(f"WARMLINE_METRICS is {metrics!r}, not one of: {', '.join(METRICS)}")
        log = given("LOG") or ""
        if log not in LOGS:
            raise SettingInvalid(f"WARMLINE_LOG is {log!r}, not one of: json, text")
        return cls(
            Path(policies) if policies else None,
            Path(model) if model else None,
            reader or "best",
            Path(home) if home else Path.home() / ".warmline",
            url,
            given("REPLICA") or "",
            _networks(given("PRIVATE_NETWORKS") or ""),
            given("ENCRYPTION_KEY") or "",
            Path(key_file) if key_file else None,
            metrics,
            log,
        )


def _networks(given: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(each)) for each in given.replace(",", " ").split())
    except ValueError as error:
        raise SettingInvalid(f"WARMLINE_PRIVATE_NETWORKS: {error}") from None
