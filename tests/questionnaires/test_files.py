import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from questionnaires import files
from questionnaires.errors import EvidenceRefused
from questionnaires.files import DOCX, JSON, ODS, ODT, PLAIN, XLSX, check_file
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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (EXE, "not taken"),
        (b"\x7fELF" + bytes(60), "not taken"),
        (OLD_WORD, "protected by a password or a sensitivity label"),
        (b"GIF89a" + bytes(60), "not taken"),
        ("Žarko".encode("utf-16"), "not taken"),
        ("Žarko".encode("cp1250"), "not taken"),
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
