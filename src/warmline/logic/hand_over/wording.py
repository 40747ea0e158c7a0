"""What the customer is told of a hand-over: who comes, their place or when we are back, and never why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from warmline.domain.hand_over import CrisisLines, HandOver, Hours, TellingWords

ELSE = "en"
TELLING = "warmline:"
"""What the `client_id` of every telling begins with: it is no answer of the machine's."""

TOLD: Mapping[str, tuple[str, ...]] = {
    "queued": ("place",), "next": (), "closed": ("moment",), "no_hours": (), "phone_open": (),
    "phone_closed": ("moment",), "phone_no_hours": (), "email_open": (), "email_closed": ("moment",),
    "email_no_hours": (), "joined": ("name",), "joined_unnamed": (), "resolved": (), "help": ("emergency", "lines"),
}  # fmt: skip
"""Everything that is told, and what stands in its place."""


def which(hand_over: HandOver, place: int, open_now: bool, opens_at: datetime | None) -> str:
    """The name of what there is to tell."""
    when = "open" if open_now else "closed" if opens_at else "no_hours"
    match hand_over.state:
        case "queued":
            return {"open": "next" if place == 1 else "queued"}.get(when, when)
        case "callback":
            return f"{hand_over.channel}_{when}"
        case "joined":
            return "joined" if hand_over.agent_id else "joined_unnamed"
    return hand_over.state


def moment_in(words: TellingWords, at: datetime, zone: str) -> str:
    """A moment, as the inbox's clock shows it."""
    local = at.astimezone(ZoneInfo(zone))
    return words.moment.format(
        weekday=words.weekdays[local.weekday()], day=local.day, month=words.months[local.month - 1],
        time=f"{local:%H:%M}", zone=zone,
    )  # fmt: skip


def fill(words: TellingWords, name: str, place: int, opens_at: datetime | None, hours: Hours | None, who: str) -> str:
    """The text of a telling."""
    moment = moment_in(words, opens_at, hours.time_zone) if opens_at and hours else ""
    return words.told[name].format(place=place, moment=moment, name=who)


def help_text(words: TellingWords, lines: CrisisLines, rule: str) -> str | None:
    """Whom to call at once; None where nobody of the company has reviewed it."""
    numbers = lines.safety if rule == "safety" else lines.crisis
    if not lines.reviewed or not numbers:
        return None
    return words.told["help"].format(emergency=lines.emergency, lines=", ".join(numbers))


def checked_lines(lines: CrisisLines) -> CrisisLines:
    """The lines, if they can be called. Raises ValueError, naming the one that cannot."""
    for line in (lines.emergency, *lines.crisis, *lines.safety):
        if not line.strip() or not line.isprintable() or not any(sign.isdigit() for sign in line):
            raise ValueError(f"a name and its number, or the number alone, in one line: {line!r}")
    return lines


def language_of(known: Collection[str], *wished: str | None) -> str:
    """The first that there are words in, else English."""
    return next((each for each in wished if each and each in known), ELSE)


def country_of(attributes: Mapping[str, str], dialled: str | None, default: str | None) -> str | None:
    """Where the customer is, as they or the company said; else by their number, else where the inbox is."""
    said = attributes.get("country", "").strip().upper()
    return said if len(said) == 2 and said.isalpha() else dialled or default
