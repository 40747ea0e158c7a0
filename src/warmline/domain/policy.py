"""What the care lead wrote down: phrases, words and weights, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a policy file, what it is a sign of and the language it is written in.

    `kind` is `flag.person`, `cue.urgency`, `lexicon.anger.strong`, `need.fix`, `event` …; a leading `-` marks an
    exception: a match of that kind which overlaps it does not count.
    """

    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class LanguagePolicy:
    """How a turn's language is chosen when a detector alone is not sure."""

    enough: float
    read: float
    home: float
    short: float


@dataclass(frozen=True, slots=True)
class MoodPolicy:
    """How turns become a mood and a conversation's line."""

    memory: float
    step: float
    stuck: float
    repeat: float
    unanswered: float
    waiting: float
    patience_minutes: float
    same: float
    negative: float


@dataclass(frozen=True, slots=True)
class AffectPolicy:
    """What a course is made of once somebody has said how a turn really was."""

    affect: Mapping[str, tuple[float, float]]
    """Valence and arousal of each care family."""
    mood: MoodPolicy


@dataclass(frozen=True, slots=True)
class CourseWeights:
    """What each fact of a conversation's course is worth."""

    base: float
    mean: float
    """Of the mean valence."""
    peak: float
    """Of the worst valence."""
    end: float
    """Of the last valence."""
    worst: float
    """Of the negative share of feeling, the mean of the two worst turns."""
    repeats: float
    """Of each question asked again."""
    unanswered: float
    """Of each question left unanswered."""


@dataclass(frozen=True, slots=True)
class RatingPolicy:
    """How a course becomes a rating of 1 to 5, and how far below and above it the customer's own may lie."""

    weights: CourseWeights
    below: float
    above: float


@dataclass(frozen=True, slots=True)
class AppraisalPolicy:
    """What a high and a low certainty or controllability are worth, and the most words of a span."""

    high: float
    low: float
    longest: int


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """How many words are marked."""

    most: int
    share: float


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """Everything by which turns are read apart from the model."""

    phrases: tuple[Phrase, ...]
    flag_p: Mapping[tuple[str, str], float]
    """Per language and kind of flag: how sure a match is."""
    negation_reach: Mapping[str, tuple[int, int]]
    """Per language: how many words after it and how many before it a negation turns around."""
    own_words: Mapping[str, str]
    """Language of words that belong to it alone; in short texts detectors know little."""
    function_words: Mapping[str, str]
    """Language of frequent words that belong to it alone."""
    frequent_words: frozenset[str]
    """Words that most turns hold some of, of all languages."""
    valences: tuple[float, ...]
    """Of each care family, in the order of FAMILIES."""
    arousals: tuple[float, ...]
    arousal: Mapping[str, float]
    """What each cue adds to the arousal."""
    shifts: Mapping[str, Mapping[str, float]]
    """What a repeated or unanswered question, a long wait or sarcasm adds to the logit of each care family."""
    ask: Mapping[str, str]
    """Why it is worth asking about the emotion, the event or the need."""
    least_words: int
    """In a turn of fewer words a model alone raises no flag but abuse."""
    appraisal: AppraisalPolicy
    evidence: EvidencePolicy
    language: LanguagePolicy
    mood: MoodPolicy
    negativity: CourseWeights
    """In logits."""
    satisfaction: RatingPolicy


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How many days each kind of data is kept; 0: until somebody asks to be forgotten."""

    inference: int
    words: int
    event: int
    operation: int
    delivery: int
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of each kind that a tenant may say itself: the fewest days and the most."""


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """How events are sent to other software."""

    waits: tuple[float, ...]
    """Seconds before each further attempt; after the last the event, or the endpoint, is given up."""
    timeout: float
    """Seconds an attempt may take."""
    at_once: int
    """Events on their way to one host at the same time."""


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """When a person is brought in and when a question comes first."""

    flag: Mapping[str, float]
    """Least probability of each flag that counts."""
    priority: Mapping[str, int]
    """Of each rule, 0 to 3."""
    angry: float
    patience: int
    unhappy: float
    doubtful: float
    needs: frozenset[str]
    """What is at stake where a turn cannot be read for sure."""
    cues: frozenset[str]
    unhelpful: int
    """Answers of the machine in a row that did not help, after which a person comes."""
