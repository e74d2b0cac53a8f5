"""Lines of action plans: whose words they hold, and when their mark changes."""

import datetime

import pytest
from django.utils import timezone, translation

from riskapp.findings.actions.remedies import answer_plan, propose, release_findings
from riskapp.findings.actions.settling import dismiss_finding, edit_finding
from riskapp.findings.files.rows import (
    COLUMNS,
    PlanSide,
    buyer_lines,
    inputs_of,
    vendor_lines,
)
from riskapp.findings.queries.listing import findings_to_plan, shown_findings
from tests.factories.riskapp import seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture
def finding(assessment, analyst):
    row = assessment.findings.filter(for_buyer=False).first()
    release_findings(assessment, [row.pk], due_on=in_days(30), by=analyst)
    return row


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def of_buyer(assessment, finding):
    lines = buyer_lines(findings_to_plan(assessment))
    return next((line for line in lines if line.key == finding.pk), None)


def of_vendor(assessment):
    [line] = vendor_lines(shown_findings(assessment))
    return line


def proposed(assessment, finding, **given):
    wanted = {"text": "Rotate.", "url": "", "due_on": in_days(9), "is_done": False}
    return propose(finding, respondent=seat_at(assessment), **wanted | given)


@pytest.mark.parametrize("side", PlanSide)
def test_every_cell_to_fill_in_is_a_value_of_a_line(side, assessment, finding):
    line = {
        PlanSide.BUYER: of_buyer(assessment, finding),
        PlanSide.VENDOR: of_vendor(assessment),
    }[side]

    assert set(line.values) == {column.key for column in inputs_of(side)}
    known = {column.key for column in COLUMNS[side]}
    assert known == set(line.values) | set(line.facts) | {"key", "mark"}


def test_a_settled_finding_is_in_no_plan(assessment, finding, analyst):
    dismiss_finding(finding, reason="No weakness here.", by=analyst)

    assert of_buyer(assessment, finding) is None
    assert vendor_lines(shown_findings(assessment)) == []


def test_a_vendor_reads_no_owner_and_no_reason_of_the_buyer(
    assessment, finding, analyst
):
    edit_finding(finding, facts={"owner": analyst}, by=analyst)
    plan = proposed(assessment, finding)
    answer_plan(plan, agree=False, text="Say how.", by=analyst)

    line = of_vendor(assessment)

    assert of_buyer(assessment, finding).values["owner"] == analyst.email
    held = [*line.facts.values(), *line.values.values()]
    assert not any(analyst.email in str(value) for value in held)
    assert not any(str(analyst) in str(value) for value in held)


def test_what_still_stands_is_offered_again_and_what_was_declined_is_not(
    assessment, finding, analyst
):
    plan = proposed(assessment, finding, url="https://vendor.example/keys")
    day = in_days(9).isoformat()
    standing = {
        "text": "Rotate.",
        "due_on": day,
        "is_done": "",
        "url": "https://vendor.example/keys",
    }
    assert of_vendor(assessment).values == standing
    assert of_vendor(assessment).facts["state"] == "Being looked at"
    assert day in of_buyer(assessment, finding).facts["plan"]

    answer_plan(plan, agree=False, text="Sooner.", by=analyst)
    assert set(of_vendor(assessment).values.values()) == {""}
    assert of_vendor(assessment).facts["state"] == "Needs your answer"

    again = proposed(assessment, finding)
    answer_plan(again, agree=True, text="", by=analyst)
    assert of_vendor(assessment).values == standing | {"url": ""}
    assert of_vendor(assessment).facts["state"] == "Agreed"


def test_what_is_reported_as_done_is_ticked(assessment, finding):
    proposed(assessment, finding, is_done=True, due_on=None)

    assert of_vendor(assessment).values["is_done"] == "yes"
    assert "done" in of_buyer(assessment, finding).facts["plan"]


def test_the_mark_follows_the_cells_and_not_the_language(assessment, finding, analyst):
    before = of_buyer(assessment, finding).mark
    with translation.override("de"):
        assert of_buyer(assessment, finding).mark == before

    edit_finding(finding, facts={"due_on": in_days(3)}, by=analyst)

    assert of_buyer(assessment, finding).mark != before


def test_two_findings_with_equal_cells_have_different_marks(assessment):
    lines = buyer_lines(findings_to_plan(assessment))

    assert len({line.mark for line in lines}) == len(lines) > 1
