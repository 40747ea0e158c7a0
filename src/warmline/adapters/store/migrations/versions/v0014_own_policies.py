"""What a tenant says itself of crisis lines and of how long data are kept."""

from __future__ import annotations

from warmline.adapters.store.migrations.tables import own

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Two tables of their own."""
    own(
        "own_crisis_lines",
        "country text, emergency text, crisis text, safety text, at wide, by text, reviewed_at wide?, "
        "reviewed_by text?",
        key="country",
    )
    own(
        "own_retention",
        "id text, inference count, words count, event count, operation count, delivery count, at wide, by text",
    )
