"""Taking in an action plan: all of it or nothing, each finding with its line."""

import datetime

import pytest
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.plans import PlanStep, take_in_plan, take_in_proposals
from riskapp.findings.actions.remedies import release_findings
from riskapp.findings.actions.settling import dismiss_finding, edit_finding
from riskapp.findings.choices import FindingState
from riskapp.findings.errors import (
    FindingSettled,
    NothingToTakeIn,
    PlanOutdated,
    PlanRefused,
)
from riskapp.findings.files.rows import buyer_lines, vendor_lines
from riskapp.findings.models import FindingEvent
from riskapp.findings.queries.listing import findings_to_plan, shown_findings
from tests.factories.riskapp import seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]
SHA = "ab" * 32


@pytest.fixture
def lines(assessment):
    return buyer_lines(findings_to_plan(assessment))[:2]


@pytest.fixture
def points(assessment, analyst):
    rows = assessment.findings.filter(for_buyer=False)[:2]
    release_findings(assessment, [row.pk for row in rows], due_on=None, by=analyst)
    return vendor_lines(shown_findings(assessment))


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def steps(lines, **facts):
    return [PlanStep(line.key, line.mark, facts) for line in lines]


def planned(**changed):
    wanted = {"text": "Rotate.", "url": "", "due_on": in_days(9), "is_done": False}
    return wanted | changed


def events(lines):
    keys = [line.key for line in lines]
    found = FindingEvent.objects.filter(finding__in=keys)
    return found.exclude(kind__in=["raised", "released"]).count()


def test_owners_and_days_are_set_and_the_trail_names_the_file(
    assessment, lines, analyst
):
    wanted = steps(lines, owner=analyst, due_on=in_days(9), remedied=False, note="")

    assert take_in_plan(assessment, wanted, sha256=SHA, by=analyst) == 2

    rows = assessment.findings.filter(pk__in=[line.key for line in lines])
    assert {(row.owner, row.due_on) for row in rows} == {(analyst, in_days(9))}
    entry = AuditEntry.objects.get(action="action plan taken in")
    assert entry.after == {"findings": 2, "sha256": SHA}
    assert AuditEntry.objects.filter(action="finding edited").count() == 2


def test_what_is_remedied_is_closed_with_its_note(assessment, lines, analyst):
    wanted = steps(lines[:1], owner=None, due_on=None, remedied=True, note="Seen.")

    take_in_plan(assessment, wanted, sha256=SHA, by=analyst)

    row = assessment.findings.get(pk=lines[0].key)
    assert row.state == FindingState.VERIFIED
    assert row.events.last().text == "Seen."


def test_nothing_chosen_is_refused(assessment, analyst):
    with pytest.raises(NothingToTakeIn):
        take_in_plan(assessment, [], sha256=SHA, by=analyst)


def test_one_finding_that_changed_meanwhile_stops_all(assessment, lines, analyst):
    wanted = steps(lines, owner=analyst, due_on=None)
    last = assessment.findings.get(pk=lines[1].key)
    edit_finding(last, facts={"due_on": in_days(2)}, by=analyst)
    before = events(lines)

    with pytest.raises(PlanOutdated):
        take_in_plan(assessment, wanted, sha256=SHA, by=analyst)

    assert events(lines) == before


def test_one_finding_that_was_settled_meanwhile_stops_all(assessment, lines, analyst):
    wanted = steps(lines, owner=analyst, due_on=None)
    dismiss_finding(assessment.findings.get(pk=lines[1].key), reason="No.", by=analyst)
    before = events(lines)

    with pytest.raises(FindingSettled):
        take_in_plan(assessment, wanted, sha256=SHA, by=analyst)

    assert events(lines) == before


def test_a_finding_of_another_assessment_is_not_reached(
    assessment, lines, house, analyst
):
    other = house.scored()
    wanted = steps(lines, owner=analyst, due_on=None)

    with pytest.raises(FindingSettled):
        take_in_plan(other, wanted, sha256=SHA, by=analyst)


def test_a_vendor_proposes_and_reports_and_the_trail_names_the_file(assessment, points):
    first, second = points
    wanted = [
        PlanStep(first.key, first.mark, planned()),
        PlanStep(second.key, second.mark, planned(is_done=True)),
    ]

    number = take_in_proposals(
        assessment, wanted, sha256=SHA, respondent=seat_at(assessment)
    )

    assert number == 2
    plan = assessment.findings.get(pk=first.key).plans.get()
    assert (plan.text, plan.due_on, plan.is_done) == ("Rotate.", in_days(9), False)
    done = assessment.findings.get(pk=second.key)
    assert (done.state, done.plans.get().is_done) == (FindingState.DONE, True)
    entry = AuditEntry.objects.get(action="action plan taken in")
    assert entry.actor_label.endswith("(vendor)")
    assert entry.after["sha256"] == SHA


def test_one_proposal_that_is_refused_stops_all(assessment, points):
    first, second = points
    wanted = [
        PlanStep(first.key, first.mark, planned()),
        PlanStep(second.key, second.mark, planned(due_on=in_days(-3))),
    ]

    with pytest.raises(PlanRefused):
        take_in_proposals(
            assessment, wanted, sha256=SHA, respondent=seat_at(assessment)
        )

    assert events(points) == 0
    assert not AuditEntry.objects.filter(action="action plan taken in").exists()
