"""The same sentence about the other gender, so that a model learns to feel no difference (Zhao et al. 2018)."""

from __future__ import annotations

import re

_PAIRS = """
he she|himself herself|man woman|men women|boy girl|boys girls|father mother|fathers mothers|dad mom|daddy mommy
brother sister|brothers sisters|son daughter|sons daughters|husband wife|husbands wives|boyfriend girlfriend
uncle aunt|nephew niece|grandfather grandmother|grandpa grandma|grandson granddaughter|king queen|prince princess
male female|males females|gentleman lady|gentlemen ladies|sir ma'am|mr mrs|guy gal|guys gals|dude chick|bro sis
bloke lass|lad lassie|widower widow|bachelor spinster|actor actress|waiter waitress|hero heroine|god goddess
stepfather stepmother|stepdad stepmom|fiancé fiancée|groom bride|godfather godmother|he's she's|he'll she'll|he'd she'd
"""
_OTHER = {
    here: there
    for pair in _PAIRS.replace("\n", "|").strip("|").split("|")
    for here, there in (pair.split(), pair.split()[::-1])
}
_AFTER_HIM = frozenset(
    "a an and as at but by for from if in is it of on or so than that the to too was what when who with".split()
)
_WORD = re.compile(r"[a-zé]+(?:'[a-z]+)?", re.IGNORECASE)


def of_other_gender(text: str) -> str:
    """English `text` with its gendered words exchanged; the text itself where it has none."""

    def exchanged(found: re.Match[str]) -> str:
        word = found[0].lower()
        if word == "her":
            following = _WORD.match(text, found.end() + 1)
            other = "him" if following is None or following[0].lower() in _AFTER_HIM else "his"
        else:
            other = {"him": "her", "his": "her", "hers": "his"}.get(word) or _OTHER.get(word, "")
        return _like(found[0], other) if other else found[0]

    return _WORD.sub(exchanged, text)


def _like(model: str, word: str) -> str:
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word.capitalize() if model[0].isupper() else word
