"""The core questionnaire says what it is meant to say, and everything it points to exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires.document.model import (
    AnyEntry,
    ConditionTerm,
    Document,
    Kind,
    Question,
)
from questionnaires.document.model import (
    Test as Asks,
)
from questionnaires.document.parsing import load_document
from riskapp.scoring.rated.model import (
    PlaceStatus,
    ProfileRole,
    RatedOption,
    ScoringKind,
    rated,
    rated_document,
    rated_option,
    rules_of,
    weight_of,
)
from riskapp.shipped.core import CONTENT, core_document
from tests.factories.plain import plain_yaml

CRITERIA = Path(__file__).parents[3] / "riskapp" / "scoring" / "criteria"
# What no provision of law asks for, with the reason in the mapping files.
NO_LAW = {"CON-08"}


@pytest.fixture(scope="module")
def document() -> Document:
    return core_document()


@pytest.fixture(scope="module")
def criteria_ids() -> set[str]:
    laws = [
        plain_yaml(path.read_text("utf-8"))["provisions"]
        for path in (CRITERIA / "laws").glob("*.yaml")
    ]
    frameworks = plain_yaml((CRITERIA / "frameworks.yaml").read_text("utf-8"))
    return {provision["id"] for law in laws for provision in law} | {
        item["id"]
        for framework in frameworks["frameworks"]
        for item in framework["items"]
    }


def risks(question: Question) -> dict[str, int | None]:
    return {
        choice.code: rated_option(choice).risk
        for choice in (*question.options, *question.specials)
    }


def test_it_has_109_questions_in_11_sections_and_9_profile_questions(
    document: Document,
) -> None:
    sizes = {section.code: len(section.questions) for section in document.sections}

    assert sizes == {
        "GOV": 8,
        "INV": 5,
        "TOOL": 29,
        "IDC": 8,
        "ACC": 8,
        "DAT": 12,
        "CON": 10,
        "MON": 8,
        "IAA": 7,
        "SDL": 8,
        "INC": 6,
    }
    assert sum(sizes.values()) == 109
    assert [question.id for question in document.profile] == [
        f"ENG-0{n}" for n in range(1, 10)
    ]


def test_the_section_weights_are_those_of_the_scoring_model(document: Document) -> None:
    weights = {section.code: weight_of(section) for section in document.sections}

    assert weights == {
        "GOV": 1,
        "INV": 1,
        "TOOL": 3,
        "IDC": 2,
        "ACC": 2,
        "DAT": 2,
        "CON": 2,
        "MON": 2,
        "IAA": 2,
        "SDL": 1,
        "INC": 1,
    }


def test_only_the_tool_register_repeats(document: Document) -> None:
    repeated = [section.code for section in document.sections if section.repeat]

    assert repeated == ["TOOL"]
    assert document.section_by_code["TOOL"].entry_title == "T-01"


def test_the_roles_of_the_profile_are_three_impacts_three_exposures_and_three_switches(
    document: Document,
) -> None:
    roles = [rated(question).role for question in document.profile]

    assert (
        roles
        == [ProfileRole.IMPACT] * 3
        + [ProfileRole.EXPOSURE] * 3
        + [ProfileRole.SWITCH] * 3
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "ENG-01",
            "What is the most sensitive personal data that can be in the code, tickets, logs or environments the vendor works on?",
        ),
        (
            "GOV-01",
            "Do any of your people use AI tools for work on your customer's code, systems or data?",
        ),
        ("T-09", "Which of these rights does the tool need for its purpose?"),
        (
            "T-24",
            "Does the provider use your customer's content to train or improve its models?",
        ),
        (
            "MON-06",
            "For which of these have you written down what is normal for each agent?",
        ),
        ("INC-06", "When did you last practise an incident with an AI tool?"),
    ],
)
def test_the_wording_is_unchanged(document: Document, question: str, text: str) -> None:
    assert document.questions[question].text == text


def test_an_answer_keeps_its_reason_finding_and_remedy(document: Document) -> None:
    question = document.questions["GOV-02"]
    shared = question.choice("team")

    assert shared is not None
    assert rated_option(shared) == RatedOption(2, "Shared duty tends to be nobody's")
    assert (
        rated(question).finding
        == "No one person is answerable for the access AI tools have to the customer's code."
    )
    assert (
        rated(question).remedy
        == "Name one person with the power to remove access, and a deputy."
    )


def test_every_question_has_guidance_and_a_provision_behind_it(
    document: Document,
) -> None:
    asked = [q for section in document.sections for q in section.questions]
    mapped: set[str] = set()
    for path in (CRITERIA / "mappings" / document.id).glob("*.yaml"):
        mapped |= set(plain_yaml(path.read_text("utf-8"))["questions"])

    assert [q.id for q in asked if not q.guidance] == []
    assert {q.id for q in asked} - mapped == NO_LAW


def test_every_scored_question_has_a_finding_and_a_remedy(document: Document) -> None:
    bare = [
        question.id
        for section in document.sections
        for question in section.questions
        if rated(question).weight
        and not (rated(question).finding and rated(question).remedy)
    ]

    assert bare == []


def test_every_criterion_it_names_is_in_the_catalogue(criteria_ids: set[str]) -> None:
    document = load_document(CONTENT / "ai-toolchain-partner.yaml", known=criteria_ids)
    named = {
        criterion
        for question in document.questions.values()
        for criterion in (*rated(question).criteria, *rated(question).crosswalk)
    } | {criterion for rule in rules_of(document) for criterion in rule.criteria}

    assert named <= criteria_ids


def test_the_twelve_critical_rules_keep_their_floors(document: Document) -> None:
    floors = {
        rule.id: tuple(case.floor for case in rule.cases) for rule in rules_of(document)
    }

    assert floors == {
        "CR-01": ("critical", "high"),
        "CR-02": ("critical", "high"),
        "CR-03": ("critical", "high"),
        "CR-04": ("high",),
        "CR-05": ("critical", "high"),
        "CR-06": ("critical", "high"),
        "CR-07": ("critical", "high"),
        "CR-08": ("high", "high"),
        "CR-09": ("high",),
        "CR-10": ("high",),
        "CR-11": ("high",),
        "CR-12": ("high", "moderate"),
    }
    assert all(rule.way_out for rule in rules_of(document))


def test_a_question_that_points_to_a_rule_is_named_by_a_rule_of_the_document(
    document: Document,
) -> None:
    pointed = {rated(q).critical_rule for q in document.questions.values()} - {""}

    assert pointed <= {rule.id for rule in rules_of(document)}


def test_the_twelve_consistency_checks_are_numbered_in_order(
    document: Document,
) -> None:
    assert [check.id for check in document.checks] == list(range(1, 13))
    assert all(case.text for check in document.checks for case in check.cases)


def test_every_kind_of_tool_has_a_check_that_looks_for_its_entry(
    document: Document,
) -> None:
    kinds = {option.code for option in document.questions["INV-04"].options} - {"none"}

    assert len(document.checks[0].cases) == len(kinds) == 12


def test_rights_and_autonomy_carry_their_levels(document: Document) -> None:
    rights = {
        option.code: option.level for option in document.questions["T-08"].options
    }
    autonomy = {
        option.code: option.level for option in document.questions["T-05"].options
    }

    assert (
        rights["code_read"],
        rights["net"],
        rights["publish"],
        rights["deploy_prod"],
    ) == (1, 2, 3, 4)
    assert rights["none"] is None
    assert autonomy == {
        "suggest": 0,
        "edit": 1,
        "approve": 2,
        "unattended": 3,
        "multi": 4,
    }


def test_needed_rights_are_offered_from_the_rights_held(document: Document) -> None:
    held, needed = document.questions["T-08"], document.questions["T-09"]

    assert [option.code for option in needed.options] == [
        option.code for option in held.options
    ]
    assert (rated(needed).scoring.kind, needed.offered_from) == (
        ScoringKind.EXCESS,
        "T-08",
    )


def test_hours_and_days_are_the_units_of_a_validity(document: Document) -> None:
    units = {unit.code: unit.factor for unit in document.questions["T-13"].units}

    assert units == {"hours": 1, "days": 24}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("T-13", {"none": 4, "unknown": 4}),
        ("T-14", {"per_run": 0, "never": 4, "unknown": 4}),
        ("T-20", {"eea": 1, "world": 4, "unknown": 4}),
        ("T-21", {"nobody": 0, "eea": 1, "world": 4, "unknown": 4}),
        ("IDC-05", {"never": 4, "unknown": 4}),
        ("CON-05", {"after": 3, "none": 4, "unknown": 4}),
        ("INC-02", {"none": 4, "unknown": 4}),
        ("INC-06", {"never": 4, "unknown": 4}),
    ],
)
def test_special_answers_have_their_risk(
    document: Document, question: str, expected: dict[str, int]
) -> None:
    assert risks(document.questions[question]) == expected


def test_of_the_connections_only_not_known_is_scored(document: Document) -> None:
    assert risks(document.questions["IAA-01"]) == {
        "yes_remote": None,
        "yes_local": None,
        "no": None,
        "unknown": 4,
    }


def test_an_answer_that_means_nothing_stands_alone(document: Document) -> None:
    mixed = [
        f"{question.id} {option.code}"
        for question in document.questions.values()
        if question.kind is Kind.MULTI
        for option in question.options
        if option.exclusive is not (option.code in {"none", "nothing", "unknown"})
    ]

    assert mixed == []


def test_a_choice_that_does_not_apply_carries_no_risk(document: Document) -> None:
    choices = [
        option
        for question in document.questions.values()
        for option in question.options
        if option.not_applicable
    ]

    assert len(choices) == 12
    assert all(rated_option(option).risk is None for option in choices)


def test_personal_data_is_in_scope_unless_the_buyer_says_none(
    document: Document,
) -> None:
    condition = document.questions["CON-02"].show_if

    assert condition == document.conditions["personal_data_in_scope"]


def test_questions_about_agents_are_shown_when_any_tool_is_agentic(
    document: Document,
) -> None:
    condition = document.questions["MON-02"].show_if

    assert isinstance(condition, AnyEntry)
    assert condition.where == ConditionTerm(
        "T-05", Asks.IS, ("approve", "unattended", "multi")
    )


def test_every_country_and_territory_is_known_once(document: Document) -> None:
    statuses = [country.status for country in document.countries.values()]

    assert len(document.countries) == 250
    assert {status: statuses.count(status) for status in PlaceStatus} == {
        PlaceStatus.EEA: 36,
        PlaceStatus.ADEQUATE: 10,
        PlaceStatus.CONDITIONAL: 6,
        PlaceStatus.THIRD: 185,
        PlaceStatus.UNCLEAR: 13,
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("NO", PlaceStatus.EEA),
        ("RE", PlaceStatus.EEA),
        ("GB", PlaceStatus.ADEQUATE),
        ("US", PlaceStatus.CONDITIONAL),
        ("IN", PlaceStatus.THIRD),
        ("GI", PlaceStatus.UNCLEAR),
    ],
)
def test_a_country_has_its_status(
    document: Document, code: str, status: PlaceStatus
) -> None:
    assert document.countries[code].status == status


def test_common_names_of_a_country_are_understood(document: Document) -> None:
    assert {"USA", "United States of America"} <= set(document.countries["US"].aliases)
    assert "UK" in document.countries["GB"].aliases
    assert "Czech Republic" in document.countries["CZ"].aliases


def test_no_two_countries_share_a_name(document: Document) -> None:
    names = [
        name.casefold()
        for country in document.countries.values()
        for name in (country.name, *country.aliases)
    ]

    assert len(names) == len(set(names))


def test_a_decision_is_relied_on_only_where_there_is_one(document: Document) -> None:
    bases = rated_document(document).legal_bases
    adequacy = next(basis for basis in bases if basis.code == "adequacy")
    decided = {
        code
        for code, country in document.countries.items()
        if country.status in {PlaceStatus.ADEQUATE, PlaceStatus.CONDITIONAL}
    }

    assert set(adequacy.only_for) == decided - {"US"}


@pytest.mark.parametrize(
    ("basis", "status", "risk"),
    [
        ("adequacy", PlaceStatus.ADEQUATE, 0),
        ("adequacy", PlaceStatus.CONDITIONAL, 1),
        ("adequacy_unconfirmed", PlaceStatus.CONDITIONAL, 3),
        ("dpf_and_scc", PlaceStatus.CONDITIONAL, 1),
        ("dpf", PlaceStatus.CONDITIONAL, 2),
        ("scc_tia", PlaceStatus.CONDITIONAL, 1),
        ("scc_tia", PlaceStatus.THIRD, 1),
        ("scc", PlaceStatus.CONDITIONAL, 3),
        ("scc", PlaceStatus.THIRD, 3),
        ("art49", PlaceStatus.THIRD, 4),
        ("none", PlaceStatus.THIRD, 4),
        ("none", PlaceStatus.CONDITIONAL, 4),
        ("unknown", PlaceStatus.UNCLEAR, 4),
    ],
)
def test_a_legal_basis_has_its_risk(
    document: Document, basis: str, status: PlaceStatus, risk: int
) -> None:
    classes = rated_document(document).classes[basis]

    assert rated_document(document).basis_classes[classes[status]].risk == risk


def test_a_derogation_is_never_accepted(document: Document) -> None:
    classes = rated_document(document).classes["art49"]

    assert classes[PlaceStatus.THIRD] == "third_without_tool"
    assert classes[PlaceStatus.CONDITIONAL] == "third_without_tool"


def test_every_number_has_a_bound_above_all_its_bands(document: Document) -> None:
    numbers = [q for q in document.questions.values() if q.kind is Kind.NUMBER]

    assert numbers
    for question in numbers:
        bounds = [
            b
            for band in rated(question).bands
            for b in (band.above, band.at_least)
            if b
        ]
        assert (question.most or 0) > max(bounds), question.id
    assert document.questions["GOV-07"].most == 100


@pytest.mark.parametrize("word", ["UK", "uk", "gb"])
def test_a_country_is_understood_as_people_write_it(
    document: Document, word: str
) -> None:
    assert document.country_code(word) == "GB"
    assert [document.country_code(code) for code in ("EL", "el", "xk", "ie")] == [
        "GR", "GR", "XK", "IE",
    ]  # fmt: skip
