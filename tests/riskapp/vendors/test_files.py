import datetime
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from openpyxl import Workbook, load_workbook

from questionnaires.document.parsing import core_document
from questionnaires.document.translation import core_document_in
from questionnaires.workbooks.limits import MAX_BYTES
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.files import (
    MAX_ROWS,
    cell_name,
    headings,
    known_headings,
    read_table,
    template,
)
from tests.factories.hostile import HOSTILE, book

CASES = Path(__file__).parents[2] / "data" / "cases"


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_the_delimiter_it_has(delimiter):
    text = delimiter.join(["Vendor", "Country"]) + "\n" + f"Søn{delimiter} DE \n"

    rows = read_table("v.csv", b"\xef\xbb\xbf" + text.encode())

    assert rows == [["Vendor", "Country"], ["Søn", "DE"]]


def test_a_workbook_is_read_as_text_with_days_as_days():
    data = workbook(
        ["Vendor", "Contract start", "Contract"],
        ["Kestrel", datetime.date(2026, 11, 25), 7.0],
        [None, None, None],
    )

    assert read_table("v.xlsx", data) == [
        ["Vendor", "Contract start", "Contract"],
        ["Kestrel", "2026-11-25", "7"],
    ]


def test_our_own_template_is_read_back():
    rows = read_table("t.xlsx", template(core_document()))

    assert rows == [[heading for _, heading in headings(core_document())]]


def test_the_template_explains_every_column_and_offers_every_answer():
    book = load_workbook(io.BytesIO(template(core_document())))
    explained = {row[0] for row in book["Explained"].iter_rows(values_only=True)}

    assert {"Vendor", "Contact e-mail", "ENG-01"} <= explained
    choices = book["Vendors"].data_validations.dataValidation
    assert len(choices) == len(core_document().profile)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("v.csv", b"x" * (MAX_BYTES + 1), "more than 5 MB"),
        ("v.csv", "Vendor\nSøn".encode("latin-1"), "not UTF-8"),
        ("v.csv", b"Vendor\x00", "neither CSV nor a workbook"),
        ("v.xls", b"\xd0\xcf\x11\xe0", "Save the file as .xlsx"),
        ("v.xlsx", b"PK\x03\x04broken", "cannot be read as a workbook"),
        ("v.csv", b"Vendor\n" + b"A\n" * (MAX_ROWS + 1), "more than 2,000 rows"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name, data, words):
    with pytest.raises(ImportRefused, match=words):
        read_table(name, data)


@pytest.mark.parametrize(
    "kind", ["a part of zeros", "a million cells", "elements ten million deep"]
)
def test_a_workbook_that_holds_far_too_much_is_refused(kind):
    with pytest.raises(ImportRefused, match="too big when unpacked"):
        read_table("v.xlsx", HOSTILE[kind]())


def test_macros_are_refused():
    data = book(more=[("xl/vbaProject.bin", b"macro")])

    with pytest.raises(ImportRefused, match="holds macros"):
        read_table("v.xlsm", data)


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")

    with pytest.raises(ImportRefused, match="cannot be read as a workbook"):
        read_table("v.xlsx", out.getvalue())


def test_a_workbook_with_a_password_is_refused_with_what_to_do():
    with pytest.raises(ImportRefused, match="password or a sensitivity label"):
        read_table("v.xlsx", (CASES / "ole.xlsx").read_bytes())


def test_cells_are_named_as_a_spreadsheet_names_them():
    assert [cell_name(0, 2), cell_name(27, 3)] == ["A2", "AB3"]


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_headings_of_every_language_are_known_and_differ(language):
    known = known_headings()

    with translation.override(language):
        written = headings(core_document_in(language))

    assert {
        heading.casefold(): key for key, heading in written
    }.items() <= known.items()
    assert len({heading.casefold() for _, heading in written}) == len(written)


def test_the_template_speaks_the_language_of_the_reader():
    with translation.override("de"):
        rows = read_table("t.xlsx", template(core_document_in("de")))

    assert rows[0][:2] == ["Dienstleister", "Land"]
