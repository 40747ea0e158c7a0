"""Takes what identifies people out of a text, and can put it back.

This is pseudonymisation (GDPR Art. 4(5)), never anonymisation: whoever holds the originals can
restore them, and what is not listed in RECOGNISERS stays, above all the names of third parties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count

from warmline.domain.message import CleanText
from warmline.logic.privacy.credentials import PASSWORD_WORDS, pasted_keys, said_secrets
from warmline.logic.privacy.finding import Find, Recogniser, pattern
from warmline.logic.privacy.folding import MASK, Folded, fold
from warmline.logic.privacy.identities import national_ids
from warmline.logic.privacy.online import SPELLED_SIGN, emails, ips, links
from warmline.logic.privacy.own import own_values
from warmline.logic.privacy.payments import cards, ibans
from warmline.logic.privacy.phones import phones
from warmline.logic.privacy.postcodes import postcodes
from warmline.logic.privacy.shapes import NOTHING_KNOWN, TOKEN, Entity, Kind, Known, Redacted

RECOGNISERS: tuple[Recogniser, ...] = (
    links, emails, ibans, cards, national_ids, said_secrets, pasted_keys, ips, postcodes, phones,
)  # fmt: skip
"""In order of certainty: of two finds that are equally long, the earlier names the kind."""

_HINT = pattern(rf"(?i)[\d@]|//|www\.|::|\b(?:{PASSWORD_WORDS})\b|{SPELLED_SIGN}|-----BEGIN ")
"""Without any of these there is nothing for a recogniser to find."""


def redact(text: str, known: Known = NOTHING_KNOWN) -> Redacted:
    """The text with a token such as `[EMAIL_1]` for each find; the same words get the same token.

    Tokens that the text already holds are left alone and their numbers not used again.
    Time grows linearly with the text's length.
    """
    folded = fold(text)
    copy = TOKEN.sub(lambda found: MASK * len(found[0]), folded.text)
    recognisers = RECOGNISERS if _HINT.search(copy) else ()
    finds = chain(own_values(copy, known), *(find(copy) for find in recognisers))
    spans = tuple(_merged(folded, finds))
    entities = tuple(_tokens(text, spans))
    originals = tuple(text[entity.start : entity.end] for entity in entities)
    return Redacted(CleanText("".join(_pieces(text, entities))), entities, originals)


def _merged(folded: Folded, finds: Iterable[Find]) -> Iterator[Find]:
    """Finds that overlap become one, of the longest one's kind: nothing that was found stays readable."""
    spans = [Find(find.kind, *folded.original(find.start, find.end)) for find in finds]
    group: list[Find] = []
    end = 0
    for span in sorted(spans, key=lambda find: find.start):
        if group and span.start >= end:
            yield _union(group, end)
            group = []
        group.append(span)
        end = max(end, span.end)
    if group:
        yield _union(group, end)


def _union(group: list[Find], end: int) -> Find:
    longest = max(group, key=lambda find: find.end - find.start)
    return Find(longest.kind, group[0].start, end)


def _tokens(text: str, spans: Iterable[Find]) -> Iterator[Entity]:
    taken = set(TOKEN.findall(text))
    numbers = {kind: count(1) for kind in Kind}
    tokens: dict[tuple[Kind, str], str] = {}
    for kind, start, end in spans:
        value = (kind, text[start:end])
        if value not in tokens:
            tokens[value] = next(token for n in numbers[kind] if (token := f"[{kind}_{n}]") not in taken)
        yield Entity(kind, start, end, tokens[value])


def _pieces(text: str, entities: Iterable[Entity]) -> Iterator[str]:
    end = 0
    for entity in entities:
        yield text[end : entity.start]
        yield entity.token
        end = entity.end
    yield text[end:]
