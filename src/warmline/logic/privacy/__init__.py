"""Takes what identifies people out of a text before anything else reads it."""

from warmline.logic.privacy.redact import redact
from warmline.logic.privacy.shapes import NOTHING_KNOWN, Entity, Kind, Known, Redacted

__all__ = ["NOTHING_KNOWN", "Entity", "Kind", "Known", "Redacted", "redact"]
