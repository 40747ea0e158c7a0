"""What is done with a customer's turn: ordered rules, each saying why; whatever asks for a person gets one."""

from __future__ import annotations

from collections.abc import Callable

from warmline.domain.conversation import State
from warmline.domain.decision import Decision, Reason
from warmline.domain.emotion import NEGATIVE, Reading
from warmline.domain.policy import RoutingPolicy

Rule = Callable[[Reading, RoutingPolicy], Reason | None]


def decide(reading: Reading, state: State, policy: RoutingPolicy, unhelpful: int = 0, called: bool = False) -> Decision:
    """Of a turn that was read: every rule that speaks is a reason; nothing inferred lowers the priority.

    `unhelpful` is how many of the machine's last answers did not help, `called` whether one of the published phrases
    is in the turn.
    """
    spoken = [(rule, reason) for rule in RULES if (reason := rule(reading, policy))]
    if called:
        spoken.append((_person, Reason("phrase", "a published phrase asks for a person")))
    if unhelpful >= policy.unhelpful:
        spoken.insert(0, (_stuck, Reason("unhelpful", f"{unhelpful} answers in a row did not help")))
    reasons = tuple(reason for _, reason in spoken)
    priority = max((policy.priority[reason.rule] for reason in reasons), default=0)
    if state == "with_person":
        return Decision("none", (Reason("with_person", "a person answers already"), *reasons), priority)
    if any(rule in PERSON for rule, _ in spoken):
        return Decision("hand_over", reasons, priority)
    if spoken:
        return Decision("ask", reasons, priority)
    return Decision("answer", (Reason("calm", "no rule asks for a person or a question"),), 0)


def asks_again(decision: Decision) -> bool:
    """Whether somebody who waits for a person asked for one, in words, once more."""
    return decision.action == "none" and any(reason.rule in ("person", "phrase") for reason in decision.reasons)


def _flagged(kind: str) -> Rule:
    def rule(reading: Reading, policy: RoutingPolicy) -> Reason | None:
        p = max((flag.p for flag in reading.flags if flag.kind == kind), default=0.0)
        return Reason(kind, f"flag {kind} {p:.2f}") if p >= policy.flag[kind] else None

    return rule


def _angry(reading: Reading, policy: RoutingPolicy) -> Reason | None:
    """Anger that the reading is sure of; frustration alone can be met by a good answer."""
    p = reading.emotions["anger"]
    return Reason("angry", f"anger {p:.2f}") if p >= policy.angry and not reading.abstained else None


def _stuck(reading: Reading, policy: RoutingPolicy) -> Reason | None:
    """Unhappy for some turns and not getting better."""
    mood = reading.mood
    stuck = mood.trend in ("stuck", "rising") and mood.turns >= policy.patience and mood.valence <= policy.unhappy
    return Reason("stuck", f"mood {mood.valence:.2f}, {mood.trend} after {mood.turns} turns") if stuck else None


def _unclear(reading: Reading, _policy: RoutingPolicy) -> Reason | None:
    """Something is worth asking before going on."""
    return Reason("unclear", f"ask about {reading.ask.about}") if reading.ask else None


def _unsure(reading: Reading, policy: RoutingPolicy) -> Reason | None:
    """Not sure of a turn that is likely an unhappy one."""
    unhappy = sum(p for family, p in reading.emotions.items() if family in NEGATIVE)
    doubtful = reading.abstained and unhappy >= policy.doubtful
    return Reason("unsure", f"not sure, and unhappy feelings weigh {unhappy:.2f}") if doubtful else None


def _matters(reading: Reading, policy: RoutingPolicy) -> Reason | None:
    """Not sure of an unhappy turn in which something is at stake: a person looks at it."""
    stakes = policy.needs.intersection(reading.needs) | policy.cues.intersection(cue.kind for cue in reading.cues)
    at_stake = stakes and _unsure(reading, policy)
    return Reason("matters", f"not sure, and at stake: {', '.join(sorted(stakes))}") if at_stake else None


_crisis, _safety, _minor, _person, _abuse = map(_flagged, ("crisis", "safety", "minor", "person", "abuse"))
PERSON: tuple[Rule, ...] = (_crisis, _safety, _minor, _person, _abuse, _angry, _stuck, _matters)
"""Each of these brings in a person."""
RULES: tuple[Rule, ...] = (*PERSON, _unclear, _unsure)
NAMES = (
    "crisis",
    "safety",
    "minor",
    "person",
    "abuse",
    "angry",
    "stuck",
    "matters",
    "unclear",
    "unsure",
    "unhelpful",
    "phrase",
)
"""The rules' names, as they stand in reasons and in `policies/routing.toml`."""
