"""What screens were told in some random orders, recorded: `apply` gives the same in Python and in the browser.

WARMLINE_RECORD=1 pytest tests/stories/test_live_pairs.py records it anew; `web/shared/apply.test.ts` reads it too.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.stories import test_live_law as law
from tests.stories.conftest import Play
from warmline.care.world import World
from warmline.domain.live import Frame, Row, View
from warmline.domain.people import Agent, Contact, ContactId
from warmline.logic.live.apply import apply
from warmline.server.sockets.live import frame_json

PAIRS = Path(__file__).parents[1] / "data" / "live.json"


@pytest.mark.skipif("WARMLINE_RECORD" not in os.environ, reason="records anew with WARMLINE_RECORD=1")
def test_it_is_recorded(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, Any]] = []

    def noting(view: View, frame: Frame) -> View:
        after = apply(view, frame)
        told = json.loads(frame_json(frame)) | {"events": []}  # events change no view
        found.append({"before": plain(view), "frame": told, "after": plain(after)})
        return after

    async def story(world: World) -> None:
        at = world.clock.now()
        people = (Contact(ContactId("ben"), at), Agent(law.KIM, at, "Kim"))
        await world.store.write(lambda ledger: [ledger.add(each) for each in people])
        for seed in range(3):
            await law.one_order(world, random.Random(seed))

    monkeypatch.setattr(law, "apply", noting)
    play(story)
    PAIRS.write_text("[\n" + ",\n".join(json.dumps(each) for each in found) + "\n]\n")


def test_every_recorded_view_follows() -> None:
    pairs = json.loads(PAIRS.read_text())
    assert len(pairs) > 50
    for pair in pairs:
        told = pair["frame"]
        ids = tuple(told["ids"]) if "ids" in told else None
        frame = Frame(told["cursor"], msgspec.convert(told["rows"], tuple[Row, ...]), tuple(told["gone"]), (), ids)
        assert apply(held(pair["before"]), frame) == held(pair["after"])


def held(given: dict[str, Any]) -> View:
    return View(given["cursor"], {each["id"]: msgspec.convert(each, Row) for each in given["rows"]})


def plain(view: View) -> dict[str, Any]:
    """As JSON, its rows by their ids."""
    return {"cursor": view.cursor, "rows": msgspec.to_builtins([view.rows[own] for own in sorted(view.rows)])}
