"""The map names only what exists, and a map that fell behind is refused."""

from itertools import chain

import pytest

from questionnaires.document.conditions import questions_of, terms
from questionnaires.document.errors import DocumentError
from questionnaires.document.meaning import codes_of
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.catalogue import FACTS, LATER_FACTS, core_catalogue
from riskapp.tools.guide import CHOSEN, codes_in
from riskapp.tools.mapping import SCHEMA, core_guide, parse_guide

GOOD = f"""schema: {SCHEMA}
questionnaire: ai-toolchain-partner
section: TOOL
choice:
  name: T-01
  provider: T-02
register:
  plan: T-03
  rights: T-08
facts:
  - fact: trains_on_customer_content_by_default
    label: Trains
    question: T-24
    answers:
      - value: true
        use: 'yes'
        fits: [unknown]
asks:
  - id: one
    question: T-24
    on:
      - plan: [deepseek]
      - fact: dpa
        known: false
      - kept: T-02
    when:
      question: T-24
      is: [no_setting]
    text: Is it so?
"""


def link_of(fact):
    return next(link for link in core_guide().links if link.fact == fact)


def refused(text):
    with pytest.raises(DocumentError) as error:
        parse_guide(read_yaml(text, "map.yaml"), core_catalogue(), core_document())
    return str(error.value)


def test_every_question_and_answer_it_names_exists():
    guide, document = core_guide(), core_document()
    asked = {q.id: q for q in document.section_by_code["TOOL"].questions}

    assert guide.questions <= set(asked)
    for link in guide.links:
        for meaning in link.meanings:
            codes = chain(meaning.fits, codes_of(meaning.use))
            known = codes_in(document, asked[link.question])
            assert set(codes) <= known, link.fact
    for ask in guide.asks:
        assert set(questions_of(ask.when)) <= set(asked), ask.id


@pytest.mark.parametrize(
    ("fact", "question"),
    [
        ("trains_on_customer_content_by_default", "T-24"),
        ("retention_default", "T-23"),
        ("zero_retention_option", "T-23"),
        ("processing_regions", "T-20"),
        ("eu_residency_option", "T-20"),
        ("dpa", "T-25"),
        ("subprocessor_list", "T-26"),
        ("credential_types", "T-11"),
        ("audit_log", "T-28"),
        ("plan", "T-03"),
    ],
)
def test_each_fact_stands_beside_the_question_it_speaks_of(fact, question):
    assert link_of(fact).question == question


def test_no_fact_of_the_catalogue_is_left_without_a_question():
    assert {link.fact for link in core_guide().links} == {
        *FACTS,
        *LATER_FACTS,
        *CHOSEN,
    }


def test_a_promise_not_to_train_does_not_say_whether_the_contract_has_it():
    link = link_of("trains_on_customer_content_by_default")
    plans = core_catalogue().plans

    assert link.meaning(plans["amazon-q-pro"], True).use == "yes"
    assert link.meaning(plans["amazon-q-pro"], False).use is None
    assert link.meaning(plans["claude-code-team"], False).use == "no_contract"


def test_each_question_of_a_tool_stands_under_one_heading():
    parts = core_guide().parts
    asked = [q.id for q in core_document().section_by_code["TOOL"].questions]

    assert sorted(q for part in parts for q in part.questions) == asked
    assert len(parts) == 7


def test_a_question_without_a_heading_is_refused():
    parts = "parts:\n  - code: one\n    title: One\n    questions: [T-01, T-99]\n"

    words = refused(GOOD + parts)

    assert "unknown question 'T-99'" in words
    assert "T-02 stands in 0 parts" in words


def test_there_are_many_traps_and_each_looks_at_something():
    asks = core_guide().asks

    assert len(asks) >= 25
    assert all(ask.grounds or list(terms(ask.when)) for ask in asks)
    assert all(ask.text.rstrip().endswith(("?", ".")) for ask in asks)


def test_a_small_map_is_read():
    guide = parse_guide(read_yaml(GOOD, "map.yaml"), core_catalogue(), core_document())

    assert (guide.name, guide.provider, guide.plan) == ("T-01", "T-02", "T-03")
    assert len(guide.links) == len(guide.asks) == 1


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (
            f"schema: {SCHEMA}",
            "schema: 7",
            1,
            "schema is 7, expected schema ai-tool-map/1",
        ),
        ("ai-toolchain-partner", "another", 2, "unknown questionnaire"),
        ("section: TOOL", "section: GOV", 3, "unknown repeating section 'GOV'"),
        ("name: T-01", "name: GOV-01", 5, "unknown question 'GOV-01'"),
        (
            "rights: T-08",
            "rights: T-80",
            9,
            "unknown question 'T-80', expected perhaps",
        ),
        ("fact: trains_on", "fact: train_on", 11, "unknown fact"),
        ("question: T-24\n    answers", "question: T-99\n    answers", 13, "'T-99'"),
        ("value: true", "value: maybe", 15, "no tool-plan has 'maybe'"),
        ("use: 'yes'", "use: 'no'", 16, "no answer of T-24"),
        ("fits: [unknown]", "fits: [unclear]", 17, "unknown answer of T-24 'unclear'"),
        (
            "        use: 'yes'\n        fits: [unknown]\n",
            "",
            15,
            "expected use or fits",
        ),
        ("plan: [deepseek]", "plan: [deepsea]", 22, "perhaps 'deepseek'"),
        ("plan: [deepseek]", "plan: []", 22, "no tool-plan"),
        ("known: false", "known: perhaps", 24, "expected true or false"),
        ("known: false", "is: [maybe]", 24, "no tool-plan has 'maybe' as dpa"),
        ("        known: false\n", "", 23, "no clear test on dpa"),
        ("kept: T-02", "kept: T-02\n        plan: [aider]", 25, "one clear head"),
        ("is: [no_setting]", "is: [never]", 28, "unknown answer of T-24 'never'"),
        (
            "      question: T-24\n      is",
            "      question: T-42\n      is",
            27,
            "'T-42'",
        ),
        ("text: Is it so?", "text: ''", 29, "'text' is ''"),
        ("text: Is it so?", "words: Is it so?", 29, "unknown key 'words'"),
    ],
)
def test_a_bad_map_is_refused_with_line_and_reason(before, after, line, words):
    assert before in GOOD

    said = refused(GOOD.replace(before, after, 1))

    assert words in said
    assert f"map.yaml:{line}:" in said


def test_one_fact_has_one_place():
    at = GOOD.index("  - fact:")
    link = GOOD[at : GOOD.index("asks:")]

    assert "stands twice, expected each fact once" in refused(
        GOOD[:at] + link + GOOD[at:]
    )


def test_an_ask_that_is_always_put_is_refused():
    cut = GOOD[: GOOD.index("    on:")] + "    text: Is it so?\n"

    assert "always put" in refused(cut)
