"""What is kept, sealed against whoever reads the disk: AES-256-GCM-SIV, with a key of its own for each tenant."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from warmline.domain.errors import DataDamaged, SettingInvalid

_PREFIX = "sealed1:"
_ID = 8
"""Characters of a key's id."""
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Keyring:
    """The operator's keys: the first seals, all open."""

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """What the database and the doctor call each key by; says nothing of the key."""
        return tuple(sha256(b"warmline key id" + key).hexdigest()[:_ID] for key in self.keys)

    def seal(self, tenant: str) -> TenantSeal:
        """What seals one tenant's data, and opens nobody else's."""
        return TenantSeal(
            {key_id: AESGCMSIV(_own(key, tenant)) for key_id, key in zip(self.ids, self.keys, strict=True)}
        )


class TenantSeal:
    """Implements `warmline.adapters.store.codec.Seal` for one tenant's cells, and for files; any thread may call."""

    def __init__(self, ciphers: dict[str, AESGCMSIV]) -> None:
        self._ciphers = ciphers
        self.ids = frozenset(ciphers)
        self.id = next(iter(ciphers))
        """Of the key that seals."""
        self._lead = f"{_PREFIX}{self.id}:"
        self.takes_plain = True
        """False once every cell was sealed: then a plain one was put there by somebody else."""

    def close(self, text: str, place: str) -> str:
        nonce = urandom(_NONCE)
        closed = self._ciphers[self.id].encrypt(nonce, text.encode(), place.encode())
        return self._lead + b64encode(nonce + closed).decode()

    def open(self, text: str, place: str) -> str:
        cipher = self._ciphers.get(text[len(_PREFIX) : len(self._lead) - 1]) if text.startswith(_PREFIX) else None
        if cipher is None and self.takes_plain:
            return text
        try:
            assert cipher
            raw = b64decode(text[len(self._lead) :], validate=True)
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except (AssertionError, InvalidTag, ValueError):
            raise DataDamaged(f"{place} is not what was written there") from None

    def close_file(self, content: bytes, place: str) -> bytes:
        """As `close`, of bytes as they are."""
        nonce = urandom(_NONCE)
        return self._lead.encode() + nonce + self._ciphers[self.id].encrypt(nonce, content, place.encode())

    def open_file(self, content: bytes, place: str) -> bytes:
        """As `open`. Raises DataDamaged."""
        lead, raw = content[: len(self._lead)], content[len(self._lead) :]
        cipher = self._ciphers.get(lead[len(_PREFIX) : -1].decode("ascii", "replace"))
        if not lead.startswith(_PREFIX.encode()) or cipher is None:
            if self.takes_plain:
                return content
            raise DataDamaged(f"{place} is not what was written there")
        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise DataDamaged(f"{place} is not what was written there") from None

    def is_current_file(self, content: bytes) -> bool:
        """It is closed as it would be closed now."""
        return content.startswith(self._lead.encode())

    def is_current(self, text: str) -> bool:
        return text.startswith(self._lead)


def load_keys(given: str, file: Path | None) -> Keyring | None:
    """The keys of WARMLINE_ENCRYPTION_KEY or of the lines of WARMLINE_ENCRYPTION_KEY_FILE. Raises SettingInvalid."""
    if given and file:
        raise SettingInvalid("WARMLINE_ENCRYPTION_KEY and WARMLINE_ENCRYPTION_KEY_FILE are both given: give one")
    if file:
        return Keyring(_from_file(file))
    return Keyring((_key(given, "WARMLINE_ENCRYPTION_KEY"),)) if given else None


def _from_file(file: Path) -> tuple[bytes, ...]:
    try:
        lines = file.read_text().split("\n")
    except (OSError, ValueError) as error:
        raise SettingInvalid(f"WARMLINE_ENCRYPTION_KEY_FILE: {file} cannot be read") from error
    named = {f"{file}:{number}": line.strip() for number, line in enumerate(lines, 1)}
    keys = tuple(_key(line, where) for where, line in named.items() if line and not line.startswith("#"))
    if not keys or len(set(keys)) < len(keys):
        raise SettingInvalid(f"{file}: {'a key is there twice' if keys else 'there is no key'}")
    return keys


def _key(given: str, where: str) -> bytes:
    try:
        key = b64decode(given, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SettingInvalid(f"{where} is not 32 bytes in base64; make one by: openssl rand -base64 32")
    return key


def _own(key: bytes, tenant: str) -> bytes:
    return HKDF(SHA256(), 32, None, b"warmline tenant " + tenant.encode()).derive(key)
