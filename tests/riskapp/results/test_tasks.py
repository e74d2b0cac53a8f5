import datetime
import uuid

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from questionnaires.choices import ScanState
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Organisation
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding, PlanFile
from riskapp.findings.tasks import (
    reopen_ended_acceptances,
    scan_plan_file,
    scan_plan_files_that_were_missed,
)
from riskapp.notifications.choices import NotificationKind
from riskapp.notifications.models import Notification
from riskapp.results.tasks import score_submitted_response, score_what_was_missed
from riskapp.sending.tasks import notify_people_of_dates
from tests.factories.riskapp import (
    OrganisationFactory,
    member,
    scored,
    seat_at,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_running_twice_gives_one_score():
    organisation = OrganisationFactory()
    assessment = submitted(organisation, member(organisation, Role.ANALYST))

    score_submitted_response(str(assessment.response_id))
    score_submitted_response(str(assessment.response_id))

    assert assessment.scores.count() == 1


def test_a_response_without_an_assessment_is_left_alone():
    score_submitted_response(str(uuid.uuid4()))

    assert not Assessment.objects.exists()


def test_what_was_missed_is_what_was_submitted_and_not_scored(celery_runs_here):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    missed = submitted(organisation, analyst)
    waiting = started(organisation, analyst)

    score_what_was_missed()

    missed.refresh_from_db()
    waiting.refresh_from_db()
    assert missed.state == AssessmentState.SCORED
    assert waiting.state == AssessmentState.SENT


def test_what_was_missed_is_queued_together_for_each_organisation(monkeypatch):
    queued = []
    monkeypatch.setattr(
        "riskapp.results.tasks.score_batch.delay", lambda *of: queued.append(of)
    )
    monkeypatch.setattr("riskapp.results.tasks.score_again.delay", queued.append)
    many, alone = OrganisationFactory(), OrganisationFactory()
    people = {one: member(one, Role.ANALYST) for one in (many, alone)}
    three = [submitted(many, people[many]) for _ in range(3)]
    one = submitted(alone, people[alone])

    score_what_was_missed()

    ids = sorted(str(assessment.pk) for assessment in three)
    assert len(queued) == 2
    assert str(one.pk) in queued
    assert (str(many.pk), ids) in queued


def test_an_acceptance_opens_by_itself_after_its_last_day():
    organisation = OrganisationFactory()
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    finding = accept_finding(
        assessment.findings.first(),
        reason="Cheap.",
        until=timezone.localdate() + datetime.timedelta(days=1),
        by=member(organisation, Role.APPROVER),
    )
    reopen_ended_acceptances()
    finding.refresh_from_db()
    assert finding.state == FindingState.ACCEPTED
    Finding.objects.update(
        accepted_until=timezone.localdate() - datetime.timedelta(days=1)
    )

    reopen_ended_acceptances()
    reopen_ended_acceptances()

    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN
    assert finding.events.filter(kind="reopened").count() == 1


def with_a_file():
    organisation = OrganisationFactory()
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    plan = propose(
        assessment.findings.first(),
        text="Done.",
        url="",
        due_on=None,
        is_done=True,
        respondent=seat_at(assessment),
        files=[ContentFile(b"%PDF-1.7", "keys.pdf")],
    )
    return plan.files.get()


def test_a_file_beside_an_action_is_judged_by_the_scanner(clamd):
    file = with_a_file()

    scan_plan_file(str(file.pk))
    scan_plan_file(str(file.pk))

    file.refresh_from_db()
    assert file.scan_state == ScanState.CLEAN
    assert clamd.heard == [b"%PDF-1.7"]


def test_a_file_the_scanner_missed_is_queued_again(clamd, celery_runs_here):
    file = with_a_file()
    scan_plan_files_that_were_missed()
    file.refresh_from_db()
    assert file.scan_state == ScanState.WAITING
    PlanFile.objects.update(added_at=timezone.now() - datetime.timedelta(minutes=3))

    scan_plan_files_that_were_missed()

    file.refresh_from_db()
    assert file.scan_state == ScanState.CLEAN


def test_without_a_scanner_no_file_waits():
    file = with_a_file()

    scan_plan_file(str(file.pk))
    scan_plan_files_that_were_missed()

    file.refresh_from_db()
    assert file.scan_state == ScanState.NONE


@pytest.mark.parametrize(
    ("hour", "zone", "is_told"),
    [
        (1, "America/Los_Angeles", False),
        (9, "America/Los_Angeles", True),
        (1, "UTC", True),
        (-10, "Pacific/Auckland", True),
        (-14, "Pacific/Auckland", False),
    ],
)
def test_a_due_day_ends_at_the_midnight_of_the_organisation(
    world, monkeypatch, hour, zone, is_told
):
    assessment = world.assessment(filled=False)
    Assessment.objects.filter(pk=assessment.pk).update(
        due_on=datetime.date(2026, 11, 28)
    )
    Organisation.objects.update(time_zone=zone)
    midnight = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)
    monkeypatch.setattr(
        timezone, "now", lambda: midnight + datetime.timedelta(hours=hour)
    )

    notify_people_of_dates()

    assert (
        Notification.objects.filter(kind=NotificationKind.OVERDUE).exists() == is_told
    )
