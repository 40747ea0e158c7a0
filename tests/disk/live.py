"""A service whose disk fills up, and is empty again, twice.

python -m tests.disk.live FOLDER [BYTES]: the folder is a small disk; with BYTES a layer below SQLite makes one of it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.server.conftest import Api
from tests.shim import FULL, OK, Watcher, lay_under_sqlite
from warmline.adapters.doctor import examine
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.auth import issue_key
from warmline.settings import Settings

_LEFT = 2**19
MARK = "zanzibar"
SAID = f"My {MARK} parcel is late, I am sad. I want to speak to a person!"


class SmallDisk(Watcher):
    """As if a folder had so many bytes: SQLite, `posix_fallocate` and `disk_usage` see no more."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self._allocate, self._usage = os.posix_fallocate, type(shutil.disk_usage(folder))
        lay_under_sqlite(self)
        os.posix_fallocate = self.allocate  # type: ignore[assignment]
        shutil.disk_usage = self.usage  # type: ignore[assignment]

    def usage(self, _path: Any) -> Any:
        used = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return self._usage(self._size, used, max(0, self._size - used))

    def allocate(self, file: int, offset: int, size: int) -> None:
        if size > self.usage(None).free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._allocate(file, offset, size)

    def writes(self, path: str, offset: int, data: bytes) -> int:
        more = offset + len(data) - Path(path).stat().st_size
        return OK if more <= 0 or more <= self.usage(None).free else FULL


class Caller:
    """Writes as long as it can, and remembers what was acknowledged."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.talk = api.conversation()
        self.acknowledged: list[str] = []
        self.said(SAID)
        api.soon(f"/messages/{self.acknowledged[0]}/reading")

    def said(self, text: str) -> int:
        answer = self.api("POST", f"/conversations/{self.talk['id']}/messages", {"text": text})
        if answer.status_code == 201:
            self.acknowledged.append(answer.json()["id"])
        else:
            assert answer.headers["content-type"] == "application/problem+json"
        return int(answer.status_code)

    def kept(self) -> list[str]:
        """Every message of the customer in the conversation."""
        found: list[str] = []
        after = "0"
        while after:
            page = self.api("GET", f"/conversations/{self.talk['id']}/messages?after={after}").json()
            found += [message["id"] for message in page["items"] if message["role"] == "customer"]
            after = page["next"]
        return found


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Another program takes almost all that is left of the disk."""
    file = folder / "other"
    with file.open("wb", buffering=0) as other:
        while (free := shutil.disk_usage(folder).free - _LEFT) > 0:
            other.write(bytes(min(free, 2**20)))
    yield
    file.unlink()


def forget_on_a_full_disk(caller: Caller, other: Caller, settings: Settings) -> None:
    """Nothing is acknowledged; what is kept can be read, taken along and forgotten."""
    for text in ("x" * 20_000, "short"):
        while (status := caller.said(text)) == 201:
            pass
        assert status == 507
    api, contact = caller.api, caller.talk["contact_id"]
    first = f"/messages/{caller.acknowledged[0]}/reading"
    assert api.client.get("/readyz").status_code == 507
    assert api.client.get("/healthz").status_code == 200
    for path in (f"/conversations/{caller.talk['id']}", "/events", first, f"/contacts/{contact}/export", "/audit"):
        assert api("GET", path).status_code == 200, path
    assert caller.kept() == caller.acknowledged
    assert api("POST", f"/contacts/{contact}/erasures", {"what": "feelings"}).status_code == 201
    assert api("GET", first).status_code == 404
    assert api("POST", f"/contacts/{other.talk['contact_id']}/erasures", {"what": "everything"}).status_code == 201
    assert api("GET", f"/conversations/{other.talk['id']}").status_code == 404
    assert api("POST", f"/contacts/{contact}/erasures", {"what": "everything"}).status_code == 201
    assert holding(settings.home) == []
    faults = [finding.what for finding in examine(settings.home, settings.reserve, lambda: None) if finding.fault]
    assert {"room on the disk", "room kept for erasures"} == set(faults), faults


def holding(folder: Path) -> list[str]:
    """The files that still hold the mark."""
    return [path.name for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


def live(folder: Path) -> None:
    settings = Settings(home=folder / "home", reader="linear", reserve=8)
    house = House(settings)
    with TestClient(create_app(house)) as client:
        assert client.portal
        world = client.portal.call(house.add_tenant, "one")
        _, key = client.portal.call(issue_key, world, "one", "all", ("admin",))
        api = Api(client, key)
        assert client.get("/readyz").status_code == 200
        one, two = Caller(api), Caller(api)
        with filled(folder):
            forget_on_a_full_disk(one, two, settings)
        assert client.get("/readyz").status_code == 200
        one, two = Caller(api), Caller(api)
    with filled(folder), TestClient(create_app(House(settings))) as client:
        one.api = two.api = Api(client, key)
        forget_on_a_full_disk(one, two, settings)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        SmallDisk(Path(sys.argv[1]), int(sys.argv[2]))
    live(Path(sys.argv[1]))
