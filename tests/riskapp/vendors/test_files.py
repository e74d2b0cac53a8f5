import datetime
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from questionnaires.workbooks.limits import MAX_BYTES
from riskapp.common.exports import safe_text, unsafe_text
from riskapp.shipped.core import core_document, core_document_in
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.files import (
    MAX_ROWS,
    Doubt,
    cell_name,
    headings,
    known_headings,
    read_table,
    template,
    words_of,
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


def rows_of(name, data):
    table = read_table(name, data)
    return [table.headings, *(line.cells for line in table.lines)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_the_delimiter_it_has(delimiter):
    text = delimiter.join(["Vendor", "Country"]) + "\n" + f"Søn{delimiter} DE \n"

    rows = rows_of("v.csv", b"\xef\xbb\xbf" + text.encode())

    assert rows == [["Vendor", "Country"], ["Søn", "DE"]]


def test_a_workbook_is_read_as_text_with_days_as_days():
    data = workbook(
        ["Vendor", "Contract start", "Contract"],
        ["Kestrel", datetime.date(2026, 11, 25), 7.0],
        [None, None, None],
    )

    assert rows_of("v.xlsx", data) == [
        ["Vendor", "Contract start", "Contract"],
        ["Kestrel", "2026-11-25", "7"],
    ]


def test_our_own_template_is_read_back():
    rows = rows_of("t.xlsx", template(core_document()))

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
        ("v.csv", b"Vendor\nS\x81n", "not UTF-8"),
        ("v.csv", b"\xff\xfeV", "cannot be read as CSV"),
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
        rows = rows_of("t.xlsx", template(core_document_in("de")))

    assert rows[0][:2] == ["Dienstleister", "Land"]


MUELLER = [["Vendor", "Country", "Engagement"], ["Müller & Söhne GmbH", "DE", "Portal"]]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("utf-16.csv", "UTF-16"),
        ("windows-1252.csv", "read as Windows-1252"),
        ("sep-line.csv", ""),
        ("title-row.csv", "The headings are in row 3."),
    ],
)
def test_text_is_read_as_spreadsheets_write_it(name, note):
    data = (CASES / name).read_bytes()

    assert rows_of(name, data) == MUELLER
    assert note in " ".join(words_of(read_table(name, data).notes))


def test_a_title_without_the_delimiter_does_not_hide_the_headings():
    data = b"All vendors, as of today\n\nVendor;Country\nKestrel;IE\n"

    assert rows_of("v.csv", data) == [["Vendor", "Country"], ["Kestrel", "IE"]]


def test_cells_that_a_spreadsheet_changed_are_doubted():
    table = read_table("types.xlsx", (CASES / "types.xlsx").read_bytes())

    assert [(line.cells[3:5], line.doubts) for line in table.lines] == [
        (["P1", "00007"], {4: Doubt.NUMBER}),
        (["2026-03-01", "2026-01-02"], {3: Doubt.DATE, 4: Doubt.DATE}),
        (["TRUE", "1.5"], {3: Doubt.BOOLEAN}),
    ]


def test_a_number_that_was_cut_and_an_error_are_doubted():
    data = workbook(["Vendor", "Contract"], ["Kestrel", 1234567890123456789])

    (line,) = read_table("v.xlsx", data).lines

    assert line.doubts == {1: Doubt.CUT}


def test_signs_that_a_spreadsheet_escapes_are_read_as_they_were_typed():
    assert rows_of("x.xlsx", (CASES / "x000d.xlsx").read_bytes())[1] == [
        "Carriage\nReturn Ltd",
        "DE",
    ]


def test_hidden_rows_are_read_and_told():
    table = read_table("h.xlsx", (CASES / "hidden-row.xlsx").read_bytes())

    assert [line.number for line in table.lines] == [2, 3]
    assert words_of(table.notes) == [
        "Rows that are hidden in the spreadsheet are read too: 3."
    ]


def test_the_sheet_with_the_vendors_is_read():
    table = read_table("s.xlsx", (CASES / "second-sheet.xlsx").read_bytes())

    assert [line.cells[0] for line in table.lines] == ["Second Sheet GmbH"]
    assert words_of(table.notes) == ["The sheet “Vendors” was read."]


def test_the_sign_that_an_export_put_on_is_taken_off():
    assert rows_of("round.csv", (CASES / "round.csv").read_bytes())[1] == [
        "@Scale Ltd",
        "DE",
        "Roundtrip",
    ]
    assert rows_of("v.csv", b"Vendor\n'Quoted' Ltd\n")[1] == ["'Quoted' Ltd"]


@given(st.text(max_size=40))
def test_what_an_export_guards_comes_back_as_it_was(text):
    assert unsafe_text(safe_text(text)) == text or text.startswith("'")
