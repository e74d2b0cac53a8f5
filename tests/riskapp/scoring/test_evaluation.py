"""One response evaluated as a whole: the questions of the core questionnaire, put together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring import bands
from riskapp.scoring.catalogue import catalogue_for, core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.model import LOW_EVIDENCE, VENDOR
from riskapp.scoring.reading import READINGS
from riskapp.scoring.status import worst
from tests.chance import times
from tests.factories import plain_scoring
from tests.factories.answer_sets import answer_set_with
from tests.factories.riskapp import example
from tests.strategies import changed_examples

# Worked example GV-11 of docs/scoring.md, as a partner would answer it.
COMMAND_LINE_AGENT = {
    "T-03": "business",
    "T-05": "approve",
    "T-06": "laptop",
    "T-07": "project",
    "T-08": ["code_read", "shell_local", "net"],
    "T-09": ["code_read", "shell_local"],
    "T-10": ["local", "test"],
    "T-11": "pat",
    "T-12": "developer",
    "T-13": {"value": "90", "unit": "days"},
    "T-14": "2026-09-09",
    "T-15": "tool",
    "T-16": "keychain",
    "T-17": "Ana",
    "T-18": ["files", "terminal"],
    "T-19": "session",
    "T-20": ["IE", "US"],
    "T-21": ["US"],
    "T-22": {"US": "dpf_and_scc"},
    "T-23": {"value": "30", "unit": "days"},
    "T-24": "no_contract",
    "T-25": "dpa_std",
    "T-26": "known",
    "T-27": "min",
    "T-28": "admin",
    "T-29": "2026-03-23",
}
PROFILE_TWO = {"ENG-06": "small"}


def evaluated(answers=None, **given):
    return evaluate(answer_set_with(answers, **given), core_catalogue())


def with_the_rest(answers=None, *, tools, evidence=None):
    """The same beside the answers of the careful example, so that nothing else is open."""
    rest = dict(example("careful").filled.answers)
    return answer_set_with(rest | dict(answers or {}), tools=tools, evidence=evidence)


def evaluated_with_the_rest(answers=None, **given):
    return evaluate(with_the_rest(answers, **given), core_catalogue())


def evaluated_example(name):
    answers = example(name)
    return evaluate(
        AnswerSet(answers.document, answers.filled, answers.as_of), core_catalogue()
    )


def finding_of(result, question):
    return next((f for f in result.findings if f.question == question), None)


def test_the_worked_example_of_one_tool_comes_out_to_the_last_digit():
    result = evaluated_with_the_rest(PROFILE_TWO, tools={"Agent": COMMAND_LINE_AGENT})

    (tool,) = result.tools
    assert (tool.level, tool.autonomy, tool.floors) == (2, 2, ())
    assert (tool.inherent, tool.control) == (Decimal("45.8"), Decimal("60.5"))
    assert (tool.residual, tool.rating) == (Decimal("20.9"), "moderate")
    assert result.inherent_value == Decimal("45.8")


def test_a_rule_of_one_tool_lifts_that_tool_and_the_response_but_no_other_tool():
    trains = COMMAND_LINE_AGENT | {"T-24": "yes"}

    tools = {"Calm": COMMAND_LINE_AGENT, "Trains": trains}
    result = evaluated_with_the_rest(PROFILE_TWO, tools=tools)

    calm, training = result.tools
    assert (calm.residual, calm.floors) == (Decimal("20.9"), ())
    assert (training.residual, training.floors) == (Decimal("60.0"), ("CR-01",))
    assert result.rating == training.rating == "critical"


def test_a_tool_can_raise_what_the_buyer_expected_but_never_lower_it():
    quiet = evaluated({"ENG-04": "merge"}, tools={"Reader": {"T-08": ["code_read"]}})
    strong = evaluated({"ENG-04": "read"}, tools={"Writer": {"T-08": ["publish"]}})

    assert quiet.inherent.x1 == strong.inherent.x1 == 3


def test_where_nothing_is_answered_nothing_of_the_risk_is_taken_away():
    result = evaluated()

    assert (result.control, result.completeness) == (Decimal(0), Decimal(0))
    assert result.residual_model == result.inherent_value
    assert all(f.is_open for f in result.findings if f.kind == VENDOR)


def test_words_alone_never_reach_low():
    answers = example("careful")
    backed = evaluated_example("careful")

    unbacked = evaluate(
        AnswerSet(
            answers.document, replace(answers.filled, evidence={}), answers.as_of
        ),
        core_catalogue(),
    )

    assert backed.rating == "low"
    assert backed.floors == ()
    assert [(floor.by, floor.value) for floor in unbacked.floors] == [
        (LOW_EVIDENCE, 20)
    ]
    assert unbacked.residual_model == backed.residual_model
    assert (unbacked.residual, unbacked.rating) == (Decimal("20.0"), "moderate")


def test_a_result_is_provisional_while_too_much_is_open():
    assert evaluated_example("half-answered").provisional
    assert not evaluated_example("typical").provisional


def test_what_was_accepted_as_not_applicable_is_left_out_with_its_reason():
    reason = "No environment is shared"
    answer_set = answer_set_with({"ACC-03": {"not_applicable": reason}})
    accepted = replace(answer_set.filled, accepted=frozenset({("ACC-03", "")}))
    answer_set = AnswerSet(answer_set.document, accepted, answer_set.as_of)
    result = evaluate(answer_set, core_catalogue())
    plain = evaluated()

    left_out = next(item for item in result.left_out if item.question == "ACC-03")
    sections = {section.code: section for section in result.sections}
    before = {section.code: section for section in plain.sections}
    assert (left_out.state, left_out.reason) == ("not_applicable", reason)
    assert (
        sections["ACC"].left_out_weight
        == before["ACC"].left_out_weight + left_out.weight
    )
    assert (
        sections["ACC"].counted_weight == before["ACC"].counted_weight - left_out.weight
    )
    assert finding_of(result, "ACC-03") is None


def test_a_hidden_question_is_left_out_and_counts_nothing():
    with_agent = evaluated(tools={"Agent": {"T-05": "approve"}})
    without = evaluated(tools={"Agent": {"T-05": "edit"}})

    states = {item.question: item.state for item in without.left_out}
    assert finding_of(with_agent, "MON-02") is not None
    assert finding_of(without, "MON-02") is None
    assert states["MON-02"] == "hidden"


def test_where_no_ai_tool_is_used_the_register_has_no_strength():
    answers = {"GOV-01": "no", "INV-01": "complete", "INV-04": ["none"]}
    result = evaluated(answers)

    tool_section = next(s for s in result.sections if s.code == "TOOL")
    assert tool_section.value is None
    assert result.tools == ()
    assert result.claims_none


def test_contradictions_are_shown_beside_the_score_and_do_not_change_it():
    # Two times of the same risk; only the first is sooner than a provider need tell.
    warned = evaluated({"INC-04": "h72", "INC-02": {"value": "71", "unit": "hours"}})
    silent = evaluated({"INC-04": "h72", "INC-02": {"value": "72", "unit": "hours"}})

    certain = [warning.check for warning in warned.warnings if not warning.is_missing]
    assert certain == [9]
    assert all(warning.is_missing for warning in silent.warnings)
    assert replace(warned, warnings=()) == replace(silent, warnings=())


@settings(
    max_examples=times(25, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(changed_examples(), st.sampled_from([1, 2]), st.sampled_from(["DE", "AT", "IE"]))
def test_the_numbers_and_provisions_are_those_of_the_plain_model(
    answer_set, model, country
):
    catalogue = catalogue_for(country)
    result = evaluate(answer_set, catalogue, model)

    reading = READINGS[model](answer_set)
    marks = plain_scoring.marks_of(reading)
    assert result.control == bands.percent(plain_scoring.control(reading))
    assert result.evidence == bands.percent(plain_scoring.evidence(reading))
    expected, found = {}, {}
    ids = [entry.id for entry in reading.filled.entries]
    for one in result.criteria.values():
        criterion = catalogue.criteria[one.id]
        if one.children or criterion.personal_data_only or criterion.role != "assessed":
            continue
        plain = [m for name in one.questions if (m := marks.get((name, "")))]
        by_entry = {
            entry: [m for name in one.questions if (m := marks.get((name, entry)))]
            for entry in ids
            if any((name, entry) in marks for name in one.questions)
        }
        every = [plain + own for own in by_entry.values()] or [plain]
        if not any(
            (name, entry) in marks for name in one.questions for entry in ["", *ids]
        ):
            continue
        expected[one.id] = worst(
            [plain_scoring.status(own, strict=model == 2) for own in every]
        )
        found[one.id] = one.status
    assert found == expected
    assert len(found) > 50
