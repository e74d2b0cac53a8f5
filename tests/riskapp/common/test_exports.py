import csv
import datetime
import io
import re
import time
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from riskapp.common.exports import (
    Column,
    as_csv,
    as_xlsx,
    export,
    safe_text,
    unsafe_text,
    wanted_format,
)
from riskapp.common.workbooks import MAX_CELL

COLUMNS = (
    Column("Vendor", lambda row: row["name"]),
    Column("Due", lambda row: row["due"]),
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1",
    "－1",
)


def read_csv(parts):
    text = b"".join(parts).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def read_xlsx(data):
    return load_workbook(io.BytesIO(data)).active


def test_csv_says_what_it_is_to_excel_and_keeps_quotes_and_lines():
    rows = [['Møller, "Søn"', "a\nb"]]

    data = b"".join(as_csv(["Vendor", "Note"], rows))

    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv([data]) == [["Vendor", "Note"], ['Møller, "Søn"', "a\nb"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_in_csv(text):
    assert read_csv(as_csv(["A"], [[text]]))[1][0].startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_in_xlsx(text):
    cell = read_xlsx(as_xlsx(["A"], [[text]]))["A2"]

    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_heading_is_no_formula_either():
    assert read_csv(as_csv(["=A"], []))[0] == ["'=A"]
    assert read_xlsx(as_xlsx(["=A"], []))["A1"].data_type == "s"


@given(st.text() | st.text("=+@-;'\" \n\tx"))
def test_safe_text_begins_like_no_formula_and_loses_nothing(text):
    safe = safe_text(text)

    assert not re.match(r"\s*[=+@-]", safe)
    assert not re.search(r"""[;\t\r\n][\s"]*[=+@-]""", safe)
    if not text.startswith("'"):
        assert unsafe_text(safe) == text


@pytest.mark.parametrize("start", ["Aider; ", 'Aider;"', "Aider\n", "Aider;\t"])
@pytest.mark.parametrize("text", ["=1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)"])
def test_a_list_parted_by_semicolons_has_no_formula_either(start, text):
    data = b"".join(as_csv(["A", "B"], [["x", start + text]])).decode("utf-8-sig")

    cells = [cell.lstrip(' "') for cell in re.split("[;\r\n]", data)]

    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("part", ["\n", " ", ";", '"', "\n'", " ;", "'"])
def test_a_long_cell_takes_no_longer_than_its_length(part):
    text = f"\n{part * 200_000}"
    began = time.process_time()

    assert unsafe_text(safe_text(text)) == text
    assert time.process_time() - began < 1


def test_numbers_stay_numbers_and_dates_stay_dates():
    day = datetime.date(2026, 11, 25)
    moment = datetime.datetime(2026, 11, 25, 9, 30, 12, tzinfo=datetime.UTC)
    rows = [[-3, Decimal("47.9"), day, moment, True, None, ["a", "b"]]]
    headings = list("ABCDEFG")

    from_csv = read_csv(as_csv(headings, rows))[1]
    sheet = read_xlsx(as_xlsx(headings, rows))

    assert from_csv == [
        "-3",
        "47.9",
        "2026-11-25",
        "2026-11-25 09:30+00:00",
        "yes",
        "",
        "a, b",
    ]
    assert sheet["A2"].value == -3
    assert sheet["B2"].value == 47.9
    assert sheet["C2"].value.date() == day
    assert sheet["D2"].value == datetime.datetime(2026, 11, 25, 9, 30)
    assert sheet["F2"].value is None


def test_a_workbook_takes_long_text_and_drops_what_it_cannot_hold():
    sheet = read_xlsx(as_xlsx(["A"], [["x" * (MAX_CELL + 9)], ["a\x00b\x0bc"]]))

    assert len(sheet["A2"].value) == MAX_CELL
    assert sheet["A3"].value == "abc"


def test_headings_stay_in_sight():
    assert read_xlsx(as_xlsx(["A"], [["x"]])).freeze_panes == "A2"


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_an_export_is_a_file_with_its_day_in_the_name(wanted):
    rows = [{"name": "Kestrel", "due": datetime.date(2026, 12, 1)}]

    response = export(wanted, "vendors", COLUMNS, rows)

    body = b"".join(response)
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="vendors-')
    assert name.endswith(f'.{wanted}"')
    if wanted == "csv":
        assert read_csv([body])[1] == ["Kestrel", "2026-12-01"]
    else:
        assert read_xlsx(body)["A2"].value == "Kestrel"


def test_only_known_formats_are_wanted():
    assert wanted_format({"export": "csv"}) == "csv"
    assert wanted_format({"export": "xlsx"}) == "xlsx"
    assert wanted_format({"export": "exe"}) is None
    assert wanted_format({}) is None


def test_headings_are_in_the_language_of_the_reader():
    with translation.override("de"):
        reply = export("csv", "vendors", [Column("Vendor", str)], ["Kestrel"])

        text = b"".join(reply.streaming_content).decode("utf-8-sig")

    assert text.split() == ["Dienstleister", "Kestrel"]
