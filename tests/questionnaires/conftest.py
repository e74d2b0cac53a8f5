"""A response of its own for each test, and files of every kind."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from questionnaires.actions.entries import add_entry
from questionnaires.actions.invitations import enter, invite
from questionnaires.files import DOCX, ODT, XLSX
from questionnaires.models import Entry, Invitation, Respondent, Response
from tests.factories.questionnaires import make_response

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(32)


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
