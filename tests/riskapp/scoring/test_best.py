"""The best answer to a question."""

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.values import EntryValue
from riskapp.scoring.best import BestAnswers
from riskapp.scoring.files import score_file
from riskapp.scoring.rated.answer_set import seen_in
from tests.factories.answer_sets import answer_set_with, answer_set_with_one_tool
from tests.factories.documents import answer_set_of, minimal_document, question
from tests.riskapp.scoring.test_themes import EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_put_right_no_answer_is_weak_any_more(example):
    _, answer_set, result = score_file(example)
    places = {(f.question, f.entry) for f in result.findings}

    mended = BestAnswers(answer_set).put_right(places)

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
    answer_set = answer_set_with_one_tool({name: value, "T-08": ["repo_read"]})
    entry = answer_set.filled.entries[0]

    mended = BestAnswers(answer_set).put_right({(name, entry.id)})

    assert mended.value(name, entry.id) == best


def test_rights_held_are_the_rights_needed():
    answer_set = answer_set_with_one_tool({"T-08": ["secrets"], "T-09": ["none"]})
    entry = answer_set.filled.entries[0]

    mended = BestAnswers(answer_set).put_right({("T-09", entry.id)})

    assert seen_in(mended, "T-09", entry.id).risk == 0


def test_an_answer_that_was_set_aside_counts_again():
    document = minimal_document()
    answer_set = answer_set_of(document)
    name = document.sections[0].questions[0].id

    mended = BestAnswers(answer_set).put_right({(name, ""), ("NO-SUCH", "")})

    assert mended.state(name) is State.ANSWERED
    assert answer_set.state(name) is State.OPEN


def test_an_entry_nobody_made_can_be_answered():
    answer_set = answer_set_with()

    mended = BestAnswers(answer_set).put_right({("T-24", "empty")})

    assert mended.filled.entries == (
        EntryValue("empty", "TOOL", {"T-24": "no_contract"}),
    )


def test_what_can_only_not_apply_stays_as_it_is():
    document = minimal_document(
        question("single", options="[{code: na, label: None, not_applicable: true}]")
    )

    mended = BestAnswers(answer_set_of(document)).put_right({("Q-1", "")})

    assert mended.value("Q-1") is None


@pytest.mark.parametrize(
    ("name", "held", "agreed", "best"),
    [
        ("T-08", ["code_read", "deploy_prod"], {"ENG-04": "read"}, ["code_read"]),
        ("T-05", "unattended", {"ENG-05": "multi"}, "multi"),
    ],
)
def test_what_was_stated_comes_down_to_what_was_agreed(name, held, agreed, best):
    answer_set = answer_set_with_one_tool(agreed | {name: held})
    entry = answer_set.filled.entries[0]

    mended = BestAnswers(answer_set).put_right({(name, entry.id)})

    assert mended.value(name, entry.id) == best


def test_a_place_that_nobody_knows_becomes_one_inside_the_eea():
    answer_set = answer_set_with_one_tool(
        {"T-18": ["files"], "T-20": ["US", "unknown"]}
    )
    entry = answer_set.filled.entries[0]

    mended = BestAnswers(answer_set).put_right({("T-20", entry.id)})

    assert seen_in(mended, "T-20", entry.id).risk == 0


def test_what_the_buyer_answers_itself_is_not_put_right():
    answer_set = answer_set_with({})
    filled = replace(answer_set.filled, profile={})
    empty = AnswerSet(answer_set.document, filled, answer_set.as_of)

    mended = BestAnswers(empty).put_right({("ENG-01", "")})

    assert mended.value("ENG-01") is None
