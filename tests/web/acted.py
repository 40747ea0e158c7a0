"""Acted conversations, already heard: several languages, one written from right to left, hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from warmline.domain.conversation import ConversationReading, Heard, Interval
from warmline.domain.emotion import (
    BASIC,
    FAMILIES,
    LABELS,
    NOT_SURE,
    Appraisal,
    Ask,
    Cue,
    Evidence,
    Flag,
    Mood,
    Peak,
    Reading,
    Responsible,
    Trend,
)
from warmline.domain.message import Role, Turn

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \"'><svg onload=alert(3)> {{ 7*7 }} "
    "javascript:alert(4) </style></title><base href=//evil.example> &lt;b&gt; "
    "\u202egnp.exe\u202c \x00\x07\x1b[31m zero\u200bwidth \ud800 👩‍👩‍👧‍👦 🙃 " + "W" * 300
)
START = datetime(2026, 11, 2, 9, 30)


@dataclass(frozen=True)
class Line:
    """A customer's turn and what was heard in it; evidence, cues and flags are named by their words."""

    text: str
    emotion: str
    valence: float
    confidence: float = 0.8
    evidence: tuple[tuple[str, str, float], ...] = ()
    cues: tuple[tuple[Any, str], ...] = ()
    flags: tuple[tuple[Any, str, float], ...] = ()
    needs: tuple[Any, ...] = ()
    responsible: Responsible = "unknown"
    ask: Ask | None = None


@dataclass(frozen=True)
class Answer:
    """What an agent or a bot said."""

    text: str
    role: Role = Role.AGENT


@dataclass(frozen=True)
class Play:
    """A conversation to be acted."""

    id: str
    language: str
    lines: tuple[Line | Answer, ...]
    satisfaction: Interval
    trend: Trend
    unanswered: int = 0
    repeats: int = 0


def heard(play: Play) -> Iterator[Heard | ConversationReading]:
    """The turns of `play` as if they had been listened to, then its reading."""
    read: list[Reading] = []
    for number, line in enumerate(play.lines, 1):
        turn = Turn(
            text=line.text,
            id=f"{play.id or f'alone-{play.satisfaction.mid:g}'}-{number}",
            conversation_id=play.id,
            role=line.role if isinstance(line, Answer) else Role.CUSTOMER,
            at=START + timedelta(minutes=3 * number),
        )
        if isinstance(line, Line):
            read.append(reading(line, turn, play.language, read, play.trend))
        yield Heard(turn, None if isinstance(line, Answer) else read[-1])
    if play.id:
        yield ConversationReading(
            conversation_id=play.id,
            turns=len(play.lines),
            negative=play.satisfaction.mid < 3,
            negative_p=(5 - play.satisfaction.mid) / 4,
            peak=read[-1].mood.peak,
            end=read[-1].valence,
            trend=play.trend,
            satisfaction=play.satisfaction,
            unanswered=play.unanswered,
            repeats=play.repeats,
        )


def reading(line: Line, turn: Turn, language: str, before: list[Reading], trend: Trend) -> Reading:
    """What was heard in one line."""

    def span(words: str) -> tuple[int, int]:
        start = line.text.index(words)
        return start, start + len(words)

    unsure = line.emotion == NOT_SURE
    lowest = min([(r.valence, r.id) for r in before] + [(line.valence, turn.id)])
    emotions = dict.fromkeys(FAMILIES, 0.01)
    if not unsure:
        emotions[line.emotion] = line.confidence
    elif language != "und":
        emotions |= {"confusion": 0.38, "frustration": 0.31}
    return Reading(
        id=turn.id,
        conversation_id=turn.conversation_id,
        language=language,
        emotion=line.emotion,
        emotions=emotions,
        labels=dict.fromkeys(LABELS, 0.01),
        present=(),
        basic=dict.fromkeys(BASIC, 0.01),
        basic_present=(),
        valence=line.valence,
        arousal=abs(line.valence),
        intensity=abs(line.valence),
        confidence=line.confidence,
        abstained=unsure,
        evidence=tuple(Evidence(*span(words), words, emotion, w) for words, emotion, w in line.evidence),
        cues=tuple(Cue(kind, *span(words)) for kind, words in line.cues),
        flags=tuple(Flag(kind, p, *span(words)) for kind, words, p in line.flags),
        needs=line.needs,
        appraisal=Appraisal(responsible=line.responsible),
        ask=line.ask,
        mood=Mood(line.valence, abs(line.valence), trend, Peak(*lowest), len(before) + 1),
        model={"acted": "1"},
    )


PARCEL = Play(
    "order 48211", "en",
    (
        Line("Hi, my parcel was meant to arrive on Tuesday. Could you check where it is, please?",
             "neutral", -0.1, 0.74, (("meant to arrive", "neutral", 0.3),), (("politeness", "please"),),
             needs=("information",)),
        Answer("Hello! I am Warmline, a machine. Your parcel 48211 is in transit.", Role.BOT),
        Line("That is what it said on Tuesday too. This is the third time I'm asking!!",
             "frustration", -0.55, 0.83,
             (("said on Tuesday too", "disappointment", 0.2), ("third time", "frustration", 0.5)),
             (("repeated_contact", "third time"), ("exclamation", "!!")), needs=("fix",), responsible="company"),
        Answer("Your parcel 48211 is in transit.", Role.BOT),
        Line("STOP repeating yourself. It is my son's birthday present and it is useless to me after "
             "tomorrow. I want to talk to a real person, or I am cancelling everything.",
             "anger", -0.86, 0.91,
             (("STOP repeating yourself", "anger", 0.6), ("useless to me", "anger", 0.3),
              ("cancelling everything", "frustration", 0.2)),
             (("capitals", "STOP"), ("threat_to_leave", "cancelling everything"), ("urgency", "tomorrow")),
             (("person", "talk to a real person", 0.97),), ("person", "fix"), "company"),
        Answer("Hello, this is Ana, I am a person. The parcel is at the depot in Leeds, it missed Tuesday's "
               "van. I can have a courier bring it today before 18:00. Shall I?"),
        Line("oh. yes, today before six would work", "relief", 0.35, 0.68,
             (("would work", "relief", 0.4),)),
        Answer("Booked: courier today, 16:00 to 18:00. I will write to you when it is handed over."),
        Line("Thank you Ana, you saved a birthday 🎉", "gratitude", 0.88, 0.96,
             (("Thank you", "gratitude", 0.6), ("saved a birthday", "gratitude", 0.35)),
             (("politeness", "Thank you"), ("emoji", "🎉"))),
    ),
    Interval(3.1, 3.9, 4.7), "cooling", repeats=2,
)  # fmt: skip
INVOICE = Play(
    "Rechnung 2026-0093", "de",
    (
        Line("Guten Morgen, auf meiner Rechnung steht ein Betrag, den ich nicht verstehe.", "confusion", -0.3,
             0.79, (("nicht verstehe", "confusion", 0.5),), (("negation", "nicht"),), needs=("information",)),
        Answer("Guten Morgen! Welche Position meinen Sie?"),
        Line("Die 84,90 €. Ich habe Angst, dass mir jetzt der Strom abgestellt wird, ich lebe von "
             "Krankengeld.", "anxiety", -0.68, 0.86,
             (("Ich habe Angst", "anxiety", 0.7), ("abgestellt", "anxiety", 0.2)), (),
             (("resilience", "ich lebe von Krankengeld", 0.81), ("health", "Krankengeld", 0.64)),
             ("information", "be_heard")),
        Answer("Niemand stellt Ihren Strom ab. Die 84,90 € sind ein Abschlag, ich kann ihn auf drei Monate "
               "verteilen."),
        Line("Hm, na ja.", NOT_SURE, -0.1, 0.38,
             ask=Ask("emotion", "words and line point in different directions")),
        Line("Gut, dann bin ich beruhigt. Danke.", "relief", 0.6, 0.88,
             (("beruhigt", "relief", 0.6), ("Danke", "gratitude", 0.3)), (("politeness", "Danke"),)),
    ),
    Interval(2.9, 3.7, 4.4), "cooling", 0, 0,
)  # fmt: skip
FLIGHT = Play(
    "vol AF-7710", "fr",
    (
        Line("Bonjour, mon vol est annulé et personne ne répond au téléphone.", "frustration", -0.5, 0.77,
             (("personne ne répond", "frustration", 0.5), ("annulé", "disappointment", 0.3)),
             (("negation", "ne"),), responsible="company"),
        Answer("Bonjour. Je cherche une autre place."),
        Line("J'attends depuis deux heures. C'est vraiment n'importe quoi, quelle honte !", "anger", -0.74, 0.82,
             (("n'importe quoi", "anger", 0.4), ("quelle honte", "anger", 0.5)), (("exclamation", "!"),)),
        Line("Toujours rien ???", "frustration", -0.8, 0.71, (("Toujours rien", "frustration", 0.6),),
             (("question_marks", "???"), ("repeated_contact", "Toujours rien"))),
    ),
    Interval(1.1, 1.6, 2.5), "rising", 2, 1,
)  # fmt: skip
CRISIS = Play(
    "chat-5520", "en",
    (
        Line("I can't pay this and I can't see a way out any more. I don't want to be here.", "sadness", -0.95,
             0.84, (("can't see a way out", "sadness", 0.6), ("don't want to be here", "sadness", 0.5)),
             (("negation", "can't"),), (("crisis", "I don't want to be here", 0.93),
             ("resilience", "can't pay this", 0.7)), ("be_heard", "person")),
        Answer("I am Sam, a person, and I am here with you. Are you safe right now?"),
        Line("yes. sorry, I feel stupid now", "embarrassment", -0.5, 0.66, (("feel stupid", "embarrassment", 0.7),)),
        Answer("There is nothing to be sorry for. Nothing is due this month, I have paused it. Here is the number "
               "of people who listen, day and night: 116 123."),
        Line("ok thank you", "gratitude", 0.3, 0.72, (("thank you", "gratitude", 0.8),)),
    ),
    Interval(2.4, 3.4, 4.4), "cooling",
)  # fmt: skip
ARABIC = Play(
    "محادثة ١٢", "und",
    (
        Line("مرحبا، لم يصل طلبي رقم 48211 حتى الآن", NOT_SURE, 0.0, 0.0),
        Answer("Hello, I only read some languages. A colleague who reads Arabic will answer today by 15:00."),
        Line("شكرا جزيلا 🙏", NOT_SURE, 0.1, 0.0, cues=(("emoji", "🙏"),)),
    ),
    Interval(1.9, 3.1, 4.3), "steady",
)  # fmt: skip
SPANISH = Play(
    "pedido 310", "es",
    (
        Line("Pedí la talla M y me llegó la S. Qué pena, me hacía ilusión.", "disappointment", -0.45, 0.75,
             (("Qué pena", "disappointment", 0.6), ("me hacía ilusión", "disappointment", 0.3))),
        Answer("Le enviamos la M hoy, sin coste."),
        Line("¡Qué rápido! No me lo esperaba.", "surprise", 0.5, 0.7, (("No me lo esperaba", "surprise", 0.6),)),
        Line("Todo perfecto, muy contento.", "satisfaction", 0.8, 0.93, (("muy contento", "satisfaction", 0.7),)),
    ),
    Interval(3.9, 4.5, 5.0), "cooling",
)  # fmt: skip
ATTACK = Play(
    "<b>x</b>\"' onmouseover=alert(5) \u202e" + "z" * 120, "en",
    (
        Line(HOSTILE, "anger", -0.4, 0.55, (("<script>alert(1)</script>", "anger", 0.5),), (),
             (("abuse", "<img src=x onerror=alert(2)>", 0.6),),
             ask=Ask("event", "<script>alert(6)</script>")),
        Answer(HOSTILE),
    ),
    Interval(1.0, 2.0, 3.0), "stuck",
)  # fmt: skip
LONE = tuple(
    Play("", "en", (line,), Interval(1, number, 5), "steady")
    for number, line in enumerate((
        Line("I should have read the terms before I signed, my own fault.", "regret", -0.5, 0.62,
             (("my own fault", "regret", 0.6),), responsible="customer"),
        Line("When will you have the blue one? I'd love it!", "desire", 0.4, 0.7, (("I'd love it", "desire", 0.7),),
             (("exclamation", "!"),)),
        Line("ok", "neutral", 0.0, 0.58),
    ), 1)
)  # fmt: skip
PLAYS = (PARCEL, INVOICE, FLIGHT, CRISIS, ARABIC, SPANISH)


def acted(*more: Play) -> Iterator[Heard | ConversationReading]:
    """Six conversations and three lone turns, then `more`."""
    for play in (*PLAYS, *LONE, *more):
        yield from heard(play)
