"""Readings made by hand, for what shows them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from warmline.domain.conversation import ConversationReading, Heard, Interval
from warmline.domain.emotion import FAMILIES, LABELS, Appraisal, Ask, Cue, Evidence, Flag, Mood, Peak, Reading
from warmline.domain.message import Role, Turn

WORDS = "I am FURIOUS about this, give me a person"
READING = Reading(
    id="7",
    conversation_id="c1",
    language="en",
    emotion="anger",
    emotions=dict.fromkeys(FAMILIES, 0.01) | {"anger": 0.823456, "frustration": 0.1},
    labels=dict.fromkeys(LABELS, 0.01),
    present=("anger", "annoyance"),
    basic={"anger": 0.9},
    basic_present=("anger",),
    valence=-0.723456,
    arousal=0.8,
    intensity=0.7,
    confidence=0.823456,
    abstained=False,
    evidence=(Evidence(5, 12, "FURIOUS", "anger", 0.6), Evidence(23, 24, ",", "anger", -0.1)),
    cues=(Cue("capitals", 5, 12), Cue("capitals", 5, 12)),
    flags=(Flag("person", 0.93, 25, 41),),
    needs=("person",),
    appraisal=Appraisal(),
    ask=Ask("event", "it is not said what happened"),
    mood=Mood(-0.5, 0.6, "rising", Peak(-0.72, "7"), 2),
    model={"linear": "1"},
)
ENDED = ConversationReading(
    "c1", 2, True, 0.9, Peak(-0.72, "7"), -0.4, "cooling", Interval(1.2, 2.0, 3.1), unanswered=1, repeats=0
)
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ANSWER = Heard(Turn("Of course.", "8", "c1", Role.AGENT, AT), None)


def hear(text: str = WORDS, **changes: Any) -> Heard:
    """A customer's turn with the reading above, changed in places."""
    return Heard(Turn(text, "7", "c1", Role.CUSTOMER, AT), replace(READING, **changes))
