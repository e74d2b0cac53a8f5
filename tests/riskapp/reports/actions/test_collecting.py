import pytest

from riskapp.reports.actions import (
    request_bundle,
    request_report,
    request_selection,
)
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import CollectedAlready, NobodyApproved, NothingToCollect
from riskapp.reports.models import Report
from tests.factories.reports import in_state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def test_without_an_approval_there_is_nothing_to_pack(assessment, analyst):
    with pytest.raises(NobodyApproved):
        request_bundle(assessment.organisation, by=analyst)

    assert not Report.objects.exists()


def test_a_zip_is_not_packed_into_another(assessment, analyst):
    report = request_report(assessment, by=analyst)
    packed = request_selection(assessment.organisation, [report], by=analyst)

    assert request_selection(assessment.organisation, [report], by=analyst) == packed
    with pytest.raises(CollectedAlready):
        request_selection(assessment.organisation, [report, packed], by=analyst)


def test_what_failed_is_not_packed(assessment, analyst):
    report = in_state(assessment, analyst, ReportState.FAILED)

    with pytest.raises(NothingToCollect):
        request_selection(assessment.organisation, [report], by=analyst)
