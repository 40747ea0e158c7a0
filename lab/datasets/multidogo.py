"""MultiDoGO: customers' turns of role-played conversations in six services (Peskov et al. 2019)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source
from warmline.domain.emotion import FAMILIES

SOURCE = Source("multidogo", "github.com/awslabs/multi-domain-goal-oriented-dialogues-dataset",
                "CDLA-Permissive-1.0", may_train=True)  # fmt: skip

DOMAINS = ("airline", "fastfood", "finance", "insurance", "media", "software")
NEUTRAL = frozenset(
    ("contentonly confirmation rejection openinggreeting startserviceintent orderpizzaintent "
     "getboardingpass changeseatassignment orderdrinkintent getproofofinsurance ordersaladintent "
     "checkclaimstatus bookflight orderburgerintent softwareupdate updateaddress expensereport "
     "checkbalance orderdessertintent startorder transfermoney getseatinfo getinformationintent "
     "viewbillsintent checkserverstatus").split()
)


def load_multidogo(folder: Path, split: str) -> list[Example]:
    """Distinct sentences; thanks are gratitude and plain requests are neutral, the rest says nothing of feeling."""
    rows: dict[str, Example] = {}
    for domain in DOMAINS:
        path = folder / f"multidogo/splits_annotated_at_sentence_level/{domain}/{split}.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                text, intent = row["utterance"], row["intent"]
                if (text and intent in NEUTRAL) or intent == "thankyou":
                    rows.setdefault(text, _example(text, "gratitude" if intent == "thankyou" else "neutral"))
    return list(rows.values())


def _example(text: str, family: str) -> Example:
    return Example(text, "en", families={name: float(name == family) for name in FAMILIES}, source="multidogo")
