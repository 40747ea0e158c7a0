"""The operator's knobs: every one is an environment variable `WARMLINE_…` or a line of a file."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warmline.domain.errors import SettingInvalid

READERS = ("best", "linear")
METRICS = ("local", "public", "off")
LOGS = ("", "json", "text")
FILE = "warmline.toml"
"""In the home, unless WARMLINE_SETTINGS names another."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Warmline finds what it needs. (Plain, because pydantic costs a reader 0.2 s at every start.)"""

    policies: Path | None = None
    """A folder that replaces the shipped policies."""
    model: Path | None = None
    """A folder with `card.toml` and `weights.npz` that is read with instead of the shipped models."""

    reader: str = "best"
    """`best` (the encoder beside the linear reader) or `linear` (faster, shallower)."""
    home: Path = Path.home() / ".warmline"
    """The folder of everything a running Warmline keeps."""
    database_url: str = ""
    """`postgresql://…` of the owner of a PostgreSQL database; empty: SQLite in the home."""
    rate_limit: float = 500.0
    """Requests a second that one API key may send, and twice as many at once; 0: as many as it likes."""
    replica: str = ""
    """A name of this process that stays the same when it starts again; empty: the host's name."""
    private_networks: str = ""
    """Networks of yours (`10.0.0.0/8 192.168.1.7/32`) to which webhooks may be sent, and where mail servers may be."""
    public_url: str = ""
    """Where browsers find the service (`https://care.example.com`), for links in letters too; empty: only here."""
    reserve: int = 32
    """MiB of the disk kept so that people can still be forgotten when it is full; 0: none."""
    encryption_key: str = field(default="", repr=False)
    """32 bytes in base64, with which what is kept is sealed; empty: it is kept as it is."""
    encryption_key_file: Path | None = None
    """A file of such keys, one a line: the first seals, all open."""
    metrics: str = METRICS[0]
    """Who is answered at /metrics: `local` (this machine), `public` (anybody) or `off` (nobody)."""
    log: str = LOGS[0]
    """The service's log as `json` or `text`; empty: text on a terminal, else JSON."""
    smtp_url: str = field(default="", repr=False)
    """The mail server (`smtp://user:password@host:587`, with STARTTLS; `smtps://…:465`); empty: no mail is sent."""
    mail_from: str = ""
    """The address that letters come from."""
    tenant: str = ""
    """A tenant that is made at the start, unless it is there; empty: none, and a demo where there is no other."""
    admin_email: str = ""
    """Somebody who is its admin, unless they have an account."""
    admin_password: str = field(default="", repr=False)
    """Their first password."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of this process: what its environment says, else the file; what is empty counts as unset.

        Raises SettingInvalid, naming the variable or the file.
        """
        file, lines = _file(environment)
        given = {name: _parsed(name, value, f"{file}: {name}", file.parent) for name, value in lines.items()}
        for name in _KNOBS:
            variable = f"WARMLINE_{name.upper()}"
            if value := environment.get(variable):
                given[name] = _parsed(name, value, variable, Path())
        return cls(**given)


def _file(environment: Mapping[str, str]) -> tuple[Path, dict[str, Any]]:
    """The settings' file and what it says; it need not be there unless it is named."""
    named = environment.get("WARMLINE_SETTINGS")
    file = Path(named or Path(environment.get("WARMLINE_HOME") or Settings().home) / FILE)
    if not named and not os.path.isfile(file):
        return file, {}
    import tomllib  # only for those who have a file

    try:
        lines = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingInvalid(f"{file} cannot be read: {error}") from error
    for name in lines.keys() - _KNOBS.keys():
        raise SettingInvalid(f"{file}: {name!r} is no setting{_meant(name)}")
    return file, {name: value for name, value in lines.items() if value != ""}


def _meant(name: str) -> str:
    from difflib import get_close_matches

    return "".join(f"; did you mean {close!r}?" for close in get_close_matches(name, _KNOBS, 1))


def _parsed(name: str, value: object, place: str, base: Path) -> Any:
    try:
        return _KNOBS[name](value, base)
    except ValueError as error:
        raise SettingInvalid(f"{place} {error}") from None


def _folder(value: object, base: Path) -> Path:
    if not isinstance(value, str):
        raise ValueError(f"is {value!r}, not the path of a folder")
    return base / Path(value).expanduser()


def _one_of(known: tuple[str, ...]) -> Callable[[object, Path], str]:
    def parsed(value: object, _base: Path) -> str:
        if value not in known:
            raise ValueError(f"is {value!r}, not one of: {', '.join(filter(None, known))}")
        return str(value)

    return parsed


def _key(value: object, _base: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("is not 32 bytes in base64")
    return value


def _key_file(value: object, base: Path) -> Path:
    if not isinstance(value, str):
        raise ValueError(f"is {value!r}, not the path of a file")
    return base / Path(value).expanduser()


def _postgres(value: object, _base: Path) -> str:
    if not isinstance(value, str) or not value.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
        raise ValueError("is not the address of a PostgreSQL database (postgresql://…)")
    return value


def _rate(value: object, _base: Path) -> float:
    try:
        rate = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        rate = math.nan
    if not 0 <= rate < math.inf:
        raise ValueError(f"is {value!r}, not a number from 0 on")
    return rate


def _mebibytes(value: object, _base: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int) or not re.fullmatch("[0-9]{1,6}", str(value)):
        raise ValueError(f"is {value!r}, not a whole number of MiB")
    return int(value)


def _name(value: object, _base: Path) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 200:
        raise ValueError(f"is {value!r}, not a name of up to 200 characters")
    return value


def _secret(value: object, _base: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("is no text")
    return value


def _networks(value: object, _base: Path) -> str:
    from ipaddress import ip_network  # only for those who have some

    if not isinstance(value, str):
        raise ValueError(f"is {value!r}, not networks with spaces between them")
    return " ".join(str(ip_network(each)) for each in value.split())


def _origin(value: object, _base: Path) -> str:
    if not isinstance(value, str) or not _ORIGIN.fullmatch(value):
        raise ValueError(f"is {value!r}, not https:// and a host, or http:// and this machine, without a path")
    return value.rstrip("/")


_ORIGIN = re.compile(
    r"(https://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])|http://(localhost|127[0-9.]+|\[::1\]))(:[0-9]{1,5})?/?"
)


def _smtp(value: object, _base: Path) -> str:
    known = r"smtps?://([^\s@/:]+:[^\s@/:]*@)?(\[[0-9a-fA-F:]+\]|[\w.-]+)(:[0-9]{1,5})?/?"
    if not isinstance(value, str) or not re.fullmatch(known, value):
        raise ValueError("is not the address of a mail server (smtp://… or smtps://…, its password percent-encoded)")
    return value


def _mailbox(value: object, _base: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", value, re.ASCII):
        raise ValueError(f"is {value!r}, not a mail address")
    return value


_KNOBS: Mapping[str, Callable[[object, Path], Any]] = {
    "policies": _folder, "model": _folder, "reader": _one_of(READERS), "home": _folder, "database_url": _postgres,
    "rate_limit": _rate, "reserve": _mebibytes, "replica": _name, "private_networks": _networks,
    "encryption_key": _key, "encryption_key_file": _key_file, "metrics": _one_of(METRICS), "log": _one_of(LOGS),
    "public_url": _origin, "smtp_url": _smtp, "mail_from": _mailbox, "tenant": _name, "admin_email": _mailbox,
    "admin_password": _secret,
}  # fmt: skip
