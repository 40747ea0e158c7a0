"""Conversations from files, turn by turn, in constant memory."""

from warmline.adapters.transcripts.bar import reading_bar
from warmline.adapters.transcripts.read import read_transcript

__all__ = ["read_transcript", "reading_bar"]
