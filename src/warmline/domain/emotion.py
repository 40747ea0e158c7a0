"""What is read in a customer's turn: the shapes of `docs/vocabulary.md`, field for field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LABELS = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment",
    "excitement", "fear", "gratitude", "grief", "joy", "love", "nervousness", "optimism",
    "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
"""The 28 labels of GoEmotions (Demszky et al. 2020), in the order of its labels.txt."""

EKMAN = {
    "anger": {"anger", "annoyance", "disapproval"},
    "disgust": {"disgust"},
    "fear": {"fear", "nervousness"},
    "joy": {"joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief",
            "pride", "admiration", "desire", "caring"},
    "sadness": {"sadness", "disappointment", "embarrassment", "grief", "remorse"},
    "surprise": {"surprise", "realization", "confusion", "curiosity"},
    "neutral": {"neutral"},
}  # fmt: skip
"""The same paper's grouping of its labels into Ekman's emotions."""

BASIC = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
"""Ekman's basic emotions, as annotated in BRIGHTER."""

FAMILIES = (
    "anger", "frustration", "disappointment", "anxiety", "sadness", "confusion",
    "embarrassment", "regret", "gratitude", "satisfaction", "relief", "surprise",
    "desire", "neutral",
)  # fmt: skip
"""Care families: the specific emotions that ask for different help (Zeelenberg & Pieters 2004)."""

NEGATIVE = frozenset(FAMILIES[:8])
POSITIVE = frozenset({"gratitude", "satisfaction", "relief"})

SIDES = tuple([1 if family in POSITIVE else -1 if family in NEGATIVE else 0 for family in FAMILIES])
"""Of each family: pleasant 1, unpleasant -1, neither 0."""

NOT_SURE = "not_sure"

LANGUAGES = ("en", "de", "nl", "fr", "es", "it", "pt")
"""The languages Warmline reads; in any other it says `not_sure`."""

CueKind = Literal[
    "capitals", "exclamation", "question_marks", "elongation", "profanity", "politeness",
    "urgency", "threat_to_leave", "repeated_contact", "negation", "sarcasm", "emoji",
]  # fmt: skip
FlagKind = Literal[
    "person", "crisis", "abuse", "safety", "minor", "health", "life_event", "resilience",
    "capability",
]  # fmt: skip
URGENT = frozenset({"person", "crisis", "abuse", "safety"})
"""Flags that are looked for in every turn, whatever language it is taken for."""
DRIVERS = frozenset(("health", "life_event", "resilience", "capability"))
"""Flags of a vulnerability (FCA FG21/1): kept with explicit consent alone, shown to who has the right to see them."""
LEARNED = ("person", "crisis", "safety", "minor", "health", "life_event", "resilience", "capability")
"""Flags that a model learns beside the phrases: hints that no list of phrases holds."""
Need = Literal["information", "fix", "compensation", "be_heard", "person", "leave"]
Responsible = Literal["company", "customer", "third_party", "nobody", "unknown"]
Trend = Literal["rising", "cooling", "steady", "stuck"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that moved the reading toward `emotion`; `text` is the turn's slice [start:end]."""

    start: int
    end: int
    text: str
    emotion: str
    weight: float
    """Share of the emotion's logit these words add; above 0 speaks for it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A surface sign in the text."""

    kind: CueKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should know at once, with its probability."""

    kind: FlagKind
    p: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the turn."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """How the customer sees what happened (Smith & Ellsworth 1985); null means unknown."""

    event: Span | None = None
    responsible: Responsible = "unknown"
    certainty: float | None = None
    controllability: float | None = None
    goal: Span | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """The question worth asking before going on."""

    about: Literal["emotion", "event", "need"]
    why: str


@dataclass(frozen=True, slots=True)
class Peak:
    """The worst moment so far."""

    valence: float
    id: str


@dataclass(frozen=True, slots=True)
class Mood:
    """The conversation so far; rising means getting worse."""

    valence: float
    arousal: float
    trend: Trend
    peak: Peak
    turns: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How the customer feels in one turn: a hypothesis with its confidence, never a fact."""

    id: str
    conversation_id: str
    language: str
    emotion: str
    emotions: dict[str, float]
    labels: dict[str, float]
    present: tuple[str, ...]
    basic: dict[str, float]
    basic_present: tuple[str, ...]
    valence: float
    arousal: float
    intensity: float
    confidence: float
    abstained: bool
    evidence: tuple[Evidence, ...]
    cues: tuple[Cue, ...]
    flags: tuple[Flag, ...]
    needs: tuple[Need, ...]
    """Needs that were found; empty when none is known."""
    appraisal: Appraisal
    ask: Ask | None
    mood: Mood
    model: dict[str, str]
    kind: Literal["turn"] = "turn"
