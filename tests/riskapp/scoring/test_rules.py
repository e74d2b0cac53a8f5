"""Every critical rule and every consistency check, on few answers and on their near miss.

Rules are read as model 1 reads them, so that all the answers left open fire nothing; what
silence does in model 2 is told in test_reading.py and test_laws.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from questionnaires.document.contradictions import contradictions
from questionnaires.document.values import Value
from riskapp.scoring.rated.model import rules_of
from riskapp.scoring.reading import Reading
from riskapp.scoring.rules import fired
from tests.factories.answer_sets import TOOL, answer_set_with, answer_set_with_one_tool

HOURS_24 = {"value": "24", "unit": "hours"}
DAYS_30 = {"value": "30", "unit": "days"}


@dataclass(frozen=True)
class Case:
    """Answers that just suffice, and what to change so that they no longer do."""

    name: str
    answers: dict[str, Value]
    because: tuple[str, ...]
    near: dict[str, Value]
    floor: int = 0
    near_floor: int = 0  # what is left of the rule in the near miss
    tool: str = TOOL

    @property
    def rule(self) -> str:
        return self.name.split(":")[0]

    @property
    def near_answers(self) -> dict[str, Value]:
        return self.answers | self.near


RULES = [
    Case(
        "CR-01: trains on content",
        {"T-24": "yes", "T-18": ["snippet"]},
        ("T-24", "T-18"),
        {"T-18": ["nothing"]},
        60,
    ),
    Case(
        "CR-01: trains, agreed",
        {"T-24": "yes", "T-18": ["snippet"]},
        ("T-24", "T-18"),
        {"T-24": "yes_agreed"},
        60,
    ),
    Case(
        "CR-01: own model, so nobody else trains",
        {"T-24": "yes", "T-18": ["snippet"]},
        ("T-24", "T-18"),
        {"T-03": "self"},
        60,
    ),
    Case(
        "CR-01: training not known",
        {"T-24": "unknown", "T-18": ["snippet"]},
        ("T-24", "T-18"),
        {"T-24": "no_setting"},
        40,
    ),
    Case(
        "CR-02: no contract with personal data",
        {"ENG-01": "incidental", "T-18": ["files"], "T-25": "none"},
        ("ENG-01", "T-18", "T-25"),
        {"T-25": "terms"},
        60,
    ),
    Case(
        "CR-02: not authorised",
        {"ENG-01": "incidental", "T-18": ["files"], "CON-03": "no"},
        ("ENG-01", "T-18", "CON-03"),
        {"CON-03": "some"},
        60,
    ),
    Case(
        "CR-02: no contract, no personal data",
        {"ENG-01": "none", "T-18": ["files"], "T-25": "none"},
        ("ENG-01", "T-18", "T-25"),
        {"T-25": "unknown"},
        40,
    ),
    Case(
        "CR-03: shared account with secrets",
        {"T-08": ["secrets"], "T-13": "none", "T-11": "shared"},
        ("T-08", "T-13", "T-11"),
        {"T-08": ["publish"]},
        60,
    ),
    Case(
        "CR-03: used by several in production",
        {"T-10": ["prod"], "T-13": "unknown", "T-15": "tools"},
        ("T-10", "T-13", "T-15"),
        {"T-15": "tool"},
        60,
    ),
    Case(
        "CR-03: valid for too long",
        {
            "T-10": ["prod"],
            "T-13": {"value": "91", "unit": "days"},
            "T-15": "people",
        },
        ("T-10", "T-13", "T-15"),
        {"T-13": {"value": "90", "unit": "days"}},
        60,
    ),
    Case(
        "CR-03: own key in production",
        {"T-10": ["prod"], "T-13": "none", "T-11": "key"},
        ("T-10", "T-13", "T-11"),
        {"T-11": "app"},
        40,
    ),
    Case(
        "CR-04: no procedure",
        {"INC-01": "no", "INC-02": HOURS_24},
        ("INC-01",),
        {"INC-01": "general"},
        40,
        tool="",
    ),
    Case(
        "CR-04: told too late",
        {"INC-02": {"value": "73", "unit": "hours"}},
        ("INC-02",),
        {"INC-02": {"value": "3", "unit": "days"}},
        40,
        tool="",
    ),
    Case(
        "CR-04: time left open",
        {},
        ("INC-02",),
        {"INC-02": HOURS_24},
        40,
        tool="",
    ),
    Case(
        "CR-05: no basis",
        {"ENG-01": "ordinary", "T-20": ["IN"], "T-22": {"IN": "none"}},
        ("ENG-01", "T-22"),
        {"T-22": {"IN": "scc"}},
        60,
    ),
    Case(
        "CR-05: no personal data",
        {"ENG-01": "ordinary", "T-20": ["IN"], "T-22": {"IN": "art49"}},
        ("ENG-01", "T-22"),
        {"ENG-01": "none"},
        60,
    ),
    Case(
        "CR-05: place not known",
        {"ENG-01": "ordinary", "T-20": ["unknown"]},
        ("ENG-01", "T-20"),
        {"T-20": ["IE"]},
        40,
    ),
    Case(
        "CR-05: place of the staff not known",
        {"ENG-01": "ordinary", "T-21": ["unknown"]},
        ("ENG-01", "T-21"),
        {"T-21": ["nobody"]},
        40,
    ),
    Case(
        "CR-05: basis not known",
        {"ENG-01": "ordinary", "T-20": ["US"], "T-22": {"US": "unknown"}},
        ("ENG-01", "T-22"),
        {"T-22": {"US": "dpf"}},
        40,
    ),
    Case(
        "CR-06: deploys unattended",
        {"T-05": "unattended", "T-08": ["deploy_prod"]},
        ("T-05", "T-08"),
        {"T-05": "approve"},
        60,
    ),
    Case(
        "CR-06: publishes unattended",
        {"T-05": "multi", "T-08": ["infra_admin"]},
        ("T-05", "T-08"),
        {"T-08": ["publish", "data_prod_read"]},
        60,
    ),
    Case(
        "CR-06: production can be written",
        {"ACC-06": "write"},
        ("ACC-06",),
        {"ACC-06": "read"},
        40,
        tool="",
    ),
    Case(
        "CR-06: deploys without a person",
        {"T-05": "approve", "SDL-03": ["install", "deploy"]},
        ("SDL-03",),
        {"SDL-03": ["install", "merge"]},
        40,
        tool="",
    ),
    Case(
        "CR-07: open calls and strong rights",
        {"IAA-01": "yes_local", "IAA-02": "none", "T-08": ["secrets"]},
        ("IAA-02", "T-08"),
        {"T-08": ["publish"]},
        60,
        40,
        tool="",
    ),
    Case(
        "CR-07: open agents",
        {"IAA-01": "yes_local", "IAA-02": "none"},
        ("IAA-02",),
        {"IAA-02": "key"},
        40,
        tool="",
    ),
    Case(
        "CR-07: open tool server",
        {"IAA-01": "yes_remote", "IAA-03": "none"},
        ("IAA-03",),
        {"IAA-03": "key"},
        40,
        tool="",
    ),
    Case(
        "CR-07: the question is hidden",
        {"IAA-01": "yes_remote", "IAA-03": "none"},
        ("IAA-03",),
        {"IAA-01": "yes_local"},
        40,
        tool="",
    ),
    Case(
        "CR-08: private accounts",
        {"GOV-06": "yes"},
        ("GOV-06",),
        {"GOV-06": "no_rule"},
        40,
        tool="",
    ),
    Case(
        "CR-08: free plan",
        {"T-03": "free", "T-18": ["snippet"]},
        ("T-03", "T-18"),
        {"T-03": "individual"},
        40,
    ),
    Case(
        "CR-09: no record",
        {"T-05": "approve", "T-08": ["publish"], "T-28": "none"},
        ("T-05", "T-08", "T-28"),
        {"T-05": "edit"},
        40,
    ),
    Case(
        "CR-09: only the history of the code",
        {"T-05": "unattended", "T-08": ["deploy_prod"], "T-28": "git"},
        ("T-05", "T-08", "T-28"),
        {"T-08": ["publish"]},
        40,
    ),
    Case(
        "CR-10: no list",
        {"INV-01": "none"},
        ("INV-01",),
        {"INV-01": "partial"},
        40,
        tool="",
    ),
    Case(
        "CR-11: secrets are sent",
        {"T-18": ["snippet", "secrets"]},
        ("T-18",),
        {"T-18": ["snippet"]},
        40,
    ),
    Case(
        "CR-11: nothing keeps them back",
        {"DAT-03": "none", "T-18": ["terminal"]},
        ("DAT-03", "T-18"),
        {"DAT-03": "rule"},
        40,
    ),
    Case(
        "CR-12: nothing is deleted",
        {"DAT-10": "no"},
        ("DAT-10",),
        {"DAT-10": "verbal"},
        40,
        tool="",
    ),
    Case(
        "CR-12: no audit",
        {"CON-06": "no"},
        ("CON-06",),
        {"CON-06": "goodwill"},
        20,
        tool="",
    ),
]


def floors_of(rule, answers):
    return [
        (floor.value, floor.because, floor.tool)
        for floor in fired(Reading(answer_set_with_one_tool(answers)))
        if floor.by == rule
    ]


@pytest.mark.parametrize("case", RULES, ids=lambda case: case.name)
def test_a_rule_fires_with_its_floor_and_the_answers_it_comes_from(case):
    assert floors_of(case.rule, case.answers) == [(case.floor, case.because, case.tool)]


@pytest.mark.parametrize("case", RULES, ids=lambda case: case.name)
def test_a_rule_does_not_fire_on_its_near_miss(case):
    found = [value for value, _, _ in floors_of(case.rule, case.near_answers)]

    assert found == ([case.near_floor] if case.near_floor else [])


def test_every_rule_of_the_questionnaire_is_tried_here():
    rules = {rule.id for rule in rules_of(answer_set_with().document)}

    assert rules == {case.rule for case in RULES}


def test_a_rule_names_each_tool_that_fired_it_and_no_other():
    answer_set = answer_set_with(
        tools={
            "Free one": {"T-03": "free", "T-18": ["snippet"]},
            "Paid one": {"T-03": "business", "T-18": ["snippet"]},
            "Free two": {"T-03": "free", "T-18": ["files"]},
        }
    )

    found = [floor.tool for floor in fired(Reading(answer_set)) if floor.by == "CR-08"]

    assert found == ["Free one", "Free two"]


def test_rules_are_listed_from_the_heaviest_floor_down():
    answer_set = answer_set_with_one_tool(
        {"CON-06": "no", "GOV-06": "yes", "T-24": "yes", "T-18": ["snippet"]}
    )

    values = [floor.value for floor in fired(Reading(answer_set))]

    assert values == [60, 40, 40, 20]


KINDS = {
    "ide": ({"T-06": "laptop"}, {"T-06": "partner"}),
    "cli": ({"T-06": "laptop", "T-05": "approve"}, {"T-06": "laptop", "T-05": "edit"}),
    "cloud": ({"T-06": "provider"}, {"T-06": "laptop"}),
    "review": ({"T-04": ["review"]}, {"T-04": ["test"]}),
    "ci": ({"T-06": "buyer"}, {"T-06": "laptop"}),
    "test": ({"T-04": ["test"]}, {"T-04": ["docs"]}),
    "sec": ({"T-04": ["sec"]}, {"T-04": ["docs"]}),
    "ops": ({"T-04": ["ops"]}, {"T-04": ["docs"]}),
    "orch": ({"T-05": "multi"}, {"T-05": "unattended"}),
}
ANY_TOOL = ("mcp", "chat", "meet")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_tool_that_no_entry_matches_is_pointed_out(kind):
    matching, other = KINDS[kind]
    in_use = {"INV-04": [kind]}

    assert checks_of(in_use | other) == [1]
    assert checks_of(in_use | matching) == []


@pytest.mark.parametrize("kind", ANY_TOOL)
def test_a_kind_of_tool_needs_some_entry(kind):
    in_use = {"INV-04": [kind]}

    assert [w.check for w in contradictions(answer_set_with(in_use))] == [1]
    assert checks_of(in_use) == []


CHECKS = [
    Case(
        "2: checked by technical means",
        {"GOV-01": "no", "T-05": "suggest"},
        ("GOV-01",),
        {"GOV-01": "yes"},
    ),
    Case(
        "2: no rule for it",
        {"GOV-01": "no_rule", "T-05": "multi"},
        ("GOV-01",),
        {"GOV-01": "yes"},
    ),
    Case(
        "3: valid for a day",
        {"T-11": "key", "T-13": HOURS_24, "T-14": "2026-10-23"},
        ("T-11", "T-13", "T-14"),
        {"T-14": "2026-10-24"},
    ),
    Case(
        "3: valid for longer",
        {"T-11": "key", "T-13": HOURS_24, "T-14": "2026-01-01"},
        ("T-11", "T-13", "T-14"),
        {"T-13": {"value": "25", "unit": "hours"}},
    ),
    Case(
        "4: kept in code",
        {"T-11": "workload", "T-16": "code"},
        ("T-11", "T-16"),
        {"T-16": "issued"},
    ),
    Case(
        "5: an index is kept",
        {"T-23": {"value": "0", "unit": "days"}, "T-19": "kept"},
        ("T-23", "T-19"),
        {"T-23": {"value": "1", "unit": "days"}},
    ),
    Case(
        "6: access not stated",
        {"T-20": ["IE"], "T-02": "Example Inc., USA"},
        ("T-20", "T-02", "T-21"),
        {"T-21": ["nobody"]},
    ),
    Case(
        "6: a company inside the EEA",
        {"T-20": ["IE"], "T-02": "Example Inc., USA"},
        ("T-20", "T-02", "T-21"),
        {"T-02": "Example Ltd., Ireland"},
    ),
    Case(
        "7: works in production",
        {"ACC-06": "no", "T-10": ["prod"]},
        ("ACC-06", "T-10"),
        {"T-10": ["staging"]},
    ),
    Case(
        "7: holds secrets",
        {"ACC-06": "no_untested", "T-08": ["secrets"]},
        ("ACC-06", "T-08"),
        {"ACC-06": "approve"},
    ),
    Case(
        "8: longer than allowed",
        {"T-13": {"value": "31", "unit": "days"}, "IDC-03": DAYS_30},
        ("T-13", "IDC-03"),
        {"T-13": DAYS_30},
    ),
    Case(
        "8: no end at all",
        {"T-13": "none", "IDC-03": DAYS_30},
        ("T-13", "IDC-03"),
        {"IDC-03": "none"},
    ),
    Case(
        "8: no end at all where a rule does not apply",
        {"T-13": "none", "IDC-03": DAYS_30},
        ("T-13", "IDC-03"),
        {"IDC-03": {"not_applicable": "No agent holds a credential"}},
    ),
    Case(
        "9: providers may take longer",
        {"INC-04": "h72", "INC-02": {"value": "71", "unit": "hours"}},
        ("INC-04", "INC-02"),
        {"INC-02": {"value": "3", "unit": "days"}},
        tool="",
    ),
    Case(
        "9: providers may take as long",
        {"INC-04": "h48", "INC-02": {"value": "47", "unit": "hours"}},
        ("INC-04", "INC-02"),
        {"INC-02": {"value": "2", "unit": "days"}},
        tool="",
    ),
    *(
        Case(
            f"9: nothing is fixed for providers ({code})",
            {"INC-04": code, "INC-02": {"value": "90", "unit": "days"}},
            ("INC-04", "INC-02"),
            {"INC-02": promise},
            tool="",
        )
        for code in ("delay", "no", "unknown")
        for promise in ("none", "unknown")
    ),
    Case(
        "10: forbidden and none used",
        {"CON-01": "forbidden_ok"},
        ("CON-01",),
        {"CON-01": "silent"},
        tool="",
    ),
    Case(
        "10: forbidden",
        {"CON-01": "forbidden"},
        ("CON-01",),
        {"CON-01": "general"},
        tool="",
    ),
    Case(
        "11: no normal range",
        {"T-05": "approve", "MON-02": ["outside"], "MON-06": ["volume"]},
        ("MON-02", "MON-06"),
        {"MON-06": ["calls"]},
        tool="",
    ),
    Case(
        "12: only terms",
        {"T-24": "no_contract", "T-25": "terms"},
        ("T-24", "T-25"),
        {"T-25": "dpa_std"},
    ),
]


def checks_of(answers):
    return [
        warning.check for warning in contradictions(answer_set_with_one_tool(answers))
    ]


@pytest.mark.parametrize("case", CHECKS, ids=lambda case: case.name)
def test_a_check_warns_with_the_statements_it_compares(case):
    found = contradictions(answer_set_with_one_tool(case.answers))

    assert [(str(w.check), w.questions, w.entry_title) for w in found] == [
        (case.rule, case.because, case.tool)
    ]


@pytest.mark.parametrize("case", CHECKS, ids=lambda case: case.name)
def test_a_check_is_silent_on_its_near_miss(case):
    assert checks_of(case.near_answers) == []


def test_a_forbidden_tool_needs_to_be_listed_to_contradict_the_contract():
    assert contradictions(answer_set_with({"CON-01": "forbidden"})) == ()


def test_every_check_of_the_questionnaire_is_tried_here():
    checks = {str(check.id) for check in answer_set_with().document.checks}

    assert checks == {"1"} | {case.rule for case in CHECKS}
