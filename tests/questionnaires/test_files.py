import codecs
import io
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from questionnaires import files
from questionnaires.errors import EvidenceRefused
from questionnaires.files import (
    DOCX,
    JSON,
    ODS,
    ODT,
    PLAIN,
    WEBP,
    XLSX,
    check_file,
    readable,
)
from tests.factories.hostile import endless_list
from tests.questionnaires.conftest import JPEG, PDF, PNG, archive, office

CASES = Path(__file__).parents[1] / "data" / "cases"
EXE = b"MZ\x90\x00\x03" + bytes(60)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def checked(content, name="file.bin"):
    return check_file(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content", "content_type", "kept_as"),
    [
        ("policy.pdf", PDF, files.PDF, "policy.pdf"),
        ("policy.docx", PDF, files.PDF, "policy.pdf"),
        ("shot.png", PNG, files.PNG, "shot.png"),
        ("shot.pdf", PNG, files.PNG, "shot.png"),
        ("shot.webp", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(60), WEBP, "shot.webp"),
        ("photo.JPEG", JPEG, files.JPEG, "photo.jpg"),
        ("page.html", b"<script>alert(1)</script>", PLAIN, "page.html.txt"),
        ("drawing.svg", b"<svg onload='x()'/>", PLAIN, "drawing.svg.txt"),
        ("run.exe", b"only text", PLAIN, "run.exe.txt"),
        ("users.csv", "id,ime\n1,Žarko\n".encode(), "text/csv", "users.csv"),
        ("notes.md", b"# Notes\n", "text/markdown", "notes.md"),
        ("ci.yml", b"on: push\n", "application/yaml", "ci.yaml"),
        ("report.json", b'{"a": [1]}', JSON, "report.json"),
        ("report.csv", b'{"a": [1]}', JSON, "report.json"),
        ("report.json", b"{not json", PLAIN, "report.txt"),
        ("deep.json", b"[" * 100_000, PLAIN, "deep.txt"),
        ("plan.zip", office(DOCX), DOCX, "plan.zip.docx"),
        ("list.xlsx", office(XLSX), XLSX, "list.xlsx"),
        ("list.pdf", office(ODT), ODT, "list.odt"),
        ("s.ods", archive(mimetype=ODS, content_dot_xml=""), ODS, "s.ods"),
    ],
)
def test_a_file_is_what_its_content_says_whatever_its_name(
    name, content, content_type, kept_as
):
    found = checked(content, name)

    assert (found.content_type, found.name) == (content_type, kept_as)
    assert found.size == len(content)


def spoiled(method, size):
    """An archive whose first part is packed in a way that cannot be unpacked; ``size`` bytes
    begin it that are left as they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as parts:
        parts.writestr("mimetype", ODT * 50)
        parts.writestr("content.xml", "")
    content = bytearray(packed.getvalue())
    start = 30 + len("mimetype") + size
    content[start : start + 10] = b"\xff" * 10
    return bytes(content)


@pytest.mark.parametrize(
    ("method", "size"),
    [(zipfile.ZIP_DEFLATED, 0), (zipfile.ZIP_BZIP2, 4), (zipfile.ZIP_LZMA, 9)],
)
def test_an_archive_that_cannot_be_unpacked_is_damaged(method, size):
    with pytest.raises(EvidenceRefused, match="damaged"):
        checked(spoiled(method, size), "policy.odt")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (EXE, "not taken"),
        (b"\x7fELF" + bytes(60), "not taken"),
        (OLD_WORD, "protected by a password or a sensitivity label"),
        (b"GIF89a" + bytes(60), "not taken"),
        ("Žarko, admin".encode("cp1250"), "not in UTF-8"),
        ("Žarko".encode("utf-16-be"), "not taken"),
        (b"text with a \x00 in it", "not taken"),
        (archive(a_dot_txt="a"), "Archives"),
        (archive(mimetype="application/epub+zip", content_dot_xml=""), "Archives"),
        (archive(word__document_dot_xml=""), "Archives"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
        (office(DOCX, word__vbaProject_dot_bin=""), "macros"),
        (office(ODT, Basic__script_dot_xml=""), "macros"),
    ],
)
@pytest.mark.parametrize("name", ["policy.pdf", "notes.txt", "plan.docx"])
def test_other_kinds_are_refused_under_any_name(name, content, words):
    with pytest.raises(EvidenceRefused, match=words):
        checked(content, name)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("Role,Žarko\r\n".encode("utf-16"), "Role,Žarko\r\n"),
        (b"\xfe\xff" + "Role".encode("utf-16-be"), "Role"),
        (b"\x1b[1mRole\x1b[0m agent\n", "Role agent\n"),
        (b"\x1b]0;title\x07\x1b[38;5;196mred\x1b[m\n", "red\n"),
        ("Žarko".encode(), "Žarko"),
    ],
)
def test_a_text_is_kept_in_utf_8_and_without_colours(content, kept):
    assert readable(ContentFile(content, name="a.txt")).read().decode() == kept


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        b"\xff\xfe\x00\xd8",
        b"\x1b\x00",
        b"\x1b[1mcolour and a bell\x07",
        codecs.BOM_UTF16_LE + "a\x00b".encode("utf-16-le"),
    ],
)
def test_what_is_no_such_text_stays_as_it_was_sent(content):
    upload = ContentFile(content, name="a.txt")

    assert readable(upload) is upload
    assert upload.tell() == 0


def test_what_is_too_big_is_left_to_the_check(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 4)
    upload = ContentFile("Role".encode("utf-16"), name="a.txt")

    assert readable(upload) is upload


def test_an_archive_that_would_unpack_to_very_much_is_refused():
    bomb = archive(**{f"p{n}": "" for n in range(files.MAX_MEMBERS + 1)})

    with pytest.raises(EvidenceRefused, match="Archives"):
        checked(bomb, "plan.docx")


def test_a_file_may_have_20_mb_and_no_byte_more():
    at_limit = b"a" * files.MAX_BYTES

    assert checked(at_limit).size == 20 * 1024 * 1024
    with pytest.raises(EvidenceRefused, match="bigger than 20 MB"):
        checked(at_limit + b"a")


def test_the_fingerprint_is_of_the_bytes_and_the_stream_stays_at_its_beginning():
    stream = io.BytesIO(b"abc")

    found = check_file(stream, "a.txt")

    assert found.sha256.startswith("ba7816bf8f01cfea414140de5dae2223")
    assert stream.read() == b"abc"


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\vera\\plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("inv\u202egpj.exe", "invgpj.exe.pdf"),
        ("\u2066\u200bplan\x00\x1b[31m.pdf", "plan[31m.pdf"),
        ('a"b;c%0d.pdf', "a_b_c_0d.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("/", "file.pdf"),
        ("Уговор – Žarko.docx", "Уговор – Žarko.pdf"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_hostile_names_become_harmless(name, kept_as):
    assert checked(PDF, name).name == kept_as
    assert len(kept_as) <= files.MAX_NAME


@given(st.binary(max_size=400), st.text(max_size=200))
def test_any_bytes_under_any_name_are_kept_safely_or_refused_in_words(content, name):
    try:
        found = checked(content, name)
    except EvidenceRefused:
        return
    assert len(found.name) <= files.MAX_NAME
    assert found.name.isprintable()
    assert not {"/", "\\", '"', "\n"} & set(found.name)
    assert not found.name.startswith(".")
    assert found.name.endswith(files.ENDINGS[found.content_type])


def pdf(*, user=None, owner=None):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if owner:
        writer.encrypt(user, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_document_with_a_password_is_refused_with_what_to_do():
    content = (CASES / "ole.xlsx").read_bytes()

    with pytest.raises(EvidenceRefused, match="password or a sensitivity label"):
        checked(content, "policy.xlsx")


def test_an_old_document_without_a_password_is_of_no_kind_that_is_taken():
    with pytest.raises(EvidenceRefused, match="not taken"):
        checked(OLD_WORD, "policy.doc")


def test_a_pdf_that_opens_only_with_a_password_is_refused():
    with pytest.raises(EvidenceRefused, match="opens only with a password"):
        checked(pdf(user="secret", owner="more"), "policy.pdf")


def test_a_pdf_that_only_forbids_something_is_taken():
    assert checked(pdf(user="", owner="more")).content_type == files.PDF


def test_words_about_encryption_do_not_lock_a_pdf():
    assert checked(pdf() + b"\n% /Encrypt 5 0 R").content_type == files.PDF


def test_an_archive_whose_list_has_no_end_is_refused_at_once():
    content = endless_list(files.MAX_BYTES)
    began = time.process_time()

    with pytest.raises(EvidenceRefused, match="Archives are not taken"):
        checked(content, "policy.xlsx")

    assert time.process_time() - began < 1
