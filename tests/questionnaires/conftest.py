"""A response of its own for each test, and a virus scanner that speaks clamd's INSTREAM."""

import io
import socketserver
import threading
import time
import zipfile
from dataclasses import dataclass, field

import pytest
from django.core.files.base import ContentFile

from questionnaires.actions.entries import add_entry
from questionnaires.actions.invitations import enter, invite
from questionnaires.files import DOCX, ODT, XLSX
from questionnaires.models import Entry, Invitation, Respondent, Response
from tests.factories.questionnaires import make_response

VIRUS = b"X5O!P%@AP-STANDARD-TEST"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(32)


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
        assert self.rfile.read(10) == b"zINSTREAM\0"
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


@pytest.fixture
def clamd(settings):
    """A scanner that settings know of."""
    clamd = Clamd()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.clamd = clamd
        clamd.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.CLAMAV_HOST = "127.0.0.1"
        settings.CLAMAV_PORT = clamd.port
        settings.CLAMAV_TIMEOUT = 5
        yield clamd
        server.shutdown()
        thread.join()


def named(name: str, content: bytes = PDF) -> ContentFile:
    """A file as a browser sends it."""
    return ContentFile(content, name)


def archive(**parts: str | bytes) -> bytes:
    """A ZIP archive; ``__`` in a name stands for a slash, ``_dot_`` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def office(kind: str, **more: str) -> bytes:
    """The smallest document of a kind."""
    if kind == ODT:
        return archive(mimetype=kind, content_dot_xml="<x/>", **more)
    part = {DOCX: "word__document_dot_xml", XLSX: "xl__workbook_dot_xml"}[kind]
    buffer = io.BytesIO(archive(**{part: "<x/>"}, **more))
    with zipfile.ZipFile(buffer, "a") as made:
        made.writestr("[Content_Types].xml", "<x/>")
    return buffer.getvalue()


@pytest.fixture
def response(db) -> Response:
    """An open response to the core questionnaire, nothing answered yet."""
    return make_response()


@pytest.fixture
def other_response(db) -> Response:
    """The response of a stranger."""
    return make_response("Stranger d.o.o.")


@pytest.fixture
def invitation(response) -> Invitation:
    return invite(response, actor="buyer@example.org")


@pytest.fixture
def respondent(invitation) -> Respondent:
    return enter(invitation, name="Vera Vendor")


@pytest.fixture
def entry(response) -> Entry:
    """A tool, nothing said about it yet."""
    return add_entry(response, "TOOL")


@pytest.fixture
def foreign_entry(other_response) -> Entry:
    """A tool of a stranger."""
    return add_entry(other_response, "TOOL")
