"""A little work lets somebody go first; it cannot be done once for many tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bench.sign_in import solved
from tests.server.conftest import Api
from warmline.server import turns
from warmline.server.puzzles import BITS, Puzzle, Puzzles


class Time:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def solution(puzzle: Puzzle) -> bytes:
    return solved({"challenge": puzzle.challenge, "bits": puzzle.bits}).encode()


def test_a_solution_counts_once_and_for_a_minute() -> None:
    time = Time()
    puzzles = Puzzles(time)
    first, second = (solution(puzzles.new()) for _ in range(2))
    assert [puzzles.is_solved(each) for each in (first, first, second)] == [True, False, True]
    late = solution(puzzles.new())
    time.now += 61
    assert not puzzles.is_solved(late)
    assert puzzles.is_solved(solution(puzzles.new()))
    assert len(puzzles._used) == 1


def test_only_work_for_a_challenge_of_ours_counts() -> None:
    time = Time()
    puzzles, other = Puzzles(time), Puzzles(time)
    ours = puzzles.new()
    later = ours.challenge.replace(str(int(time.now) + 60), str(int(time.now) + 6000))
    for puzzle in (other.new(), replace(ours, challenge=later), replace(ours, challenge=f"{ours.challenge[:-1]}x")):
        assert not puzzles.is_solved(solution(puzzle))
    for given in (b"", b"x", ours.challenge.encode(), ours.challenge.encode() + b".", b"9" * 10_000, b"\xff.\xff"):
        assert not puzzles.is_solved(given)


def test_who_finds_no_place_is_told_what_would_help(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_PLACES", 1)
    given = {"tenant": "one", "email": "sam@shop.example", "password": "three green kettles"}
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: api.client.post("/v1/sessions", json=given), range(24)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.headers["content-type"] for answer in refused} == {"application/problem+json"}
    puzzles = [answer.json()["puzzle"] for answer in refused]
    assert {each["bits"] for each in puzzles} == {BITS}
    assert len({each["challenge"] for each in puzzles}) == len(puzzles) > 0
