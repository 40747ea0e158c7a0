from __future__ import annotations

from dataclasses import replace

from warmline.assemble import Reader
from warmline.domain.emotion import Span
from warmline.logic.privacy.apart import with_words, without_words
from warmline.settings import Settings

TEXT = "My unmistakable 👋 parcel never came, I am angry and want my money back"


def test_a_reading_is_kept_without_words_and_shown_with_them() -> None:
    read = Reader(Settings(reader="linear")).read(TEXT)
    spans = replace(read.appraisal, event=Span(0, 15, TEXT[:15]), goal=None)
    read = replace(read, appraisal=spans)
    assert read.evidence
    kept = without_words(read)
    assert {each.text for each in kept.evidence} == {""}
    assert kept.appraisal.event == Span(0, 15, "")
    assert not any(word in str(kept) for word in ("unmistakable", "parcel", "money"))
    assert with_words(kept, TEXT) == read
