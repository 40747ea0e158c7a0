"""Another program that is told what happens: verifies what it gets and remembers it; can be away."""

from __future__ import annotations

import json
import shutil
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from standardwebhooks import Webhook

from warmline.adapters.policies import DEFAULTS

_WAITS = tomllib.loads((DEFAULTS / "webhooks.toml").read_text())["waits"]


def scaled_policies(folder: Path, scale: float, attempts: int = 10) -> Path:
    """The shipped policies with the waits of webhooks made shorter, and fewer."""
    shutil.copytree(str(DEFAULTS), folder)
    waits = [wait / scale for wait in _WAITS[: attempts - 1]]
    (folder / "webhooks.toml").write_text(f"waits = {waits}\ntimeout = 5\nat_once = 16\n")
    return folder


@dataclass
class Program:
    """Listens at one port, and says how it answers."""

    port: int = 0
    secret: str = ""
    status: int = 204
    refuses: set[str] = field(default_factory=set)
    """Kinds of events that it does not take."""
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Ids and contents in the order they came."""
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def come(self) -> None:
        """From now on it can be reached."""
        program = self

        class Own(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(program.take(dict(self.headers.items()), content))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Own)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def go(self) -> None:
        """Nobody listens any more."""
        assert self.server
        self.server.shutdown()
        self.server.server_close()

    def take(self, headers: dict[str, str], content: bytes) -> int:
        """The status it answers with."""
        given = Webhook(self.secret).verify(content, headers) if self.secret else json.loads(content)
        if self.status >= 300 or given["type"] in self.refuses:
            return self.status if self.status >= 300 else 500
        self.got.append(({name.lower(): value for name, value in headers.items()}["webhook-id"], given))
        return self.status

    def of(self, conversation_id: str) -> list[int]:
        """Positions of a conversation's events, each when it first came."""
        own = [
            given["data"]["position"]
            for _, given in self.got
            if given["data"].get("conversation_id") == conversation_id
        ]
        return list(dict.fromkeys(own))


def until(what: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.02)
