"""What every data set says of itself and what a row of it looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what annotators said of it; a head that is missing was not annotated."""

    text: str
    language: str
    labels: frozenset[str] | None = None
    basic: frozenset[str] | None = None
    families: Mapping[str, float] | None = None
    """Care families that the annotation speaks of: 1 present, 0 absent; others unknown."""
    abuse: float | None = None
    intensity: Mapping[str, float] | None = None
    """Per basic emotion, 0 to 1."""
    flags: Mapping[str, float] | None = None
    """Flags of LEARNED that the annotation speaks of: 1 present, 0 absent."""
    plutchik: frozenset[str] | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set comes from and what it may be used for."""

    name: str
    home: str
    licence: str
    may_train: bool
    sha256: Mapping[str, str] = field(default_factory=dict)
    """Path under the data folder → checksum."""

    def verify(self, folder: Path) -> None:
        """Raises ValueError naming the first file that is missing or is another than was used."""
        for name, expected in self.sha256.items():
            path = folder / name
            if not path.is_file():
                raise ValueError(f"{self.name}: {path} is missing; get it from {self.home}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
                raise ValueError(f"{self.name}: {path} differs from the one the figures were made with")
