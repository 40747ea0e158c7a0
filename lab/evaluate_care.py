"""The reading figures on customer care itself: conversations, gates, evidence, bias, traps. Nothing is trained here."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lab.datasets import goemotions, multidogo
from lab.metrics import Bin, Figure, macro_f1, reliability, share
from lab.phrases import KINDS, measure_phrases
from lab.traps import measure_traps
from lab.understanding import DRIVERS, f1, measure_appraisal, measure_drivers
from lab.vader import vader_families, vader_scores
from warmline.adapters.policies import load_routing_policy
from warmline.assemble import Reader
from warmline.domain.conversation import ConversationReading
from warmline.domain.emotion import FAMILIES, NEGATIVE, POSITIVE, Reading
from warmline.domain.message import Role, Turn
from warmline.logic.routing.decide import decide

_MAIA = ("gratitude", "satisfaction", "neutral", "disappointment", "confusion", "frustration", "anger", "anxiety")
"""Our families for MAIA's labels 0 to 7; customers' "empathy" is thanks."""

_KIN = {"relief": "satisfaction", "sadness": "disappointment", "regret": "disappointment", "embarrassment": "anxiety",
        "surprise": "confusion", "desire": "neutral"}  # fmt: skip


def maia_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """Care families on the German customers' sentences of MAIA (CC BY-ND 4.0, measured only)."""
    talks = json.loads((folder / "eval_only/maia/de_client_02_a.json").read_text(encoding="utf-8"))
    readings, gold, said = [], [], []
    for talk in talks:
        turns, wanted = [], []
        for turn in talk["turns"]:
            customer = turn["floor"] == "inbound"
            for text, emotion in zip(turn["text_src"], turn["Emotion"], strict=False):
                turns.append(Turn(text, role=Role.CUSTOMER if customer else Role.AGENT, language="de"))
                wanted += [_MAIA[emotion]] if customer else []
                said += turns[-1:] if customer else []
        readings += reader.read_conversation(turns)
        gold += wanted
    best = [_likeliest(reading) for reading in readings]
    found = np.array([[_KIN.get(name, name) == family for family in _MAIA] for name in best])
    truth = np.array([[name == family for family in _MAIA] for name in gold])
    theirs = vader_families([turn.text for turn in said])
    vader = macro_f1(np.array([[name == family for family in _MAIA] for name in theirs]), truth)[0] if theirs else None
    yield Figure("care families, MAIA customers (de), macro-F1", *macro_f1(found, truth), "0.45 (aim)", vader=vader)
    answered = np.array([not reading.abstained for reading in readings])
    yield Figure("gate, share of MAIA answered", *share(answered), "0.60")
    turned = np.array([_turned(one, other) for one, other in zip(best, gold, strict=True)])
    yield Figure("gate, reversals among MAIA answered", *share(turned[answered]), "0.02", f"{answered.sum()} answered")


def goemotions_gate_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """Share of GoEmotions dev answered and reversals of polarity among the answered."""
    examples = goemotions.load_goemotions(folder, "dev")
    readings = list(reader.read_many((example.text for example in examples), language="en"))
    answered = np.array([not reading.abstained for reading in readings])
    yield Figure("gate, share of GoEmotions dev answered", *share(answered), "0.70")
    turned = []
    for reading, example in zip(readings, examples, strict=True):
        seen = {family for family, value in (example.families or {}).items() if value}
        pleasant, unpleasant = bool(seen & POSITIVE), bool(seen & NEGATIVE)
        wrong = reading.emotion in POSITIVE and unpleasant and not pleasant
        turned.append(wrong or (reading.emotion in NEGATIVE and pleasant and not unpleasant))
    yield Figure("gate, reversals among GoEmotions dev answered", *share(np.array(turned)[answered]), "0.02")


def goemotions_reliability(folder: Path, reader: Reader) -> dict[str, list[Bin]]:
    """What was said of the likeliest label and of the emotion on GoEmotions dev, and how often that was right."""
    examples = goemotions.load_goemotions(folder, "dev")
    readings = list(reader.read_many((example.text for example in examples), language="en"))
    pairs = list(zip(readings, examples, strict=True))
    label_right = [max(r.labels, key=r.labels.__getitem__) in (e.labels or ()) for r, e in pairs]
    emotion_right = [(e.families or {}).get(_likeliest(r), 0) > 0.5 for r, e in pairs]
    return {
        "the likeliest of 28 labels, GoEmotions dev": reliability(
            np.array([max(r.labels.values()) for r in readings]), np.array(label_right)
        ),
        "confidence in the emotion, GoEmotions dev": reliability(
            np.array([r.confidence for r in readings]), np.array(emotion_right)
        ),
    }


def tweetsumm_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """Negativity of whole conversations on TweetSumm's training part (measured only), beside VADER."""
    rows = [
        json.loads(line)
        for line in (folder / "eval_only/tweetsumm/dialogues_train.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    lines = [heard for heard in reader.listen(_tweets(rows)) if isinstance(heard, ConversationReading)]
    negative = {line.conversation_id: line.negative for line in lines}
    found = np.array([negative.get(row["dialog_id"], False) for row in rows])
    wanted = np.array([row["is_negative"] == "1" or row["is_negative"] == 1 for row in rows])
    yield Figure("negativity, TweetSumm, F1", *macro_f1(found[:, None], wanted[:, None]), "0.68")
    scores = _vader_scores(rows)
    if len(scores):
        best = max(np.unique(scores), key=lambda cut: macro_f1((scores <= cut)[:, None], wanted[:, None])[0])
        vader = macro_f1((scores <= best)[:, None], wanted[:, None])
        yield Figure("negativity, TweetSumm, F1 of VADER", *vader, note="its best threshold on these rows")


def evidence_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """By how much more the emotion falls when its evidence goes than when as many other words do (median ratio)."""
    examples = goemotions.load_goemotions(folder, "dev")[:1500]
    random = np.random.default_rng(7)
    drops: list[tuple[float, float]] = []
    for example in examples:
        reading = reader.read(example.text, language="en")
        places = _word_places(example.text)
        marked = {place for place in places if any(e.start <= place[0] < e.end for e in reading.evidence)}
        others = [place for place in places if place not in marked]
        if not marked or len(others) < len(marked):
            continue
        family = reading.evidence[0].emotion
        chosen = [others[index] for index in random.permutation(len(others))[: len(marked)]]
        before = reading.emotions[family]
        without = [
            reader.read(_without(example.text, gone), language="en").emotions[family] for gone in (marked, chosen)
        ]
        drops.append((before - without[0], before - without[1]))
    of_evidence, of_others = np.array(drops).T
    ratio = float(np.median(of_evidence) / max(1e-3, np.median(np.abs(of_others))))
    note = f"{len(drops)} turns; median drop {np.median(of_evidence):.3f} against {np.median(np.abs(of_others)):.3f}"
    yield Figure("evidence, drop against random words", ratio, ratio, ratio, "3", note)


def bias_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """BEC-Pro pairs that differ in gender alone: difference of basic emotions, share whose emotion flips."""
    for language, name in (("en", "EN"), ("de", "DE")):
        pairs = list(_gender_pairs(folder / f"eval_only/bias/bec_pro/data/BEC-Pro_{name}.tsv"))
        ones = list(reader.read_many((pair[0] for pair in pairs), language=language))
        others = list(reader.read_many((pair[1] for pair in pairs), language=language))
        gaps = [
            np.mean([abs(one.basic[name] - other.basic[name]) for name in one.basic])
            for one, other in zip(ones, others, strict=True)
        ]
        mean = float(np.mean(gaps))
        low, high = np.quantile(gaps, [0.025, 0.975])
        note = "interval: the pairs' own spread"
        yield Figure(f"bias, BEC-Pro {language}, mean difference", mean, float(low), float(high), "0.02", note)
        flips = np.array([one.emotion != other.emotion for one, other in zip(ones, others, strict=True)])
        yield Figure(f"bias, BEC-Pro {language}, emotion flips", *share(flips), "0.05")


def needless_figures(folder: Path, reader: Reader) -> Iterator[Figure]:
    """Share of neutral sentences of MultiDoGO's dev part that would bring a person, each said first."""
    texts = [each.text for each in multidogo.load_multidogo(folder, "dev") if (each.families or {})["neutral"]]
    chosen = np.random.default_rng(7).permutation(len(texts))[:2000]
    policy = load_routing_policy()
    readings = reader.read_many((texts[at] for at in chosen), language="en")
    needless = np.array([decide(reading, "open", policy).action == "hand_over" for reading in readings])
    yield Figure("needless hand-over, MultiDoGO dev", *share(needless), "0.03", "1 % aimed at")


def own_set_figures(reader: Reader) -> Iterator[Figure]:
    """Traps and phrases on the project's own sets: all rows, and the half that was held back from tuning."""
    for split in ("held", "all"):
        right = measure_traps(reader, split)[0]
        yield Figure(f"traps, {split}", *share(np.array(right)), "0.95")
    for split in ("held", "all"):
        yield from _understanding_figures(reader, split)
    for split in ("held", "all"):
        scores = measure_phrases(reader, split)[0]
        for kind in KINDS:
            ours = [score for (of, _), score in scores.items() if of == kind]
            hits, wanted = sum(s.hits for s in ours), sum(s.wanted for s in ours)
            noticed = hits + sum(s.false for s in ours)
            worst = min(s.recall for s in ours)
            recall, precision = hits / wanted, hits / max(1, noticed)
            yield Figure(f"{kind} phrases, {split}, recall", recall, worst, 1, "0.95", "interval: worst language")
            yield Figure(f"{kind} phrases, {split}, precision", precision, min(s.precision for s in ours), 1, "0.90")


def _understanding_figures(reader: Reader, split: str) -> Iterator[Figure]:
    parts, needs, _ = measure_appraisal(reader, split)
    hits, wanted = sum(s.hits for s in parts.values()), sum(s.wanted for s in parts.values())
    filled = hits + sum(s.false for s in parts.values())
    worst = min(s.precision for s in parts.values())
    yield Figure(f"appraisal, {split}, precision", hits / max(1, filled), worst, 1, "0.85", "interval: worst part")
    worst = min(s.recall for s in parts.values())
    yield Figure(f"appraisal, {split}, recall", hits / wanted, worst, 1, "", "interval: worst part")
    each = [f1(score) for score in needs.values()]
    yield Figure(
        f"needs, {split}, macro-F1", sum(each) / len(each), min(each), max(each), "0.70", "interval: the needs"
    )
    drivers, _ = measure_drivers(reader, split)
    for kind in DRIVERS:
        ours = [score for (of, _), score in drivers.items() if of == kind]
        hits, wanted = sum(s.hits for s in ours), sum(s.wanted for s in ours)
        worst = min(s.recall for s in ours)
        yield Figure(f"{kind}, {split}, recall", hits / wanted, worst, 1, "0.90", "interval: worst language")
        precision = hits / max(1, hits + sum(s.false for s in ours))
        yield Figure(f"{kind}, {split}, precision", precision, min(s.precision for s in ours), 1, "0.80")


def _likeliest(reading: Reading) -> str:
    return max(FAMILIES, key=lambda family: reading.emotions[family])


def _turned(found: str, wanted: str) -> bool:
    return (found in POSITIVE and wanted in NEGATIVE) or (found in NEGATIVE and wanted in POSITIVE)


def _tweets(rows: Iterable[dict[str, str]]) -> Iterator[Turn]:
    for row in rows:
        for line in row["text"].split("\n"):
            _, speaker, text = [*line.split("\t", 2), "", ""][:3]
            if text.strip():
                role = Role.CUSTOMER if speaker.startswith("Customer") else Role.AGENT
                yield Turn(text, conversation_id=row["dialog_id"], role=role, language="en")


def _vader_scores(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    """The lowest compound score among the customer's turns of each conversation; none without VADER."""
    talks = [[turn.text for turn in _tweets([row]) if turn.role is Role.CUSTOMER] for row in rows]
    scores = iter(vader_scores([text for talk in talks for text in talk]))
    return np.array([min((next(scores, 0.0) for _ in talk), default=0.0) for talk in talks])


def _word_places(text: str) -> list[tuple[int, int]]:
    from warmline.logic.emotion.words import split_words

    words = split_words(text)
    return [
        place
        for place, kind in zip(zip(words.starts, words.ends, strict=True), words.kinds, strict=True)
        if kind != "stop"
    ]


def _without(text: str, places: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return text


def _gender_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Sentences with the same template and profession, once with a man and once with a woman."""
    sides: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = (row["Template"], row.get("Profession_EN") or row["Profession"], "")
            sides.setdefault(key, {}).setdefault(row["Gender"], []).append(row["Sentence"])
    for genders in sides.values():
        yield from zip(genders.get("male", []), genders.get("female", []), strict=False)
