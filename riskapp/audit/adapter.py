"""The audit trail to a collector of events by syslog: RFC 5424 messages over TLS (RFC 5425)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from riskapp.audit.models import AuditEntry
from riskapp.audit.queries.siem import WRITERS

PORT = 6514
SECONDS, CLOSING_SECONDS = 10, 2
FACILITY_AUDIT, NOTICE = 13, 5
PRIORITY = FACILITY_AUDIT * 8 + NOTICE


@dataclass(frozen=True, slots=True)
class Collector:
    """Who gets the events: ``address`` is HOST or HOST:PORT, ``ca_file`` names who vouches for it
    where the system does not know them, ``form`` is one of ``siem.WRITERS``."""

    address: str
    ca_file: str = ""
    form: str = "cef"

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        host, _colon, port = self.address.rpartition(":")
        return (host.strip("[]"), int(port)) if host else (self.address, PORT)

    @contextmanager
    def connected(self) -> Iterator[Callable[[AuditEntry], None]]:
        """What sends an entry, over one connection that was verified.

        Raises OSError when something did not go out; then it is sent again. Syslog confirms
        nothing: what a collector lost that took it shows as a gap in the places of the chain.
        """
        context = ssl.create_default_context(cafile=self.ca_file or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with (
            socket.create_connection(self.place, timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=self.place[0]) as secured,
        ):
            yield lambda entry: secured.sendall(framed(message_of(entry, self.form)))
            secured.settimeout(CLOSING_SECONDS)
            with suppress(OSError):  # not every collector says goodbye
                secured.unwrap()


def message_of(entry: AuditEntry, form: str) -> bytes:
    """An entry as one message; its id is the kind of object that it is about."""
    at = entry.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    head = f"<{PRIORITY}>1 {at} - riskapp - {entry.object_type[:32] or '-'} - "
    return head.encode() + b"\xef\xbb\xbf" + WRITERS[form](entry).strip().encode()


def framed(message: bytes) -> bytes:
    """A message with its length before it."""
    return b"%d %s" % (len(message), message)
