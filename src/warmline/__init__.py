"""Warmline: Empathy-as-a-Service for customer care. Listen, do not pretend to feel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warmline.assemble import Reader as Reader
    from warmline.domain.message import Role as Role
    from warmline.domain.message import Turn as Turn

__all__ = ["Reader", "Role", "Turn", "__version__"]


def __getattr__(name: str) -> Any:
    """The library's front door, opened on first use so that `import warmline` costs nothing."""
    if name == "Reader":
        from warmline.assemble import Reader

        return Reader
    if name in ("Role", "Turn"):
        from warmline.domain import message

        return getattr(message, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("warmline")
    raise AttributeError(f"module 'warmline' has no attribute {name!r}")
