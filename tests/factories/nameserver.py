"""A name server that knows the texts it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rrset


@contextmanager
def naming(texts: dict[str, str]) -> Iterator[str]:
    """Its address, host:port; ``texts`` may grow meanwhile."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.01)
        ended = threading.Event()
        thread = threading.Thread(target=_answer, args=(sock, texts, ended))
        thread.start()
        try:
            yield f"127.0.0.1:{sock.getsockname()[1]}"
        finally:
            ended.set()
            thread.join()


def _answer(sock: socket.socket, texts: dict[str, str], ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            asked, place = sock.recvfrom(4096)
        except TimeoutError:
            continue
        query = dns.message.from_wire(asked)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        name = query.question[0].name
        text = texts.get(name.to_text(omit_final_dot=True))
        if text is not None:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{text}"'))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        sock.sendto(reply.to_wire(), place)
