"""How fast a reading is, beside VADER and TextBlob in one run, and what each part of it costs.

python -m bench.read [FILE with one text a line]
"""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from warmline.assemble import Reader
from warmline.domain.emotion import FAMILIES
from warmline.logic.emotion.evidence import choose_evidence
from warmline.logic.emotion.language import choose_language, sure_language
from warmline.logic.emotion.prepare import prepare
from warmline.logic.emotion.words import split_words

EXAMPLES = Path(__file__).parents[1] / "examples"
_ROUNDS = 5


def main() -> None:
    """Print every figure with the machine and the commit."""
    texts = read_texts()
    reader = Reader()
    print(about_machine(texts))
    rates = _rates(texts, reader)
    for name, rate in rates.items():
        print(f"{name:34} {rate:9,.0f} messages/s   {rate / rates['VADER']:.2f} of VADER")
    times = np.array([_seconds(lambda text=text: reader.read(text)) for text in texts]) * 1e3  # type: ignore[misc]
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    print(f"\none message, full output: p50 {p50:.3f} ms, p95 {p95:.3f} ms, p99 {p99:.3f} ms")
    print("\nwhat each part costs, µs a message")
    for name, seconds in _parts(texts, reader).items():
        print(f"  {name:32} {seconds / len(texts) * 1e6:7.1f}")
    print(f"\nfirst reading of a new process {_start():.2f} s, resident {_resident():.0f} MB")


def about_machine(texts: Sequence[str]) -> str:
    """What the figures were measured on."""
    return (
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, commit {_commit()}\n"
        f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):.0f} characters on average, one thread\n"
    )


def _rates(texts: Sequence[str], reader: Reader) -> dict[str, float]:
    """Messages a second, the best of interleaved rounds."""
    runs: dict[str, Callable[[], object]] = {"Warmline, full output, in bulk": lambda: drain(reader.read_many(texts))}
    try:
        from textblob import TextBlob
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        sys.exit("VADER and TextBlob are in the extra: pip install 'warmline[bench]'")
    vader = SentimentIntensityAnalyzer()
    runs["VADER"] = lambda: drain(map(vader.polarity_scores, texts))
    runs["TextBlob"] = lambda: drain(TextBlob(text).sentiment for text in texts)
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(_ROUNDS):
        for name, run in runs.items():
            best[name] = min(best[name], _seconds(run))
    return {name: len(texts) / seconds for name, seconds in best.items()}


def _parts(texts: Sequence[str], reader: Reader) -> dict[str, float]:
    """Seconds of each step over all texts."""
    ear = reader._ear
    words = [split_words(text) for text in texts]
    prepared = [prepare(turn, "en", ear.finder) for turn in words]
    scores = ear.runtime.run(prepared)
    best = scores.families.argmax(1).tolist()
    shares = [share.tolist() for share in ear.runtime.run(prepared, explain=True).shares]
    policy = ear.policy
    steps: dict[str, Callable[[], object]] = {
        "cut into words": lambda: [split_words(text) for text in texts],
        "language": lambda: [
            sure_language(turn.plain, policy.function_words)
            or choose_language(ear.detector.detect(turn.text), turn.plain, policy.own_words, policy.language)
            for turn in words
        ],
        "cues, flags, lexicon": lambda: [prepare(turn, "en", ear.finder) for turn in words],
        "model": lambda: ear.runtime.run(prepared),
        "model, and what each word adds": lambda: ear.runtime.run(prepared, explain=True),
        "evidence: choice": lambda: [
            choose_evidence(turn, share, FAMILIES[family], policy.evidence)
            for turn, share, family in zip(words, shares, best, strict=True)
        ],
        "everything, mood included": lambda: drain(reader.read_many(texts)),
    }
    return {name: min(_seconds(step) for _ in range(3)) for name, step in steps.items()}


def read_texts() -> list[str]:
    """The texts of the file named on the command line, else the customers' turns of the examples."""
    if len(sys.argv) < 2:
        return example_texts()
    return [line for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]


def example_texts() -> list[str]:
    """The customers' turns of the examples."""
    from warmline.adapters.transcripts.read import read_transcript
    from warmline.domain.message import Turn

    turns = [turn for file in sorted(EXAMPLES.glob("*.jsonl")) for turn in read_transcript(file, sys.stdin.buffer)]
    return [turn.text for turn in turns if isinstance(turn, Turn) and turn.role == "customer"]


def drain(results: Iterable[object]) -> None:
    """Take each result as it comes and let go of it, as a stream is read."""
    deque(results, maxlen=0)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _start() -> float:
    """Seconds from starting Python to a reading, the best of three."""
    code = "from warmline import Reader; Reader().read('Where is my order? I am so angry!')"
    return min(_seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True)) for _ in range(3))


def _resident() -> float:
    code = (
        "from warmline import Reader; Reader().read('Where is my order?');"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def _commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
