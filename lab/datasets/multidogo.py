"""MultiDoGO: customers' turns of role-played conversations in six services (Peskov et al. 2019)."""

from __future__ import annotations

import csv
from pathlib import Path

from lab.datasets.shape import Example, Source
from warmline.domain.emotion import FAMILIES

SOURCE = Source(
    "multidogo",
    "github.com/awslabs/multi-domain-goal-oriented-dialogues-dataset",
    "CDLA-Permissive-1.0",
    may_train=True,
    sha256={
        "multidogo/splits_annotated_at_sentence_level/airline/train.tsv": "7cb37a9dbf3baa71211b63bcd774649c9a3503bddf6529e64d140f2c8bb931db",
        "multidogo/splits_annotated_at_sentence_level/airline/dev.tsv": "7fc401e1832323c8f688cb0237947e9050cd74a982519d0629817c4ec22a32fb",
        "multidogo/splits_annotated_at_sentence_level/fastfood/train.tsv": "03d1a89af74aa937d23e28b81bfd1a9e1998390f90cc4b83ba06ad7bf6a8321d",
        "multidogo/splits_annotated_at_sentence_level/fastfood/dev.tsv": "e283b074fbeecd841d011413f3376b9ed5a13ea63a062fd9f058f7627165512c",
        "multidogo/splits_annotated_at_sentence_level/finance/train.tsv": "5b268d415e93cbf568e6ade6746ac35555c418d2f23842519932788e75989d6d",
        "multidogo/splits_annotated_at_sentence_level/finance/dev.tsv": "2714ad1ccb76d8932bdd5f48e6408d2ca92106e9f53d7b5ef647e58b3852c254",
        "multidogo/splits_annotated_at_sentence_level/insurance/train.tsv": "e4434960d8ec226f26b9434051dd533053eb8bb08c7efea78e1f102ea9ecc5e9",
        "multidogo/splits_annotated_at_sentence_level/insurance/dev.tsv": "14d30f1da0400bca76f9d068ee6cf42f9743074595faf448988fe5c9739095d7",
        "multidogo/splits_annotated_at_sentence_level/media/train.tsv": "47ac3150b94989f183a99fced1e75892ae9c31eab1d5ad1bf8d194cc1ee00cbb",
        "multidogo/splits_annotated_at_sentence_level/media/dev.tsv": "2d0658e9f69ef9c6c9f7252defafea01f0250cd6bb44718a938f5366cebc7bb0",
        "multidogo/splits_annotated_at_sentence_level/software/train.tsv": "0f9f8e14662a30af40581f636a86a3f5cf72aa8e27e441fb6e3c5c5d40d3ca4d",
        "multidogo/splits_annotated_at_sentence_level/software/dev.tsv": "6da2365c0943e53810588cced866a3b66279d47139a000281f04ae30aed92a7d",
    },
)

DOMAINS = ("airline", "fastfood", "finance", "insurance", "media", "software")
NEUTRAL = frozenset(
    (
        "contentonly confirmation rejection openinggreeting startserviceintent orderpizzaintent "
        "getboardingpass changeseatassignment orderdrinkintent getproofofinsurance ordersaladintent "
        "checkclaimstatus bookflight orderburgerintent softwareupdate updateaddress expensereport "
        "checkbalance orderdessertintent startorder transfermoney getseatinfo getinformationintent "
        "viewbillsintent checkserverstatus"
    ).split()
)


def load_multidogo(folder: Path, split: str) -> list[Example]:
    """Distinct sentences: thanks are gratitude, plain requests are neutral, neither is abuse; the rest is left out."""
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
    return Example(
        text, "en", families={name: float(name == family) for name in FAMILIES}, abuse=0.0, source="multidogo"
    )
