"""What the map of facts and questions says as a whole, and for one questionnaire."""

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.shipped.core import core_document
from riskapp.tools.guide import ToolGuide
from riskapp.tools.mapping import core_guide
from tests.riskapp.tools.entries import DAY, answer_set


def test_facts_never_answer():
    guide = core_guide()
    for plan in guide.catalogue.plans.values():
        empty = answer_set({})

        guide.beside(plan, empty, "one")

        assert all(empty.value(q, "one") is None for q in guide.questions)


def test_choosing_says_name_and_provider_and_nothing_else():
    guide = core_guide()
    plans = guide.catalogue.plans

    assert guide.answers_of(plans["amazon-q-free"]) == {
        "T-01": "Amazon Q Developer",
        "T-02": "AWS",
    }
    assert guide.answers_of(plans["supermaven"]) == {"T-01": "Supermaven"}


def test_the_highest_right_is_the_heaviest_one_held():
    guide = core_guide()

    held = answer_set({"T-08": ["code_read", "pr_merge", "deploy_prod"]})

    assert guide.highest(held, "one").code == "deploy_prod"
    assert guide.highest(answer_set({}), "one") is None


def test_another_questionnaire_has_no_notes():
    other = replace(core_document(), id="another")

    assert core_guide().fitting(other) == ToolGuide()


def test_a_version_without_a_question_loses_only_its_notes():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = replace(
        section, questions=tuple(q for q in section.questions if q.id != "T-18")
    )
    version = replace(
        document,
        sections=tuple(fewer if s is section else s for s in document.sections),
    )

    guide = core_guide().fitting(version)

    assert "T-18" not in guide.questions
    assert "private-plan-with-customer-code" not in {ask.id for ask in guide.asks}
    assert "T-24" in guide.questions


def test_a_version_without_an_answer_does_not_offer_it():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = tuple(
        replace(q, options=tuple(o for o in q.options if o.code != "free"))
        if q.id == "T-03"
        else q
        for q in section.questions
    )
    version = replace(document, sections=(replace(section, questions=fewer),))

    guide = core_guide().fitting(version)

    plan = guide.catalogue.plans["amazon-q-free"]
    found = guide.proposals(plan, AnswerSet(version, answer_set({}).filled, DAY), "one")
    assert "T-03" not in {proposal.question.id for proposal in found}


def fitting_without(*names):
    document = core_document()
    sections = tuple(
        replace(s, questions=tuple(q for q in s.questions if q.id not in names))
        for s in document.sections
    )
    return core_guide().fitting(replace(document, sections=sections))


def test_a_version_that_asks_everything_keeps_the_whole_map():
    assert fitting_without() == core_guide()


@pytest.mark.parametrize("part", ["name", "provider", "plan", "rights", "announced"])
def test_a_version_without_a_question_does_not_know_what_it_means(part):
    guide = core_guide()
    question = getattr(guide, part)

    found = fitting_without(question)

    assert question
    assert getattr(found, part) == ""
    for other in {"name", "provider", "plan", "rights", "announced"} - {part}:
        assert getattr(found, other) == getattr(guide, other)
    assert all(question not in part.questions for part in found.parts)
    assert [part.title for part in found.parts] == [part.title for part in guide.parts]


def test_a_version_whose_tools_do_not_repeat_has_no_notes():
    document = core_document()
    plain = tuple(replace(section, repeat=None) for section in document.sections)

    assert core_guide().fitting(replace(document, sections=plain)) == ToolGuide()
    assert core_guide().fitting(replace(document, sections=())) == ToolGuide()


def test_an_empty_map_answers_and_shows_nothing():
    guide = ToolGuide()
    plan = core_guide().catalogue.plans["claude-code-team"]

    assert guide.answers_of(plan) == {}
    assert guide.proposals(plan, answer_set({}), "one") == ()
    assert guide.beside(plan, answer_set({}), "one") == {}
    assert guide.highest(answer_set({"T-08": ["deploy_prod"]}), "one") is None
    assert (guide.questions, guide.conditions) == (frozenset(), ())
