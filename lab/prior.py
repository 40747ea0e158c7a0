"""What the lexicon and the cues say before any data are seen: the point from which training starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from lab.datasets.goemotions import BASIC_OF, FAMILY_OF
from lab.logistic import Floats
from warmline.adapters.runtime.linear import OUTPUTS
from warmline.domain.emotion import FAMILIES, NEGATIVE, POSITIVE
from warmline.logic.emotion.features import NAMED, TABLE_BITS

_PLACE = {name: column for column, name in enumerate(OUTPUTS)}


def prior_weights(recipe: dict[str, Any]) -> Floats:
    """Table × outputs, zero but for the named features."""
    weights = np.zeros((1 << TABLE_BITS, len(OUTPUTS)), np.float32)
    for name, row in NAMED.items():
        part, _, rest = name.partition(".")
        family, _, strength = rest.partition(".")
        if part == "lexicon" and family in FAMILIES:
            _lexicon(weights[row], family, strength, recipe)
        for other, value in recipe["events"].get(name, {}).items():
            weights[row, _PLACE[f"families.{other}"]] += value
    return weights


def _lexicon(row: Floats, family: str, strength: str, recipe: dict[str, Any]) -> None:
    row[_PLACE[f"families.{family}"]] += recipe["own"][strength]
    row[_PLACE["families.neutral"]] += recipe["neutral"][strength]
    if strength == "negated":
        turned = recipe["turned"]["pleasant" if family in POSITIVE else "unpleasant"]
        for other, value in turned.items():
            row[_PLACE[f"families.{other}"]] += value
        return
    for other in NEGATIVE if family in POSITIVE else POSITIVE if family in NEGATIVE else ():
        row[_PLACE[f"families.{other}"]] += recipe["opposed"][strength]
    labels = {label for label, of in FAMILY_OF.items() if of == family}
    for basic, named in BASIC_OF.items():
        if named & labels:
            row[_PLACE[f"basic.{basic}"]] += recipe["basic"][strength]
