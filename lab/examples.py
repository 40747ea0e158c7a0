"""Make `examples/`: conversations that the project may ship, labelled as role-played.

python -m lab.examples DATA
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

from lab.datasets.multidogo import DOMAINS

OUT = Path(__file__).parents[1] / "examples"
_TALKS_PER_DOMAIN = 3


def abcd_turns(folder: Path) -> list[dict[str, str]]:
    """The three sample conversations of ABCD (Chen et al. 2021, MIT): two people playing agent and customer."""
    talks = json.loads((folder / "abcd/abcd_sample.json").read_text(encoding="utf-8"))
    return [
        {
            "id": f"{talk['convo_id']}-{number}",
            "conversation_id": f"abcd-{talk['convo_id']}",
            "role": role,
            "text": text,
        }
        for talk in talks
        for number, (role, text) in enumerate(talk["original"], 1)
        if role != "action"
    ]


def multidogo_turns(folder: Path) -> list[dict[str, str]]:
    """The customer's side of some MultiDoGO conversations (CDLA-Permissive-1.0), those with most words."""
    turns = []
    for domain in DOMAINS:
        talks: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        path = folder / f"multidogo/splits_annotated_at_sentence_level/{domain}/dev.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["utterance"] and (row["turnNumber"] or "").isdigit():
                    talks[row["conversationId"]][int(row["turnNumber"])].append(row["utterance"])
        longest = sorted(talks, key=lambda talk: (-sum(len(said) for said in _said(talks[talk])), talk))
        for talk in longest[:_TALKS_PER_DOMAIN]:
            name = f"multidogo-{domain}-{talk[:8]}"
            turns += [
                {"id": f"{name}-{number}", "conversation_id": name, "role": "customer", "text": text}
                for number, text in zip(sorted(talks[talk]), _said(talks[talk]), strict=True)
            ]
    return turns


def _said(talk: dict[int, list[str]]) -> list[str]:
    return [". ".join(talk[number]) for number in sorted(talk)]


def main() -> None:
    """Write the example files."""
    folder = Path(sys.argv[1])
    OUT.mkdir(exist_ok=True)
    for name, turns in (("abcd", abcd_turns(folder)), ("multidogo", multidogo_turns(folder))):
        lines = (json.dumps(turn, ensure_ascii=False) for turn in turns)
        (OUT / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
