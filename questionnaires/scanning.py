"""Virus scanning: the INSTREAM command of clamd, over TCP.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from questionnaires.choices import ScanState

CHUNK = 64 * 1024
MAX_REPLY = 4096
PING_SECONDS = 2
FOUND = re.compile(r"(?P<name>\S.*?)\s+FOUND$")


class ScannerUnavailable(OSError):
    """Nobody listened, or nobody answered in time; asking again later makes sense."""


@dataclass(frozen=True, slots=True)
class ScanVerdict:
    """What the scanner said: clean, infected or failed; ``reason`` may be shown."""

    state: ScanState
    reason: str = ""


def is_configured() -> bool:
    """Whether files are scanned at all."""
    return bool(settings.CLAMAV_HOST)


def answers() -> bool:
    """Whether clamd is there: it answers a PING within two seconds."""
    address = (settings.CLAMAV_HOST, settings.CLAMAV_PORT)
    end = time.monotonic() + PING_SECONDS
    try:
        with socket.create_connection(address, PING_SECONDS) as wire:
            _send_part(wire, b"zPING\0", end)
            return _reply(wire, end) == "PONG"
    except OSError:
        return False


def scan(stream: IO[bytes]) -> ScanVerdict:
    """Have a file checked by clamd at ``CLAMAV_HOST``.

    A file the scanner refuses, for example as too big, is a verdict (failed). Raises
    ScannerUnavailable when there is no verdict within ``CLAMAV_TIMEOUT`` seconds.
    """
    end = time.monotonic() + settings.CLAMAV_TIMEOUT
    address = (settings.CLAMAV_HOST, settings.CLAMAV_PORT)
    try:
        with socket.create_connection(address, settings.CLAMAV_TIMEOUT) as wire:
            _send(wire, stream, end)
            reply = _reply(wire, end)
    except OSError as error:
        raise ScannerUnavailable(f"The virus scanner is away: {error}") from error
    return _verdict(reply)


def _send(wire: socket.socket, stream: IO[bytes], end: float) -> None:
    """Send a file in chunks with their lengths; a scanner that has heard enough and
    closes its ear may still have an answer."""
    try:
        _send_part(wire, b"zINSTREAM\0", end)
        while chunk := stream.read(CHUNK):
            _send_part(wire, len(chunk).to_bytes(4, "big") + chunk, end)
        _send_part(wire, bytes(4), end)
    except (BrokenPipeError, ConnectionResetError):
        return


def _send_part(wire: socket.socket, part: bytes, end: float) -> None:
    wire.settimeout(_left(end))
    wire.sendall(part)


def _reply(wire: socket.socket, end: float) -> str:
    """The answer up to its closing zero byte."""
    got = b""
    while b"\0" not in got and len(got) < MAX_REPLY:
        wire.settimeout(_left(end))
        part = wire.recv(MAX_REPLY)
        if not part:
            break
        got += part
    if b"\0" not in got:
        raise ConnectionError("the connection was closed before the answer was whole")
    return got.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def _verdict(reply: str) -> ScanVerdict:
    verdict = reply.removeprefix("stream:").strip()
    if verdict == "OK":
        return ScanVerdict(ScanState.CLEAN)
    found = FOUND.fullmatch(verdict)
    if found:
        return ScanVerdict(ScanState.INFECTED, found["name"][:200])
    if "size limit exceeded" in verdict:
        return ScanVerdict(
            ScanState.FAILED, _("It is bigger than the virus scanner accepts.")
        )
    return ScanVerdict(ScanState.FAILED, _("The virus scanner could not read it."))
