"""Which words moved a reading, from what each of them adds to the emotion's logit."""

from __future__ import annotations

from collections.abc import Sequence

from warmline.domain.emotion import Evidence
from warmline.domain.policy import EvidencePolicy
from warmline.domain.prepared import Words


def choose_evidence(
    words: Words, shares: Sequence[float], emotion: str, policy: EvidencePolicy
) -> tuple[Evidence, ...]:
    """The few words that speak most for `emotion`, neighbours joined; weights are in logits."""
    left = policy.share * sum([share for share in shares if share > 0])
    chosen: list[int] = []
    for index in sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[: policy.most]:
        if left <= 0 or shares[index] <= 0:
            break
        chosen.append(index)
        left -= shares[index]
    return tuple(_joined(words, sorted(chosen), shares, emotion))


def _joined(words: Words, chosen: list[int], shares: Sequence[float], emotion: str) -> list[Evidence]:
    groups: list[list[int]] = []
    for index in chosen:
        if groups and index == groups[-1][-1] + 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    found = []
    for group in groups:
        start, end = words.starts[group[0]], words.ends[group[-1]]
        weight = round(sum(shares[index] for index in group), 4)
        found.append(Evidence(start, end, words.text[start:end], emotion, weight))
    return found
