"""Requests that the product makes to addresses which somebody typed.

Only https, no redirects, no addresses of this machine or of the network around it, a few
seconds, and answers of a size. What is looked up is what is connected to: a name cannot show
a harmless address first and another one later.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

SECONDS_TO_CONNECT = 3
SECONDS_TO_READ = 5
SECONDS_IN_ALL = 10
SECONDS_TO_WAIT = 1
LARGEST_ANSWER = 512 * 1024
ADDRESSES_TRIED = 2
# How many threads of this process look names up, and ask one host, at once: names and hosts
# are somebody else's, and may be slow on purpose.
LOOKUPS_AT_ONCE = 8
ASKED_AT_ONCE = 2
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python takes for addresses of the whole internet and routers may lead back here:
# site-local and translated addresses, segment identifiers, relays of 6to4.
NOT_PUBLIC = [
    ipaddress.ip_network(text)
    for text in (
        "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "5f00::/16", "fec0::/10",
        "192.88.99.0/24",
    )
]  # fmt: skip
_lookups = threading.BoundedSemaphore(LOOKUPS_AT_ONCE)
_asked: Counter[str] = Counter()
_asked_lock = threading.Condition()


class AddressNotAsked(requests.RequestException):
    """An address that is not asked, or an answer that is not taken."""


def outgoing_session(internal: str = "SSO_INTERNAL_HOSTS") -> requests.Session:
    """A session that keeps to the rules of this module; whatever fails is a RequestException.

    ``internal`` is the setting with the hosts of the network around that may be asked all the
    same, because the operator named them.
    """
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.verify = settings.SSO_CA_FILE or True
    session.headers["Connection"] = "close"
    session.mount("https://", _GuardedAdapter(internal))
    session.mount("http://", _GuardedAdapter(internal))
    return session


def may_be_asked(url: str) -> bool:
    """Whether an address is of a kind that is asked at all; where it leads shows later."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    known = ("https", "http") if settings.SSO_ALLOWS_HTTP else ("https",)
    return is_whole and parts.scheme in known and not (parts.username or parts.password)


def texts_of(name: str) -> list[str]:
    """The TXT records of a name in the DNS; none where nobody answers in time."""
    return texts_said(name) or []


def texts_said(name: str) -> list[str] | None:
    """The TXT records of a name in the DNS; None where nobody says whether there are any."""
    import dns.exception
    import dns.resolver

    resolver = dns.resolver.Resolver(configure=not settings.SSO_DNS_SERVER)
    if settings.SSO_DNS_SERVER:
        host, _, port = settings.SSO_DNS_SERVER.rpartition(":")
        resolver.nameservers, resolver.port = [host], int(port)
    try:
        found = resolver.resolve(name, "TXT", lifetime=SECONDS_TO_READ)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, UnicodeError):
        return None
    return [b"".join(row.strings).decode(errors="replace") for row in found]


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, internal: str) -> None:
        self.internal = internal
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.internal)

    def send(
        self, request: requests.PreparedRequest, *_args: Any, **more: Any
    ) -> requests.Response:
        if not may_be_asked(request.url or ""):
            raise AddressNotAsked("Only https is asked.", request=request)
        more |= {"stream": True, "timeout": (SECONDS_TO_CONNECT, SECONDS_TO_READ)}
        with _one_of_few(urlsplit(request.url or "").hostname or ""):
            until = time.monotonic() + SECONDS_IN_ALL
            reply = super().send(request, **more)
            try:
                reply._content = _read(reply, until)  # noqa: SLF001  # as requests itself keeps it
                reply._content_consumed = True  # noqa: SLF001
            finally:
                reply.close()
        return reply


@contextmanager
def _one_of_few(host: str) -> Iterator[None]:
    """Whoever asks one slow host must not take every thread; raises NotAsked after a while."""
    with _asked_lock:
        if not _asked_lock.wait_for(
            lambda: _asked[host] < ASKED_AT_ONCE, SECONDS_TO_WAIT
        ):
            raise AddressNotAsked("This host is asked too often.")
        _asked[host] += 1
    try:
        yield
    finally:
        with _asked_lock:
            _asked[host] -= 1
            if not _asked[host]:
                del _asked[host]
            _asked_lock.notify_all()


def _read(reply: requests.Response, until: float) -> bytes:
    got = b""
    for part in reply.iter_content(16 * 1024):
        got += part
        if len(got) > LARGEST_ANSWER:
            raise AddressNotAsked("The answer is too large.", response=reply)
        if time.monotonic() > until:
            raise AddressNotAsked("The answer takes too long.", response=reply)
    return got


class _Guarded(HTTPConnection):
    """Connects to an address that was looked at, for so many seconds in all."""

    internal = ""
    _ends: threading.Timer | None = None
    _twin: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        until = time.monotonic() + SECONDS_IN_ALL
        try:
            sock = _connected(self._dns_host, self.port, self.internal)
        except OSError as error:
            raise NewConnectionError(self, f"Not connected: {error}") from error
        # TLS takes the socket away; its twin still ends the connection.
        self._twin = sock.dup()
        self._ends = threading.Timer(until - time.monotonic(), _shut, [self._twin])
        self._ends.daemon = True
        self._ends.start()
        return sock

    def close(self) -> None:
        if self._ends is not None and self._twin is not None:
            self._ends.cancel()
            self._twin.close()
            self._ends = self._twin = None
        super().close()


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    pass


@cache
def _pools(internal: str) -> dict[str, type[HTTPConnectionPool]]:
    """Pools of connections that look at each address, but for hosts of a setting."""
    named = {"internal": internal}
    plain: Any = type("_GuardedByName", (_Guarded,), named)
    sealed: Any = type("_GuardedHTTPSByName", (_GuardedHTTPS,), named)
    return {
        "http": type("_HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": sealed}),
    }


def _connected(host: str, port: int, internal: str) -> socket.socket:
    """Looks a name up and tries its first addresses, all of it in SECONDS_TO_CONNECT.

    Raises OSError, also where every address of the name is one that is not asked.
    """
    until = time.monotonic() + SECONDS_TO_CONNECT
    fault: OSError = OSError(f"{host} has no address that is asked")
    places = [
        place
        for place in _looked_up(host, port, SECONDS_TO_CONNECT)
        if host in getattr(settings, internal) or _is_public(place)
    ][:ADDRESSES_TRIED]
    for left, place in zip(range(len(places), 0, -1), places, strict=True):
        seconds = (until - time.monotonic()) / left
        if seconds <= 0:
            raise TimeoutError(f"{host} takes too long")
        try:
            sock = socket.create_connection((place, port), seconds)
        except OSError as error:
            fault = error
        else:
            sock.settimeout(SECONDS_TO_CONNECT)  # for the handshake of TLS
            return sock
    raise fault


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name; raises OSError, also where nobody says them in time.

    What the system looks up cannot be stopped: a thread of its own waits for it.
    """
    if not _lookups.acquire(timeout=seconds):
        raise TimeoutError("Too many names are looked up")
    found: list[str] = []
    faults: list[OSError] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(place[0]) for *_rest, place in rows))
        except (OSError, UnicodeError) as error:
            faults.append(OSError(str(error)))
        finally:
            _lookups.release()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"{host} is not looked up in time")
    if faults:
        raise faults[0]
    return found


def _is_public(text: str) -> bool:
    """Whether an address is one of the whole internet, whatever it is wrapped into."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    if any(address in network for network in NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
