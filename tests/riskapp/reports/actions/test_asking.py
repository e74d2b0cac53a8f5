import json

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from riskapp.findings.models import Finding
from riskapp.reports.actions import (
    ReportRequest,
    render_report,
    request_report,
)
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.reports import in_state, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def test_each_request_is_a_report_of_its_own_and_each_input_only_one(
    assessment, analyst
):
    report_requests = [
        ReportRequest(),
        ReportRequest(variant="summary"),
        ReportRequest(language="de"),
        ReportRequest(format="pdfa"),
    ]

    first = [
        request_report(assessment, by=analyst, report_request=report_request)
        for report_request in report_requests
    ]
    again = [
        request_report(assessment, by=analyst, report_request=report_request)
        for report_request in report_requests
    ]

    assert first == again
    assert len({report.code for report in first}) == len(report_requests)


def test_what_changed_since_gives_another_report(assessment, analyst):
    before = request_report(assessment, by=analyst)
    finding = assessment.findings.first()
    finding.owner = analyst
    finding.save()

    after = request_report(assessment, by=analyst)

    assert after != before
    assert Report.objects.get(pk=before.pk).inputs == before.inputs


def test_a_vendors_copy_is_made_without_names_and_without_what_was_not_released(
    assessment, analyst
):
    Finding.objects.filter(assessment=assessment).update(owner=analyst)
    shown = assessment.findings.first()
    shown.released_at = timezone.now()
    shown.save()

    report = request_report(
        assessment, by=analyst, report_request=ReportRequest(variant="vendor")
    )
    full = request_report(assessment, by=analyst)

    assert [row["text"] for row in report.inputs["followed"]["findings"]] == [
        shown.text
    ]
    assert analyst.name in json.dumps(full.inputs)
    assert analyst.name not in json.dumps(report.inputs)


def test_a_report_that_kills_its_worker_fails_after_three_attempts(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.RENDERING)
    report.attempts = 3
    report.save()

    report = render_report(report)

    assert report.state == ReportState.FAILED
    assert "stopped 3 times" in report.reason


@pytest.mark.parametrize(
    "change", [{"sha256": "0" * 64}, {"state": "failed"}, {"inputs": {}}, {"code": "X"}]
)
def test_the_database_refuses_to_change_a_finished_report(assessment, analyst, change):
    report = ready(assessment, analyst)

    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**change)
