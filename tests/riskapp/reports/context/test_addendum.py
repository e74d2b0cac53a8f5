from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import Filled
from riskapp.reports.context.addendum import addendum
from riskapp.reports.context.clauses import CLAUSES
from riskapp.reports.errors import NoClauses
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file


def drafted(example, country="", change=lambda filled: filled):
    answers, answer_set, _result = score_file(
        Path(f"docs/examples/{example}.yaml"), country
    )
    answer_set = AnswerSet(
        answer_set.document, change(answers.filled), answer_set.as_of
    )
    data = to_data(evaluate(answer_set, core_catalogue()))
    return addendum(answer_set, data, core_catalogue())


def rows(found, kind):
    return [row for clause in found["clauses"] for row in clause[kind]]


def test_what_answers_support_is_a_sentence_and_the_rest_a_gap():
    found = drafted("typical")

    [training] = [c for c in found["clauses"] if c["title"] == "Use for training"]
    [sentence] = [row for row in training["supported"] if row["question"] == "T-24"]
    [gap] = training["gaps"]
    assert sentence["text"].startswith("The provider does not use content to train")
    assert len(sentence["tools"]) == 4
    assert (gap["display_text"], gap["tools"]) == (
        "No, but only by a setting or the provider's public word",
        ["Cursor Business 2.1"],
    )
    assert gap["remedy"]


def test_a_careful_vendor_leaves_no_gap():
    assert drafted("careful")["gaps"] == 0


def test_nothing_is_promised_that_nobody_answered():
    found = drafted("careful", change=lambda f: Filled(f.profile, {}, ()))

    assert rows(found, "supported") == []
    assert rows(found, "gaps")


@pytest.mark.parametrize("answer", ["unknown", "none"])
def test_a_time_without_end_is_no_time(answer):
    def without_end(filled):
        entries = [
            replace(entry, answers=entry.answers | {"T-23": answer})
            for entry in filled.entries
        ]
        return replace(filled, entries=tuple(entries))

    found = drafted("careful", change=without_end)

    asked = [row for row in rows(found, "supported") if row["question"] == "T-23"]
    assert asked == []


def test_only_provisions_of_laws_that_bear_on_this_work_are_cited():
    cited = {
        p["law"]
        for clause in drafted("typical")["clauses"]
        for p in clause["provisions"]
    }

    assert "GDPR" in cited
    assert "DORA" not in cited


def test_every_clause_rests_on_questions_and_provisions_that_there_are():
    _answers, answer_set, _result = score_file(Path("docs/examples/careful.yaml"))

    for clause in CLAUSES:
        assert set(clause.provisions) <= set(core_catalogue().criteria)
        for part in clause.parts:
            question = answer_set.document.questions[part.question]
            assert set(part.sentences) <= set(question.choices)


def test_another_questionnaire_has_no_clauses():
    _answers, answer_set, result = score_file(Path("docs/examples/careful.yaml"))
    other = AnswerSet(
        replace(answer_set.document, id="canteen"), answer_set.filled, answer_set.as_of
    )

    with pytest.raises(NoClauses):
        addendum(other, to_data(result), core_catalogue())
