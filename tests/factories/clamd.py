"""A virus scanner that speaks clamd's INSTREAM and PING."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

VIRUS = b"X5O!P%@AP-STANDARD-TEST"


@dataclass
class Clamd:
    """How the scanner behaves, and what it was sent."""

    mode: str = "scan"
    limit: int = 25 * 1024 * 1024
    port: int = 0
    heard: list[bytes] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        clamd = self.server.clamd
        if self.rfile.read(6) == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert self.rfile.read(4) == b"EAM\0"
        if clamd.mode == "drop":
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > clamd.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        clamd.heard.append(content)
        if clamd.mode == "hang":
            time.sleep(3)
        elif clamd.mode == "half":
            self.wfile.write(b"stream: O")
        elif clamd.mode == "broken":
            self.wfile.write(b"stream: Can't allocate memory ERROR\0")
        elif VIRUS in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def listening() -> Iterator[Clamd]:
    """A scanner on a port of its own."""
    clamd = Clamd()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.clamd = clamd
        clamd.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield clamd
        server.shutdown()
        thread.join()
