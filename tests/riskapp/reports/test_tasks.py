"""A report never stays where a worker left it."""

import datetime
import logging
from copy import deepcopy

import pytest
from django.utils import timezone

from riskapp.reports import actions, tasks
from riskapp.reports.actions import making
from riskapp.reports.choices import ReportKind, ReportState
from riskapp.reports.models import Report
from riskapp.reports.queries import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture
def report(evaluated, analyst):
    return actions.request_report(
        deepcopy(evaluated),
        by=analyst,
        report_request=actions.ReportRequest(variant="summary", format="json"),
    )


@pytest.fixture
def queued(monkeypatch):
    """What was queued, instead of doing it."""
    names = []
    for name in ("render_report", "pack_bundle"):
        monkeypatch.setattr(
            getattr(tasks, name), "delay", lambda id_, name=name: names.append(name)
        )
    return names


def ago(**times):
    return timezone.now() - datetime.timedelta(**times)


@pytest.mark.parametrize(
    ("state", "minutes", "is_taken"),
    [
        (ReportState.QUEUED, None, False),
        (ReportState.RENDERING, 2, False),
        (ReportState.RENDERING, 4, True),
        (ReportState.FAILED, 9, False),
        (ReportState.CANCELLED, 9, False),
    ],
)
def test_what_a_worker_left_is_queued_again(report, queued, state, minutes, is_taken):
    started_at = ago(minutes=minutes) if minutes else None
    Report.objects.update(state=state, started_at=started_at)

    tasks.make_what_was_missed()

    assert queued == ["render_report"] * is_taken


def test_what_nobody_took_is_queued_again(report, queued, monkeypatch):
    monkeypatch.setattr(waiting, "MISSED_AFTER", datetime.timedelta(0))

    tasks.make_what_was_missed()

    assert queued == ["render_report"]


def test_a_bundle_whose_reports_are_made_is_packed_again(report, queued):
    Report.objects.create(
        organisation=report.organisation,
        kind=ReportKind.BUNDLE,
        state=ReportState.RENDERING,
        requested_by=report.requested_by,
        inputs={"reports": [str(report.pk)]},
    )

    tasks.render_report(str(report.pk))

    report.refresh_from_db()
    assert report.state == ReportState.READY, report.reason
    assert queued == ["pack_bundle"]
    tasks.make_what_was_missed()
    assert queued == ["pack_bundle"] * 2


def test_two_workers_do_not_make_the_same_report(report, monkeypatch):
    making.begin(report)

    tasks.render_report(str(report.pk))

    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.RENDERING, 1)


def test_what_nobody_foresaw_is_logged_and_told_after_three_tries(
    report, monkeypatch, celery_runs_here, caplog
):
    def broken(report):
        raise RuntimeError("no such font")

    monkeypatch.setattr(making, "_made", broken)

    with caplog.at_level(logging.ERROR):
        tasks.render_report.apply(args=[str(report.pk)])

    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.FAILED, 3)
    assert "RuntimeError: no such font" in report.reason
    assert caplog.text.count("Traceback") >= 3


def test_what_a_report_cannot_show_is_logged_too(report, monkeypatch, caplog):
    monkeypatch.setattr(making, "_context", lambda report: {}["missing"])

    actions.render_report(report)

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "Traceback" in caplog.text
    assert "KeyError: 'missing'" in caplog.text
