"""What the page calls things."""

from __future__ import annotations

from warmline.domain.emotion import FAMILIES, NEGATIVE, NOT_SURE, POSITIVE

TONES = {
    "negative": "negative",
    "neither": "neither",
    "positive": "positive",
    NOT_SURE: "not sure",
}
FLAGS = {
    "crisis": "may be in a crisis",
    "safety": "may not be safe",
    "minor": "may be under age",
    "abuse": "abuse aimed at someone",
    "person": "asks for a person",
    "health": "health",
    "life_event": "life event",
    "resilience": "little to fall back on",
    "capability": "needs it made easier",
}
"""Gravest first."""
CUES = {
    "capitals": "capitals",
    "exclamation": "exclamation marks",
    "question_marks": "question marks",
    "elongation": "stretched words",
    "profanity": "swearing",
    "politeness": "politeness",
    "urgency": "urgency",
    "threat_to_leave": "may leave",
    "repeated_contact": "not the first contact",
    "negation": "negation",
    "sarcasm": "sarcasm",
    "emoji": "emoji",
}
NEEDS = {
    "information": "to know more",
    "fix": "a fix",
    "compensation": "compensation",
    "be_heard": "to be heard",
    "person": "a person",
    "leave": "to leave",
}
RESPONSIBLE = {
    "company": "the company",
    "customer": "themselves",
    "third_party": "somebody else",
    "nobody": "nobody",
}
BESIDE = {
    "this": "answered by this reader",
    "other": "answered by the linear reader",
    "same": "the same feeling from both",
    "opposite": "opposite feelings",
}
TRENDS = {"rising": "getting worse", "cooling": "calming down", "steady": "steady", "stuck": "stuck"}
ROLES = {"customer": "Customer", "agent": "Agent", "bot": "Bot"}
LANGUAGES = {
    "en": "English", "de": "German", "nl": "Dutch", "fr": "French", "es": "Spanish", "it": "Italian",
    "pt": "Portuguese", "und": "unknown", "": "unknown",
}  # fmt: skip
SURENESS = ((0.9, "very likely"), (0.7, "likely"), (0.5, "more likely than not"), (0.0, "possible"))


def tone(emotion: str) -> str:
    """Which of `TONES` a care family belongs to."""
    if emotion in NEGATIVE:
        return "negative"
    if emotion in POSITIVE:
        return "positive"
    return "neither" if emotion in FAMILIES else NOT_SURE


def look(emotion: str) -> str:
    """The style class of a care family, see the table in page.css."""
    return f"f-{emotion}" if emotion in FAMILIES else "f-unsure"


def name(emotion: str) -> str:
    """A care family in words."""
    return "not sure" if emotion == NOT_SURE else emotion


def sureness(p: float) -> str:
    """A probability in words."""
    return next(word for least, word in SURENESS if p >= least)
