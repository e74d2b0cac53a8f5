import pytest

from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import make_lost_again
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.reports import ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def test_only_what_is_lost_is_made_again_and_only_once(assessment, analyst):
    report = ready(assessment, analyst)
    assert make_lost_again(report, by=analyst) == report

    report.file.storage.delete(report.file.name)
    again = make_lost_again(report, by=analyst)
    lost = Report.objects.get(pk=report.pk)

    assert make_lost_again(lost, by=analyst) == lost
    assert (lost.state, lost.sha256) == (ReportState.EXPIRED, report.sha256)
    assert (again.state, again.inputs["after"]) == (ReportState.QUEUED, str(lost.pk))
    assert AuditEntry.objects.filter(action="lost report replaced").count() == 1
