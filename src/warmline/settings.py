"""The operator's knobs: every one is an environment variable `WARMLINE_…`."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where Warmline finds what it needs."""

    model_config = SettingsConfigDict(env_prefix="WARMLINE_")

    policies: Path | None = None
    """A folder that replaces the shipped policies."""
    model: Path | None = None
    """A folder with `card.toml` and `weights.npz` that replaces the shipped model."""
