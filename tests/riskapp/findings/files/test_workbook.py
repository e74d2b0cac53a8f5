"""The workbook of an action plan: out, filled in by people in their ways, and back."""

import datetime
from uuid import UUID

import pytest
from django.utils import translation
from openpyxl import Workbook

from riskapp.findings.errors import NoPlanInFile, PlanFileRefused, PlanTooLong
from riskapp.findings.files import workbook
from riskapp.findings.files.rows import PlanLine, PlanSide
from riskapp.findings.files.workbook import plan_workbook, read_plan
from tests.factories.plans import filled, headings, opened, saved

KEY = UUID(int=1)
FACTS = {
    "severity": "High",
    "finding": "Keys never end.",
    "remedy": "Let them end.",
    "tool": "Coder",
    "question": "T-05",
    "state": "Open",
    "plan": "",
    "wanted_by": datetime.date(2027, 3, 31),
}
VALUES = {
    PlanSide.BUYER: {
        "owner": "ana@example.org",
        "due_on": "2027-03-31",
        "remedied": "",
        "note": "",
    },
    PlanSide.VENDOR: {"text": "", "due_on": "", "is_done": "", "url": ""},
}


def line(side=PlanSide.BUYER, number=1, **facts):
    return PlanLine(UUID(int=number), FACTS | facts, VALUES[side])


def made(side=PlanSide.BUYER, *lines):
    return plan_workbook(
        side, [("Vendor", lines or (line(side),))], ["ana@example.org"]
    )


def read(content, side=PlanSide.BUYER):
    return read_plan(side, content)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("back_in", ["en", "de"])
@pytest.mark.parametrize("side", PlanSide)
def test_what_nobody_touched_comes_back_as_it_went_in_any_language(
    side, language, back_in
):
    with translation.override(language):
        content = made(side)
    with translation.override(back_in):
        [back] = read(content, side)

    assert (back.key, back.mark) == (str(KEY), line(side).mark)
    assert (back.values, back.wrong) == (VALUES[side], {})


def test_cells_are_read_wherever_they_were_moved_to():
    book = opened(made(PlanSide.BUYER, line(), line(number=2)))
    page = book.worksheets[0]
    page.cell(2, headings(page)["Owner"]).value = "bo@example.org"
    page.insert_rows(1, 3)
    page.insert_cols(1)
    page.cell(1, 1).value = "Our list"
    page.move_range("A5:Z5", rows=9)

    second, first = read(saved(book))

    assert first.values["owner"] == "bo@example.org"
    assert first.place == "Vendor, row 14"
    assert second.values == VALUES[PlanSide.BUYER]


@pytest.mark.parametrize("word", ["yes", "Yes", "JA", "x", "✓", True])
def test_a_tick_is_known_in_whatever_way_it_is_made(word):
    [back] = read(filled(made(), {(KEY, "Remedied"): word}))

    assert (back.values["remedied"], back.wrong) == ("yes", {})


@pytest.mark.parametrize("word", ["no", "-", False, "", None])
def test_no_tick_is_no_tick(word):
    [back] = read(filled(made(), {(KEY, "Remedied"): word}))

    assert (back.values["remedied"], back.wrong) == ("", {})


def test_another_word_than_yes_is_refused_with_what_to_write():
    [back] = read(filled(made(), {(KEY, "Remedied"): "perhaps"}))

    assert "yes" in back.wrong["remedied"]


def test_a_formula_is_no_value():
    [back] = read(filled(made(), {(KEY, "Note"): "=1+1"}))

    assert "formula" in back.wrong["note"]


def test_days_come_as_days_and_as_text():
    for given in (datetime.date(2027, 4, 1), "2027-04-01"):
        [back] = read(filled(made(), {(KEY, "Due date"): given}))
        assert back.values["due_on"] == "2027-04-01"


def test_what_a_vendor_wrote_is_text_whatever_it_begins_with():
    bad = '=HYPERLINK("http://evil.example")'
    content = made(PlanSide.BUYER, line(tool=bad, plan="+1\x00\x0b_x000D_"))
    page = opened(content).worksheets[0]

    cell = page.cell(2, headings(page)["Tool"])
    assert (cell.value, cell.data_type) == (bad, "s")
    assert cell.quotePrefix


def test_keys_and_marks_are_hidden_and_owners_are_offered():
    page = opened(made()).worksheets[0]

    hidden = [name for name, at in page.column_dimensions.items() if at.hidden]
    assert len(hidden) == 2
    offered = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert offered == {"'Explained'!$D$1", "'Explained'!$E$1:$E$1"}


def test_a_line_that_somebody_added_is_told_and_an_empty_one_is_not():
    book = opened(made())
    page = book.worksheets[0]
    page.cell(9, headings(page)["Note"]).value = "And the servers?"
    page.cell(12, headings(page)["Severity"]).value = "High"

    found = read(saved(book))

    assert [(one.key, one.place) for one in found] == [
        (str(KEY), "Vendor, row 2"),
        ("", "Vendor, row 9"),
    ]


def test_a_column_that_was_taken_out_says_nothing():
    book = opened(made())
    page = book.worksheets[0]
    page.delete_cols(headings(page)["Owner"])

    [back] = read(saved(book))

    assert set(back.values) == {"due_on", "remedied", "note"}


def test_what_is_no_plan_of_this_side_is_refused():
    book = Workbook()
    book.active["A1"] = "Key of the finding"

    with pytest.raises(NoPlanInFile):
        read(saved(book))
    with pytest.raises(NoPlanInFile):
        read(made(PlanSide.VENDOR))
    with pytest.raises(PlanFileRefused, match="XLSX"):
        read(b"no workbook")


def test_more_lines_than_a_plan_can_have_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_LINES", 1)

    with pytest.raises(PlanTooLong, match="1 line"):
        read(made(PlanSide.BUYER, line(), line(number=2)))
