"""What a questionnaire says about risk, read in full and refused line by line."""

import datetime
from textwrap import dedent

import pytest

from questionnaires.document.errors import DocumentError
from riskapp.scoring.rated.extension import EXTENSION
from riskapp.scoring.rated.model import (
    Band,
    BasisClass,
    CountingStep,
    CountryFacts,
    ProfileRole,
    RatedOption,
    RatedQuestion,
    Scoring,
    ScoringKind,
    rated,
    rated_document,
    rated_option,
)
from tests.factories.documents import answer_set_of, parse

FULL = dedent(
    """\
    schema: 2
    id: small
    version: '1'
    title: A small document
    countries:
      as_of: 2026-11-23
      countries:
        - {code: IE, name: Ireland, status: eea}
        - code: CH
          name: Switzerland
          status: adequate
          condition: Only some
          condition_met_by_default: true
          decision: A decision
          decided_on: '2000-07-26'
          expires_on: '2030-01-01'
          note: A note
          sources: [one, two]
    basis_classes:
      - {code: fine, label: Fine, risk: 1, why: It is fine}
      - {code: bare, label: Bare, risk: 4}
    legal_bases:
      - {code: decision, label: The decision, classes: {adequate: fine, third: bare}}
      - {code: none, label: None, classes: {adequate: bare}}
    profile:
      - id: P-1
        text: How much?
        kind: single
        role: impact
        options: [{code: a, label: A, level: 1}, {code: b, label: B, level: 2}]
    sections:
      - code: GOV
        title: Governance
        weight: 3
        questions:
          - id: Q-1
            text: Is there a rule?
            kind: single
            weight: 2
            options:
              - {code: "yes", label: "Yes", risk: 0}
              - {code: "no", label: "No", risk: 4, why: There is none}
            criteria: [GDPR-28]
            crosswalk: [ISO-1]
            finding: No rule
            remedy: Make one
            critical_rule: RULE
          - id: Q-2
            text: How old is it?
            kind: date
            weight: 1
            measure: months
            bands:
              - {at_most: 6, risk: 0, label: new}
              - {above: 6, risk: 3, label: old, why: It is old}
          - id: Q-3
            text: Which ones?
            kind: multi
            weight: 1
            scoring:
              kind: count
              of: [a, b]
              note: Counted
              steps:
                - {at_least: 2, risk: 0, label: both}
                - {at_least: 1, risk: 2, includes: [a]}
                - {at_least: 0, risk: 4}
            options: [{code: a, label: A}, {code: b, label: B}]
    rules:
      - id: RULE
        title: A rule
        why: Because
        way_out: Make one
        criteria: [GDPR-28]
        cases:
          - {floor: moderate, when: {question: Q-1, is: ["no"]}}
          - {floor: critical, when: {question: Q-2, risk_at_least: 3}}
          - {floor: high, when: {question: Q-3, is: [b]}}
    """
)
KNOWN = ("GDPR-28", "ISO-1")


@pytest.fixture(scope="module")
def document():
    return parse(FULL, KNOWN)


def test_a_question_says_how_bad_its_answers_are_and_what_mends_them(document):
    assert document.questions["Q-1"].extra == RatedQuestion(
        weight=2,
        scoring=Scoring(ScoringKind.OPTION),
        bands=(),
        measure="",
        role=None,
        criteria=("GDPR-28",),
        crosswalk=("ISO-1",),
        finding="No rule",
        remedy="Make one",
        critical_rule="RULE",
    )
    good, bad = document.questions["Q-1"].options
    assert rated_option(good) == RatedOption(0, "")
    assert rated_option(bad) == RatedOption(4, "There is none")


def test_an_age_is_judged_by_bands(document):
    own = rated(document.questions["Q-2"])

    assert (own.scoring, own.measure) == (Scoring(ScoringKind.BAND), "months")
    assert own.bands == (
        Band(0, "new", "", above=None, at_least=None, at_most=6, below=None),
        Band(3, "old", "It is old", above=6, at_least=None, at_most=None, below=None),
    )


def test_what_is_counted_is_judged_by_steps(document):
    assert rated(document.questions["Q-3"]).scoring == Scoring(
        ScoringKind.COUNT,
        ("a", "b"),
        (
            CountingStep(2, 0, (), "both"),
            CountingStep(1, 2, ("a",), ""),
            CountingStep(0, 4, (), ""),
        ),
        "",
        "Counted",
    )


def test_a_question_of_the_profile_has_a_role_and_no_weight(document):
    (question,) = document.profile

    assert rated(question).role is ProfileRole.IMPACT
    assert rated(question).weight == 0


def test_a_section_has_its_weight_and_a_country_what_the_law_says_of_it(document):
    assert document.section_by_code["GOV"].extra == 3
    assert document.countries["IE"].extra == CountryFacts()
    assert document.countries["CH"].extra == CountryFacts(
        condition="Only some",
        condition_met_by_default=True,
        decision="A decision",
        decided_on="2000-07-26",
        expires_on="2030-01-01",
        note="A note",
        sources=("one", "two"),
    )


def test_legal_bases_amount_to_classes_by_the_status_of_a_country(document):
    own = rated_document(document)

    assert own.basis_classes == {
        "fine": BasisClass("fine", "Fine", 1, "It is fine"),
        "bare": BasisClass("bare", "Bare", 4, ""),
    }
    assert own.classes == {
        "decision": {"adequate": "fine", "third": "bare"},
        "none": {"adequate": "bare"},
    }
    assert own.places_with_basis == {"CH"}
    assert EXTENSION.names_of(document)["basis"] == own.basis_classes.keys() or (
        set(EXTENSION.names_of(document)["basis"]) == {"fine", "bare"}
    )


def test_the_cases_of_a_rule_come_heaviest_first(document):
    (rule,) = rated_document(document).rules

    assert (rule.id, rule.title, rule.why, rule.way_out) == (
        "RULE",
        "A rule",
        "Because",
        "Make one",
    )
    assert rule.criteria == ("GDPR-28",)
    assert [case.floor for case in rule.cases] == ["critical", "high", "moderate"]
    assert [case.each for case in rule.cases] == ["", "", ""]


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"Q-2": "2026-11-01"}, False),
        ({"Q-2": "2020-01-01"}, True),
        ({}, True),
    ],
)
def test_a_condition_can_ask_how_bad_an_answer_is(document, answers, holds):
    (rule,) = rated_document(document).rules

    answer_set = answer_set_of(document, answers)

    assert answer_set.as_of == datetime.date(2026, 11, 23)
    assert answer_set.holds(rule.cases[0].when) is holds


def test_any_criterion_is_taken_where_none_are_known():
    assert parse(FULL.replace("[GDPR-28]", "[ANY]"), None)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("status: adequate", "status: fine", "unknown status 'fine', expected one of adequate, conditional, eea, third, unclear"),
        ("condition: Only some", "condition: [x]", "'condition' is a list, expected text"),
        ("condition_met_by_default: true", "condition_met_by_default: x", "'condition_met_by_default' is 'x', expected true or false"),
        ("sources: [one", "sources: [1", "'sources' holds '1', expected short texts"),
        ("code: fine, label: Fine", "code: '-', label: Fine", "'code' is '-'"),
        ("label: Fine", "label: ''", "'label' is '', expected text"),
        ("label: Fine", f"label: {'x' * 201}", "'label' has 201 characters, expected at most 200"),
        ("risk: 1, why: It is fine", "risk: 5, why: It is fine", "'risk' is '5', expected a whole number from 0 to 4"),
        ("why: It is fine", "wherefore: x", "unknown key 'wherefore'"),
        ("adequate: fine", "adequate: good", "unknown class 'good'"),
        ("role: impact", "role: nothing", "unknown role 'nothing', expected one of exposure, impact, switch"),
        ("weight: 3", "weight: 11", "'weight' is '11', expected a whole number from 0 to 10"),
        ("weight: 2", "weight: 11", "'weight' is '11', expected a whole number from 0 to 10"),
        ('label: "Yes", risk: 0', 'label: "Yes", risk: 5', "'risk' is '5', expected a whole number from 0 to 4"),
        ('label: "Yes", risk: 0', 'label: "Yes"', "option 'yes' has no risk, expected risk 0 to 4, or not_applicable: true"),
        ("why: There is none", "why: [x]", "'why' is a list, expected text"),
        ("criteria: [GDPR-28]\n        cross", "criteria: [GDPR-29]\n        cross", "unknown criterion 'GDPR-29', expected perhaps 'GDPR-28'"),
        ("crosswalk: [ISO-1]", "crosswalk: [ISO-2]", "unknown criterion 'ISO-2', expected perhaps 'ISO-1'"),
        ("finding: No rule", "finding: [x]", "'finding' is a list, expected text"),
        ("remedy: Make one", "remedy: [x]", "'remedy' is a list, expected text"),
        ("critical_rule: RULE", "critical_rule: [x]", "'critical_rule' is a list, expected text"),
        ("measure: months", "measure: years", "unknown measure 'years', expected one of days, months"),
        ("at_most: 6", "at_most: '6.5'", "'new' is bounded by 13/2, expected whole days or months"),
        ("kind: count", "kind: band", "unknown scoring 'band'"),
        ("kind: count", "sort: count", "unknown key 'sort'"),
        ("of: [a, b]", "of: [a, z]", "unknown option 'z', expected one of a, b"),
        ("at_least: 2", "at_least: 301", "'at_least' is '301', expected a whole number from 0 to 300"),
        ("risk: 0, label: both", "risk: 9, label: both", "'risk' is '9', expected a whole number from 0 to 4"),
        ("label: both", "name: both", "unknown key 'name'"),
        ("includes: [a]", "includes: [z]", "unknown option 'z', expected one of a, b"),
        ("id: RULE", "id: '-'", "'id' is '-'"),
        ("title: A rule", "title: ''", "'title' is '', expected text"),
        ("title: A rule", f"title: {'x' * 201}", "'title' has 201 characters, expected at most 200"),
        ("why: Because", "why: [x]", "'why' is a list, expected text"),
        ("way_out: Make one", "way_out: [x]", "'way_out' is a list, expected text"),
        ("criteria: [GDPR-28]\n    cases", "criteria: [GDPR-29]\n    cases", "unknown criterion 'GDPR-29', expected perhaps 'GDPR-28'"),
        ("floor: moderate", "floor: grave", "unknown floor 'grave', expected one of critical, high, moderate"),
        ("{floor: moderate,", "{roof: x, floor: moderate,", "unknown key 'roof', expected one of each, floor, when"),
        ("risk_at_least: 3", "risk_at_least: 5", "'risk_at_least' is '5', expected a whole number from 0 to 4"),
        ("question: Q-3, is: [b]", "question: Q-9, is: [b]", "unknown question 'Q-9'"),
    ],
)  # fmt: skip
def test_a_wrong_word_about_risk_is_refused_with_its_line(before, after, fault):
    line = FULL[: FULL.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse(FULL.replace(before, after, 1), KNOWN)

    assert f"small.yaml:{line}: {fault}" in str(refused.value)


@pytest.mark.parametrize("last", ["at_least: 1", "at_least: 0, includes: [a]"])
def test_steps_that_can_run_out_are_refused(last):
    with pytest.raises(DocumentError) as refused:
        parse(FULL.replace("{at_least: 0, risk: 4}", f"{{{last}, risk: 4}}"), KNOWN)

    assert (
        "steps that can run out, expected a last step with at_least 0 and no includes"
        in (str(refused.value))
    )


def test_a_rule_without_a_case_never_fires():
    text = FULL[: FULL.index("    cases:")]
    line = text[: text.index("  - id: RULE")].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse(text, KNOWN)

    assert str(refused.value) == (
        f"small.yaml:{line}: a rule that never fires, expected at least one case"
    )


def test_a_question_of_the_profile_is_answered_by_one_of_some():
    text = FULL.replace("kind: single\n    role", "kind: multi\n    role", 1)

    with pytest.raises(DocumentError) as refused:
        parse(text, KNOWN)

    assert ": a profile question of kind multi, expected kind single" in (
        str(refused.value)
    )


def test_what_the_extension_adds_to_a_questionnaire():
    assert EXTENSION.option_keys == {"risk", "why"}
    assert EXTENSION.section_keys == {"weight"}
    assert EXTENSION.country_code("Ireland") == "IE"


def test_a_number_amounts_to_the_band_it_lies_in():
    bands = "[{at_most: 24, risk: 0, label: short}, {above: 24, risk: 3, label: long}]"
    text = FULL.replace(
        "  - id: Q-2",
        "  - id: Q-9\n        text: How long?\n        kind: number\n        weight: 1\n"
        f"        units: [{{code: hours, label: hours}}]\n        bands: {bands}\n      - id: Q-2",
    )

    question = parse(text, KNOWN).questions["Q-9"]

    assert EXTENSION.amounts_to(question, 24) == "short"
    assert EXTENSION.amounts_to(question, 25) == "long"
