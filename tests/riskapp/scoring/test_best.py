"""The best answer to a question."""

from dataclasses import replace

import pytest

from questionnaires.document.sheet import Sheet, State
from questionnaires.document.values import Entry
from riskapp.scoring.best import BestAnswers
from riskapp.scoring.files import score_file
from riskapp.scoring.rated.sheet import seen_in
from tests.factories.documents import minimal_document, question, sheet_of
from tests.factories.sheets import sheet_with, sheet_with_one_tool
from tests.riskapp.scoring.test_themes import EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_put_right_no_answer_is_weak_any_more(example):
    _, sheet, result = score_file(example)
    places = {(f.question, f.entry) for f in result.findings}

    mended = BestAnswers(sheet).put_right(places)

    left = {
        (name, entry): seen_in(mended, name, entry)
        for name, entry in places
        if mended.shown(name, entry)
        and (name != "T-09" or mended.value("T-08", entry))  # else nothing to compare
    }
    assert left
    assert State.OPEN not in {seen.state for seen in left.values()}
    assert max(seen.risk or 0 for seen in left.values()) <= 1


@pytest.mark.parametrize(
    ("name", "value", "best"),
    [
        ("T-03", "free", "enterprise"),
        ("T-11", "shared", "workload"),
        ("T-13", "none", {"value": "0", "unit": "hours"}),
        ("T-18", ["secrets", "repo"], ["snippet"]),
        ("T-17", "", "–"),
    ],
)
def test_the_use_of_a_tool_does_not_go_away(name, value, best):
    sheet = sheet_with_one_tool({name: value, "T-08": ["repo_read"]})
    entry = sheet.filled.entries[0]

    mended = BestAnswers(sheet).put_right({(name, entry.id)})

    assert mended.value(name, entry.id) == best


def test_rights_held_are_the_rights_needed():
    sheet = sheet_with_one_tool({"T-08": ["secrets"], "T-09": ["none"]})
    entry = sheet.filled.entries[0]

    mended = BestAnswers(sheet).put_right({("T-09", entry.id)})

    assert seen_in(mended, "T-09", entry.id).risk == 0


def test_an_answer_that_was_set_aside_counts_again():
    document = minimal_document()
    sheet = sheet_of(document)
    name = document.sections[0].questions[0].id

    mended = BestAnswers(sheet).put_right({(name, ""), ("NO-SUCH", "")})

    assert mended.state(name) is State.ANSWERED
    assert sheet.state(name) is State.OPEN


def test_an_entry_nobody_made_can_be_answered():
    sheet = sheet_with()

    mended = BestAnswers(sheet).put_right({("T-24", "empty")})

    assert mended.filled.entries == (Entry("empty", "TOOL", {"T-24": "no_contract"}),)


def test_what_can_only_not_apply_stays_as_it_is():
    document = minimal_document(
        question("single", options="[{code: na, label: None, not_applicable: true}]")
    )

    mended = BestAnswers(sheet_of(document)).put_right({("Q-1", "")})

    assert mended.value("Q-1") is None


@pytest.mark.parametrize(
    ("name", "held", "agreed", "best"),
    [
        ("T-08", ["code_read", "deploy_prod"], {"ENG-04": "read"}, ["code_read"]),
        ("T-05", "unattended", {"ENG-05": "multi"}, "multi"),
    ],
)
def test_what_was_stated_comes_down_to_what_was_agreed(name, held, agreed, best):
    sheet = sheet_with_one_tool(agreed | {name: held})
    entry = sheet.filled.entries[0]

    mended = BestAnswers(sheet).put_right({(name, entry.id)})

    assert mended.value(name, entry.id) == best


def test_a_place_that_nobody_knows_becomes_one_inside_the_eea():
    sheet = sheet_with_one_tool({"T-18": ["files"], "T-20": ["US", "unknown"]})
    entry = sheet.filled.entries[0]

    mended = BestAnswers(sheet).put_right({("T-20", entry.id)})

    assert seen_in(mended, "T-20", entry.id).risk == 0


def test_what_the_buyer_answers_itself_is_not_put_right():
    sheet = sheet_with({})
    filled = replace(sheet.filled, profile={})
    empty = Sheet(sheet.document, filled, sheet.as_of)

    mended = BestAnswers(empty).put_right({("ENG-01", "")})

    assert mended.value("ENG-01") is None
