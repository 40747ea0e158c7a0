"""The one way out: requests to addresses that others named, which must not reach what only we can reach."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore2

from warmline.domain.errors import AddressForbidden
from warmline.ports import Answer, Fetched

Address = IPv4Address | IPv6Address
Network = Any
"""An IPv4Network or IPv6Network."""
Resolve = Callable[[str, int], Awaitable[list[str]]]
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_UNICAST = IPv6Network("2000::/3")
"""All that was ever given out of the IPv6 internet."""
_REFUSED = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "224.0.0.0/4", "2001::/23", "3fff::/20",
    )
)  # fmt: skip
"""Special-purpose addresses (IANA registries), beside what `ipaddress` knows not to be global."""
_MOST, _WANTED = 65_536, 1_000_000
"""Bytes of an answer that are read, and of one that is wanted."""


def is_public(address: Address) -> bool:
    """Whether the address is of the public internet, also in what it wraps (NAT64, 6to4, mapped, compatible)."""
    wrapped = _wrapped(address)
    if wrapped:
        return is_public(wrapped)
    unicast = address.version == 4 or address in _UNICAST
    return unicast and address.is_global and not any(_within(address, network) for network in _REFUSED)


def _within(address: Address, network: Network) -> bool:
    return bool(address.version == network.version and address in network)


def _wrapped(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _COMPATIBLE or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def permitted(found: Iterable[str], allowed: Iterable[Network], public: bool = True) -> list[Address]:
    """The addresses of a name. Raises AddressForbidden unless every one of them is public or in an allowed network."""
    addresses = [ip_address(each.partition("%")[0]) for each in found]
    allowed = tuple(allowed)
    fine = [(public and is_public(each)) or any(_within(each, own) for own in allowed) for each in addresses]
    if not addresses or not all(fine):
        raise AddressForbidden("its address is not a public one that may be reached this way")
    return addresses


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


class Outbound:
    """Implements `warmline.ports.Outbound`: resolves once, looks at the address, connects to that very address.

    No redirect is followed and no proxy is used. `allowed` networks of the operator may be private, and without TLS.
    """

    def __init__(self, timeout: float, at_once: int, allowed: Iterable[Network] = (), by: Resolve = resolve) -> None:
        allowed = tuple(allowed)
        self._timeout = timeout
        self._free: dict[bytes, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        """By host: one that hangs holds up no other."""
        self._pools = {
            b"https": _pool(_Checked(allowed, by, public=True)),
            b"http": _pool(_Checked(allowed, by, public=False)),
        }

    async def post(self, url: str, headers: dict[str, str], content: bytes) -> Answer:
        """What came back, whatever happened."""
        came = await self._ask("POST", url, headers, content, _MOST)
        return Answer(came.status, came.why, came.milliseconds, came.wait)

    async def fetch(self, method: str, url: str, headers: dict[str, str], content: bytes = b"") -> Fetched:
        """What came back and all of its content, whatever happened."""
        came = await self._ask(method, url, headers, content, _WANTED)
        if len(came.content) > _WANTED:
            return Fetched(came.status, f"it sent more than {_WANTED:,} bytes")
        return Fetched(came.status, came.why, came.content)

    async def close(self) -> None:
        """Lets go of connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def _ask(self, method: str, url: str, headers: dict[str, str], content: bytes, most: int) -> _Came:
        async with self._free[httpcore2.URL(url).host]:
            start = time.perf_counter()
            try:
                async with asyncio.timeout(self._timeout):
                    came = await self._send(method, url, headers, content, most)
            except TimeoutError:
                came = _Came(f"no answer within {self._timeout:g} s")
            except AddressForbidden as error:
                came = _Came(str(error))
            except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError) as error:
                came = _Came(f"no connection: {type(error).__name__}")
            return replace(came, milliseconds=round(1000 * (time.perf_counter() - start)))

    async def _send(self, method: str, url: str, headers: dict[str, str], content: bytes, most: int) -> _Came:
        target = httpcore2.URL(url)
        pool = self._pools.get(target.scheme)
        if pool is None:
            raise AddressForbidden("the address is neither https nor http")
        sent: list[tuple[bytes | str, bytes | str]] = [("host", _authority(target)), *headers.items()]
        async with pool.stream(method, target, headers=sent, content=content) as answer:
            read = bytearray()
            async for part in answer.aiter_stream():
                read += part
                if len(read) > most:
                    break
            why = "" if 200 <= answer.status < 300 else f"it answered {answer.status}"
            return _Came(why, answer.status, bytes(read), _wait(dict(answer.headers)))


@dataclass(frozen=True, slots=True)
class _Came:
    why: str
    status: int | None = None
    content: bytes = b""
    wait: float | None = None
    milliseconds: int = 0


class _Checked(httpcore2.AsyncNetworkBackend):
    """Connects only to what was looked at."""

    def __init__(self, allowed: tuple[Network, ...], by: Resolve, public: bool) -> None:
        self._allowed, self._resolve, self._public = allowed, by, public
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *more: Any, **others: Any) -> httpcore2.AsyncNetworkStream:
        found = await self._resolve(host.strip("[]"), port)
        addresses = permitted(found, self._allowed, self._public)
        for address in addresses[:-1]:
            with suppress(httpcore2.NetworkError, httpcore2.TimeoutException):
                return await self._backend.connect_tcp(str(address), port, *more, **others)
        return await self._backend.connect_tcp(str(addresses[-1]), port, *more, **others)

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        raise AddressForbidden("a socket of this machine is never reached")

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def _pool(backend: httpcore2.AsyncNetworkBackend) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(max_connections=None, keepalive_expiry=30, network_backend=backend)


def _authority(target: httpcore2.URL) -> bytes:
    return target.host if target.port is None else b"%b:%d" % (target.host, target.port)


def _wait(headers: dict[bytes, bytes]) -> float | None:
    """Seconds that the answer asks to wait."""
    asked = next((value for name, value in headers.items() if name.lower() == b"retry-after"), b"")
    return float(asked) if asked.isdigit() and len(asked) < 10 else None
