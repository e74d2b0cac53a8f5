import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.findings.models import Finding
from riskapp.reports.actions import (
    STUCK_AFTER,
    fail_report,
    may_retry,
    note_download,
    render_report,
    report_html,
    request_report,
    retry_report,
)
from riskapp.reports.actions.making import _context
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import NothingToReport
from riskapp.reports.models import Report
from riskapp.reports.tasks import render_report as render_report_task
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind
from tests.factories.reports import in_state, poison, ready
from tests.factories.riskapp import member, scored, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def audited(report):
    """What the audit trail says about a report, oldest first."""
    entries = AuditEntry.objects.filter(object_id=str(report.pk)).order_by("id")
    return list(entries.values_list("action", flat=True))


def stuck_since(report, moment):
    Report.objects.filter(pk=report.pk).update(started_at=moment)
    report.refresh_from_db()


def test_a_wanted_report_waits_in_the_queue_for_the_current_score(assessment, analyst):
    report = request_report(assessment, by=analyst)

    assert (report.state, report.score) == (ReportState.QUEUED, assessment.score)
    assert report.requested_by == analyst
    assert audited(report) == ["report requested"]


def test_asking_twice_gives_the_same_report(assessment, analyst, organisation):
    first = request_report(assessment, by=analyst)
    second = request_report(assessment, by=member(organisation, Role.PROCUREMENT))

    assert second == first
    assert second.requested_by == analyst
    assert audited(first) == ["report requested"]


def test_without_a_score_there_is_nothing_to_report(organisation, analyst):
    assessment = submitted(organisation, analyst)

    with pytest.raises(NothingToReport, match="no score yet"):
        request_report(assessment, by=analyst)

    assert not Report.objects.exists()


def test_a_request_and_its_audit_entry_are_rolled_back_together(assessment, analyst):
    with pytest.raises(RuntimeError), transaction.atomic():
        request_report(assessment, by=analyst)
        raise RuntimeError

    assert not Report.objects.exists()
    assert not AuditEntry.objects.filter(action="report requested").exists()


def test_a_made_report_is_whole_and_known_by_its_fingerprint(assessment, analyst):
    report = render_report(request_report(assessment, by=analyst))

    with report.file.open() as file:
        content = file.read()
    entry = AuditEntry.objects.get(action="report made")
    assert (report.state, report.attempts) == (ReportState.READY, 1)
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert entry.after == {"sha256": report.sha256, "pages": report.pages}
    assert (entry.actor, entry.actor_label) == (None, "system")


def test_a_finished_report_is_not_made_again(assessment, analyst):
    report = ready(assessment, analyst)

    render_report_task(str(report.pk))

    again = Report.objects.get(pk=report.pk)
    assert (again.attempts, again.sha256) == (0, report.sha256)
    assert audited(report) == ["report requested"]


def test_a_report_whose_worker_was_killed_is_made_by_the_next_one(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.RENDERING)

    render_report_task.push_request(delivery_info={"redelivered": True})
    try:
        render_report_task(str(report.pk))
    finally:
        render_report_task.pop_request()

    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.READY, 2)
    assert audited(report) == ["report requested", "report made"]


def test_a_report_that_cannot_be_made_fails_alone_and_says_why(
    organisation, analyst, assessment
):
    broken = request_report(
        poison(scored(organisation, analyst, "careful")), by=analyst
    )
    sound = request_report(assessment, by=analyst)

    for report in (broken, sound):
        render_report_task(str(report.pk))

    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state) == (ReportState.FAILED, ReportState.READY)
    assert "holds something this report cannot show" in broken.reason
    assert "-old" in broken.reason
    assert not broken.file
    entry = AuditEntry.objects.get(action="report failed")
    assert entry.after == {"reason": broken.reason, "attempts": 1}


def test_a_very_long_reason_is_cut(assessment, analyst):
    report = fail_report(request_report(assessment, by=analyst), "x" * 5000)

    assert len(report.reason) == 1000


def test_a_failure_that_comes_too_late_leaves_a_finished_report(assessment, analyst):
    report = ready(assessment, analyst)

    fail_report(report, "Making the report took too long and was stopped.")

    report.refresh_from_db()
    assert (report.state, report.reason) == (ReportState.READY, "")
    assert "report failed" not in audited(report)


def test_a_failed_report_is_queued_again_and_its_reason_is_gone(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.FAILED)

    retried = retry_report(report, by=analyst)

    entry = AuditEntry.objects.get(action="report retried")
    assert (retried.state, retried.reason) == (ReportState.QUEUED, "")
    assert (entry.before, entry.after) == ({"state": "failed"}, {"state": "queued"})
    assert entry.actor == analyst


@pytest.mark.parametrize(
    "state", [ReportState.QUEUED, ReportState.RENDERING, ReportState.READY]
)
def test_a_report_that_is_on_its_way_or_done_is_not_queued_again(
    assessment, analyst, state
):
    report = in_state(assessment, analyst, state)

    assert not may_retry(report)
    assert retry_report(report, by=analyst).state == state
    assert audited(report) == ["report requested"]


def test_a_report_that_is_stuck_may_be_queued_again(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.RENDERING)

    stuck_since(report, timezone.now() - STUCK_AFTER)

    assert may_retry(report)
    assert retry_report(report, by=analyst).state == ReportState.QUEUED


def test_even_an_old_report_that_is_ready_is_left_alone(assessment, analyst):
    report = ready(assessment, analyst)
    report.started_at = timezone.now() - 2 * STUCK_AFTER

    assert not may_retry(report)


def test_a_retry_and_its_audit_entry_are_rolled_back_together(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.FAILED)

    with pytest.raises(RuntimeError), transaction.atomic():
        retry_report(report, by=analyst)
        raise RuntimeError

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert audited(report) == ["report requested"]


def test_a_download_is_noted_with_the_file_it_was(assessment, analyst):
    report = ready(assessment, analyst)

    note_download(report, by=analyst)

    entry = AuditEntry.objects.get(action="report downloaded")
    assert (entry.actor, entry.after) == (analyst, {"sha256": report.sha256})


def test_the_database_knows_no_ready_report_without_a_file(assessment, analyst):
    report = request_report(assessment, by=analyst)

    with (
        pytest.raises(DatabaseError, match="ready_report_has_a_file"),
        transaction.atomic(),
    ):
        Report.objects.filter(pk=report.pk).update(state=ReportState.READY)


def test_a_report_shows_a_correction_beside_what_was_said(assessment, analyst):
    give_verdict(
        assessment,
        ("GOV-03", ""),
        kind=VerdictKind.CORRECTED,
        raw="none",
        reason="Nobody has seen them",
        by=analyst,
    )
    score_assessment(assessment)
    report = request_report(Assessment.objects.get(pk=assessment.pk), by=analyst)

    html = report_html(_context(report)[0])

    assert "corrected by the reviewer; the answer given" in html
    assert "Nobody has seen them" in html


def test_a_german_report_says_the_findings_in_german(organisation, analyst):
    assessment = scored(organisation, analyst, "production-agents")
    edited = assessment.findings.first()
    Finding.objects.filter(pk=edited.pk).update(text="Nobody reads the logs.")
    stored = set(assessment.findings.values_list("text", flat=True))
    report = request_report(assessment, by=analyst)

    with translation.override("de"):
        context, _answer_set = _context(report)

    shown = {group["text"] for group in context["findings"]}
    assert shown & stored == {"Nobody reads the logs."}
