import pytest

from riskapp.reports.actions import (
    archive_report,
    cancel_report,
    request_report,
    retry_report,
)
from riskapp.reports.actions.making import Made, begin, finish
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.reports import ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def test_what_is_called_off_is_not_stored_even_when_it_is_finished_later(
    assessment, analyst
):
    report = begin(request_report(assessment, by=analyst))[0]
    cancel_report(report, by=analyst)

    report = finish(report, Made(b"%PDF"))

    assert (report.state, bool(report.file)) == (ReportState.CANCELLED, False)


def test_what_was_called_off_can_be_asked_for_again(assessment, analyst):
    report = cancel_report(request_report(assessment, by=analyst), by=analyst)

    again = request_report(assessment, by=analyst)

    assert (again, again.state) == (report, ReportState.QUEUED)


@pytest.mark.parametrize("again", ["asked for", "tried"])
def test_what_was_called_off_and_archived_stands_in_the_list_when_made_again(
    assessment, analyst, again
):
    report = cancel_report(request_report(assessment, by=analyst), by=analyst)
    archive_report(report, by=analyst)

    if again == "tried":
        found = retry_report(report, by=analyst)
    else:
        found = request_report(assessment, by=analyst)

    assert (found, found.state) == (report, ReportState.QUEUED)
    assert Report.objects.get(pk=report.pk).archived_at is None


def test_a_finished_report_is_not_called_off(assessment, analyst):
    report = ready(assessment, analyst)

    assert cancel_report(report, by=analyst).state == ReportState.READY
