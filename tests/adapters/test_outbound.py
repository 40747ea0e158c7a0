"""What others name never leads to what only this machine can reach."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from threading import Thread

import pytest

from warmline.adapters.outbound import Outbound, is_public
from warmline.ports import Answer, Fetched

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"]
PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 100::1 2001::1 2001:0:7f00:1:: 2001:2::1
2001:db8::1 2001:10::1 2001:20::1 2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254
fe80::1 fec0::1 ff02::1
""".split()
NAMES = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/", "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://0:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/", "https://127.0.0.1:{port}/", "http://localhost.:{port}/",
]  # fmt: skip
OWN = [ip_network("127.0.0.0/8")]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


class Receiver(BaseHTTPRequestHandler):
    asked: list[str]
    status, more, content = 204, {}, b""  # type: ignore[var-annotated]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.asked.append(self.path)
        self.send_response(self.status)
        for name, value in self.more.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # whoever asked has heard enough
            self.wfile.write(self.content)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving(status: int = 204, content: bytes = b"", **more: str) -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    own = type("Own", (Receiver,), {"asked": asked, "status": status, "content": content, "more": more})
    with ThreadingHTTPServer(("127.0.0.1", 0), own) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


def _post(outbound: Outbound, *urls: str) -> list[Answer]:
    async def whole() -> list[Answer]:
        found = [await outbound.post(url, {"content-type": "text/plain"}, b"x") for url in urls]
        await outbound.close()
        return found

    return asyncio.run(whole())


def _fetch(outbound: Outbound, url: str) -> Fetched:
    async def whole() -> Fetched:
        found = await outbound.fetch("GET", url, {"accept": "text/plain"})
        await outbound.close()
        return found

    return asyncio.run(whole())


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_to_this_machine(name: str) -> None:
    with receiving() as (port, asked):
        (answer,) = _post(Outbound(5, 4), name.format(port=port))
        fetched = _fetch(Outbound(5, 4), name.format(port=port))
    assert (answer.status, bool(answer.why), asked) == (None, True, [])
    assert (fetched.status, fetched.why, fetched.content) == (None, answer.why, b"")


@pytest.mark.parametrize(
    "status, content, wanted",
    [
        (200, b"x" * 1_000_000, ("", 1_000_000)),
        (200, b"x" * 1_000_001, ("it sent more than 1,000,000 bytes", 0)),
        (200, b"x" * 10_000_000, ("it sent more than 1,000,000 bytes", 0)),
        (400, b"what is wrong", ("it answered 400", 13)),
    ],
)
def test_what_is_wanted_comes_whole_or_not_at_all(status: int, content: bytes, wanted: tuple[str, int]) -> None:
    with receiving(status, content) as (port, asked):
        fetched = _fetch(Outbound(5, 4, OWN), f"http://127.0.0.1:{port}/keys")
    assert (fetched.why, len(fetched.content)) == wanted
    assert (fetched.status, asked) == (status, ["/keys"])
    assert "what is wrong" not in repr(fetched)


def test_the_operators_own_networks_may_be_reached() -> None:
    with receiving() as (port, asked):
        (answer,) = _post(Outbound(5, 4, OWN), f"http://127.0.0.1:{port}/in?a=b")
    assert (answer.status, answer.why, asked) == (204, "", ["/in?a=b"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with receiving() as (inner, asked), receiving(status, Location=f"http://127.0.0.1:{inner}/") as (port, _):
        (answer,) = _post(Outbound(5, 4, OWN), f"http://127.0.0.1:{port}/")
        fetched = _fetch(Outbound(5, 4, OWN), f"http://127.0.0.1:{port}/")
    assert (
        (answer.status, answer.why, asked) == (fetched.status, fetched.why, []) == (status, f"it answered {status}", [])
    )


def test_a_name_is_resolved_once_and_that_address_is_taken() -> None:
    """A name that is public when it is looked at and private when it is used (rebinding)."""
    told: list[list[str]] = [["8.8.8.8"], ["127.0.0.1"]]
    asked_for: list[str] = []

    async def changing(host: str, port: int) -> list[str]:
        asked_for.append(host)
        return told[min(len(asked_for), 2) - 1]

    with receiving() as (port, asked):
        answers = _post(Outbound(0.2, 4, by=changing), *[f"https://a.example:{port}/"] * 2)
    assert asked == []
    assert asked_for == ["a.example"] * 2  # each attempt looked once, and refused the second
    assert "not a public one" in answers[1].why


@pytest.mark.parametrize("addresses", [["8.8.8.8", "127.0.0.1"], ["2606:2800:220:1::1", "fe80::1%eth0"], []])
def test_a_name_with_one_private_address_is_refused(addresses: list[str]) -> None:
    async def both(host: str, port: int) -> list[str]:
        return addresses

    (answer,) = _post(Outbound(5, 4, by=both), "https://a.example/")
    assert answer.why == "its address is not a public one that may be reached this way"


def test_without_tls_nothing_public_is_reached() -> None:
    async def public(host: str, port: int) -> list[str]:
        return ["8.8.8.8"]

    (answer,) = _post(Outbound(5, 4, by=public), "http://a.example/")
    assert "not a public one" in answer.why


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/passwd", "unix:/run/x", "//a.example/"])
def test_other_schemes(url: str) -> None:
    (answer,) = _post(Outbound(5, 4, OWN), url)
    assert answer.status is None
    assert answer.why


def test_what_does_not_answer() -> None:
    with receiving() as (port, _):
        closed = port
    (answer,) = _post(Outbound(5, 4, OWN), f"http://127.0.0.1:{closed}/")
    assert (answer.status, answer.why) == (None, "no connection: ConnectError")


def test_a_drip_is_cut_off() -> None:
    async def whole() -> Answer:
        async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while not writer.is_closing():
                writer.write(b"H")
                await asyncio.sleep(0.05)

        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        outbound = Outbound(0.3, 1, OWN)
        answer = await outbound.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"x")
        await outbound.close()
        server.close()
        return answer

    assert asyncio.run(whole()).why == "no answer within 0.3 s"


def test_how_long_it_asks_to_wait() -> None:
    with receiving(503, **{"Retry-After": "120"}) as (port, _):
        (answer,) = _post(Outbound(5, 4, OWN), f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.wait) == (503, 120)
