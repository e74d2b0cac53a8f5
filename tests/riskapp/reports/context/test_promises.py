from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from questionnaires.document.answer_set import AnswerSet
from riskapp.reports.context.addendum import addendum
from riskapp.reports.context.promises import differences, promised
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file

EXAMPLES = sorted(path.stem for path in Path("docs/examples").glob("*.yaml"))


def read(example):
    _answers, answer_set, _result = score_file(Path(f"docs/examples/{example}.yaml"))
    data = to_data(evaluate(answer_set, core_catalogue()))
    return answer_set, data


def with_answer(answer_set, question, value, entry=""):
    filled = answer_set.filled
    if entry:
        entries = tuple(
            replace(one, answers={**one.answers, question: value})
            if one.id == entry
            else one
            for one in filled.entries
        )
        filled = replace(filled, entries=entries)
    else:
        filled = replace(filled, answers={**filled.answers, question: value})
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def same(answer_set):
    return {entry.id: entry.id for entry in answer_set.filled.entries}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_sentence_of_the_addendum_is_a_promise_and_nothing_else(example):
    answer_set, data = read(example)
    drafted = addendum(answer_set, data, core_catalogue())

    promises = promised(answer_set, data, core_catalogue())

    sentences = [row for clause in drafted["clauses"] for row in clause["supported"]]
    assert {(row["clause"], row["question"]) for row in promises} == {
        (clause["number"], row["question"])
        for clause in drafted["clauses"]
        for row in clause["supported"]
    }
    assert len(promises) >= len(sentences)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_same_answers_say_nothing_else_in_any_language(example):
    answer_set, data = read(example)
    with translation.override("de"):
        promises = promised(answer_set, data, core_catalogue())

    with translation.override("en"):
        assert not list(differences(promises, answer_set, same(answer_set)))


def test_an_answer_that_supports_the_sentence_no_more_shows_both_sides():
    answer_set, data = read("careful")
    promises = promised(answer_set, data, core_catalogue())
    [before] = [row for row in promises if row["question"] == "GOV-04"]

    now = with_answer(answer_set, "GOV-04", "told_after")
    [found] = differences(promises, now, same(now))

    assert found.place == ("GOV-04", "")
    assert found.clause == "2, Approval of tools and of access"
    assert "Art. 28(3)(a)" in found.provisions
    assert found.promised == before["sentence"]
    assert found.promised.startswith(("A further AI tool", "The Contractor tells"))


def test_what_is_said_is_in_the_language_of_the_reader():
    answer_set, data = read("careful")
    promises = promised(answer_set, data, core_catalogue())
    now = with_answer(answer_set, "GOV-04", "told_after")

    with translation.override("de"):
        [found] = differences(promises, now, same(now))

    assert "Auftragnehmer" in found.promised or "Auftraggeber" in found.promised
    assert "Approval" not in found.clause


def test_a_value_that_is_another_one_is_a_difference():
    answer_set, data = read("careful")
    promises = promised(answer_set, data, core_catalogue())
    rows = [row for row in promises if "%(value)s" in row["sentence"]]
    row = next(row for row in rows if row["question"] == "T-20")

    now = with_answer(answer_set, "T-20", ["US"], row["entry"])
    found = [
        one
        for one in differences(promises, now, same(now))
        if one.place == ("T-20", row["entry"])
    ]

    [one] = found
    assert "%(value)s" not in one.promised


def test_a_tool_that_is_gone_and_an_open_answer_are_no_difference():
    answer_set, data = read("careful")
    promises = promised(answer_set, data, core_catalogue())

    now = with_answer(answer_set, "GOV-04", None)
    found = list(differences(promises, now, {}))

    assert not found
