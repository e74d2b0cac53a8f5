"""Answers of other questionnaires are found in their files, and in no others."""

import json

import pytest

from questionnaires.workbooks.sheets import Cell, Sheet
from riskapp.other_forms.mapping import core_forms
from riskapp.other_forms.reading import (
    AnotherVersion,
    answers_in_record,
    answers_in_workbook,
)

RECORD = {
    "legalName": "Example",
    "country": "DE",
    "hasIsms": True,
    "incidentSlaHours": 24,
    "acceptRightToAudit": False,
    "hasExitPlan": None,
}
AI = {"AIGN-01": "Yes", "AIGN-03": "no", "AISC-02": "N/A", "AILM-01": "YES"}


def form(name):
    return next(one for one in core_forms() if one.id == name)


def sheet(title, rows):
    """One sheet; a value that begins with = is what a formula came to."""
    page = {
        row: {
            column: Cell(
                title,
                row,
                column,
                "s",
                str(value).lstrip("="),
                is_formula=str(value)[:1] == "=",
            )
            for column, value in enumerate(values, start=1)
            if value is not None
        }
        for row, values in enumerate(rows, start=1)
    }
    return Sheet(title, False, frozenset(), page)


def hecvat(answers=AI, title="AI"):
    rows = [(name, "A question", given, "More") for name, given in answers.items()]
    privacy = [("DPAI-03", "A question", "No", None)]
    return [sheet(title, rows), sheet("Privacy", privacy)]


def record(data):
    return answers_in_record(form("nisd2"), json.dumps(data).encode())


def test_a_record_is_read_by_its_fields():
    found = {given.question: (given.text, given.word) for given in record(RECORD)}

    assert found["hasIsms"] == ("yes", "yes")
    assert found["incidentSlaHours"] == ("24", "number")
    assert found["legalName"] == ("Example", "")
    assert "hasExitPlan" not in found


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff\xfe", b"{" * 100_000, b'{"hasIsms": true}', b'"a"'],
)
def test_what_is_no_such_record_says_nothing(content):
    assert answers_in_record(form("nisd2"), content) == []


def test_a_value_that_is_none_of_theirs_is_left_out():
    found = record(
        RECORD | {"hasIsms": {"deep": []}, "country": ["DE"], "isSaas": 1e400}
    )

    names = {given.question for given in found}
    assert not {"hasIsms", "country"} & names
    assert record(dict.fromkeys(("isSaas", "a", "b", "c", "d"), True)) == []


def test_a_workbook_is_read_by_ids_and_columns():
    found = {
        given.question: given for given in answers_in_workbook(form("hecvat"), hecvat())
    }

    assert {name: given.word for name, given in found.items()} == {
        "AIGN-01": "yes",
        "AIGN-03": "no",
        "AISC-02": "na",
        "AILM-01": "yes",
        "DPAI-03": "no",
    }
    assert found["AIGN-01"].place == "AI!C1"


def test_the_sheet_that_lists_the_right_answers_is_not_read():
    sheets = [*hecvat(), sheet("Questions", [("AIGN-02", "A question", "Yes")])]

    found = answers_in_workbook(form("hecvat"), sheets)

    assert "AIGN-02" not in {given.question for given in found}
    assert answers_in_workbook(form("hecvat"), hecvat(title="Other")) == []


def test_what_is_answered_twice_and_differently_is_left_out():
    answers = [("AIGN-01", "", "Yes"), ("AIGN-01", "", "No")]
    sheets = [*hecvat(), sheet("AI", answers)]

    found = answers_in_workbook(form("hecvat"), sheets)

    assert "AIGN-01" not in {given.question for given in found}
    assert "AIGN-03" in {given.question for given in found}


def test_what_a_formula_says_is_no_answer():
    found = answers_in_workbook(form("hecvat"), hecvat(AI | {"AIGN-01": "=Yes"}))

    assert "AIGN-01" not in {given.question for given in found}


HEADINGS = ("Question ID", "Assessment", "Service Provider AI-CAIQ Answer")


def caiq(first="AI-CAIQ v1.0.2"):
    names = ("IAM-05.1", "IAM-05.2", "IAM-08.1", "GRC-09.1", "HRS-14.1", "LOG-07.1")
    return [
        sheet("AI-CAIQ", [(first,), HEADINGS, *((name, "", "YES") for name in names)])
    ]


def test_columns_are_found_by_their_headings():
    found = answers_in_workbook(form("ai-caiq"), caiq())

    assert {given.question for given in found} >= {"IAM-05.1", "IAM-05.2", "HRS-14.1"}
    assert {given.word for given in found} == {"yes"}


def test_a_version_whose_numbers_mean_something_else_is_refused():
    with pytest.raises(AnotherVersion):
        answers_in_workbook(form("ai-caiq"), caiq("AI-CAIQ v1.1.0"))


def other_caiq(*more, first="AI-CAIQ"):
    names = ("IAM-05.1", "IAM-08.1", "GRC-09.1", "HRS-14.1", "LOG-07.1", *more)
    return [
        sheet("AI-CAIQ", [(first,), HEADINGS, *((name, "", "NO") for name in names)])
    ]


@pytest.mark.parametrize(
    "sheets",
    [
        other_caiq("SEF-03.1", first='{"specification_version":"1.1.0"}'),
        other_caiq("SEF-03.1", "LOG-16.1"),
    ],
)
def test_the_version_that_numbers_anew_is_known_by_its_name_or_by_ids_of_its_own(
    sheets,
):
    found = answers_in_workbook(form("ai-caiq-1-1"), sheets)

    assert "SEF-03.1" in {given.question for given in found}
    with pytest.raises(AnotherVersion):
        answers_in_workbook(form("ai-caiq"), sheets)


def test_a_file_that_does_not_say_so_is_not_of_the_newer_version():
    assert answers_in_workbook(form("ai-caiq-1-1"), caiq()) == []
    with pytest.raises(AnotherVersion):
        answers_in_workbook(form("ai-caiq-1-1"), caiq("AI-CAIQ v1.2"))


def test_one_form_is_not_taken_for_another():
    assert answers_in_workbook(form("ai-caiq"), hecvat()) == []
    assert answers_in_workbook(form("hecvat"), caiq()) == []
    assert answers_in_workbook(form("nisd2"), hecvat()) == []
    assert answers_in_record(form("hecvat"), json.dumps(RECORD).encode()) == []
