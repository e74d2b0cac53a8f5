import datetime
import io
import zipfile

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.decisions.actions import DecisionInput, decide
from riskapp.decisions.choices import Outcome
from riskapp.reports.actions import (
    ReportRequest,
    archive_report,
    fail_report,
    pack_bundle,
    render_report,
    request_bundle,
)
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


def test_approved_vendors_come_in_one_file_and_what_failed_is_named():
    organisation = OrganisationFactory(four_eyes=False)
    approver = member(organisation, Role.APPROVER)
    until = timezone.localdate() + datetime.timedelta(days=90)
    for _ in range(2):
        assessment = scored(organisation, approver, "careful")
        verdict = DecisionInput(
            assessment.score_id,
            Outcome.APPROVED,
            "=1+1",
            valid_until=until,
            exception_reason="Urgent.",
        )
        decide(assessment, verdict, by=approver)
    scored(organisation, approver, "careful")
    bundle = request_bundle(
        organisation, by=approver, report_request=ReportRequest(variant="summary")
    )
    sound, broken = Report.objects.filter(pk__in=bundle.inputs["reports"])

    waiting = pack_bundle(bundle)
    render_report(sound)
    fail_report(broken, "=no room")
    packed = pack_bundle(waiting)

    assert (waiting.state, packed.state) == (ReportState.RENDERING, ReportState.READY)
    with packed.file.open() as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    names = [name for name in archive.namelist() if name.endswith(".pdf")]
    listing = archive.read("contents.csv").decode()
    assert len(names) == 1
    assert archive.read(names[0]).startswith(b"%PDF")
    assert "'=no room" in listing
    assert pack_bundle(packed).sha256 == packed.sha256
    for one in (sound, packed):
        archive_report(one, by=approver)
    again = request_bundle(
        organisation, by=approver, report_request=ReportRequest(variant="summary")
    )
    assert (again, again.archived_at) == (packed, None)
    assert Report.objects.get(pk=sound.pk).archived_at  # nobody asked for this one
