"""A worker that is killed in the middle of a task leaves nothing that stays, and nothing twice."""

import datetime
import subprocess
import sys

import pytest
from django.utils import timezone

from questionnaires.actions.invitations import enter
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.reports import tasks as report_tasks
from riskapp.reports.actions import (
    ReportRequest,
    render_report,
    request_bundle,
    request_report,
)
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.results.tasks import score_what_was_missed
from riskapp.sending.actions.campaigns import Wanted, start_campaign
from riskapp.sending.choices import SendingState
from riskapp.sending.models import Sending
from riskapp.sending.tasks import send_what_was_missed
from riskapp.vendor_copies import tasks as copy_tasks
from riskapp.vendor_copies.actions import request_copy
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.models import Copy
from riskapp.vendors import tasks as vendor_tasks
from riskapp.vendors.actions.importing import queue_import, read_import
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Import, Vendor
from tests.conftest import make_world
from tests.e2e.worker import ROOT, environment
from tests.factories.paper import blank_paper
from tests.factories.riskapp import decided

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIVE_MINUTES = datetime.timedelta(minutes=5)


def kill_in_the_middle(**work):
    """Which signal ended the process of each task."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.dying",
            *(f"{kind}:{row.pk}" for kind, row in work.items()),
        ],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def five_minutes_pass():
    before = timezone.now() - FIVE_MINUTES
    Report.objects.filter(state=ReportState.RENDERING).update(started_at=before)
    Copy.objects.filter(state=CopyState.RENDERING).update(started_at=before)
    Import.objects.filter(state=ImportState.QUEUED).update(queued_at=before)
    Sending.objects.filter(state=SendingState.QUEUED).update(queued_at=before)


def the_clock_strikes():
    report_tasks.make_what_was_missed()
    copy_tasks.make_what_was_missed()
    score_what_was_missed()
    send_what_was_missed()
    vendor_tasks.import_what_was_missed()


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def test_whatever_a_worker_was_at_is_done_once_by_the_next(request, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = make_world()
    scored = world.assessment(name="Scored", scored=True)
    fresh = world.assessment(name="Fresh", submitted=True)
    by = world.analyst
    decided(scored, world.people["approver"])
    bundle = request_bundle(world.organisation, by=by)
    parts = Report.objects.filter(pk__in=bundle.inputs["reports"])
    with blank_paper():
        for part in parts:
            render_report(part)
    report = request_report(
        scored, by=by, report_request=ReportRequest(variant="summary")
    )
    copy = request_copy(
        scored.response, "en", by=enter(scored.response.invitations.get(), name="Vera")
    )
    found = read_import(
        organisation=world.organisation,
        file_name="vendors.csv",
        data=b"Vendor\nKestrel",
        by=by,
    )
    queue_import(found, skips_faults=False, by=by)
    campaign = start_campaign(
        Wanted(
            name="Autumn",
            version=world.version,
            due_on=timezone.localdate() + datetime.timedelta(days=14),
            message="",
            prefill=False,
            addresses={world.engagement(name="New").pk: "vera@vendor.example"},
        ),
        organisation=world.organisation,
        by=by,
    )
    row = campaign.sendings.get()

    ended = kill_in_the_middle(
        bundle=bundle,
        report=report,
        copy=copy,
        score=fresh.response,
        campaign=row,
        **{"import": found},
    )

    assert ended[1::2] == ["9"] * 6
    assert not Assessment.objects.get(pk=fresh.pk).score_id
    assert not Vendor.objects.filter(name="Kestrel").exists()
    assert not campaign.assessments.exists()

    request.getfixturevalue("celery_runs_here")
    five_minutes_pass()
    the_clock_strikes()
    the_clock_strikes()

    for made in (bundle, report):
        made.refresh_from_db()
        assert made.state == ReportState.READY
        assert made.file
    copy.refresh_from_db()
    found.refresh_from_db()
    row.refresh_from_db()
    assert copy.state == CopyState.READY
    assert (found.state, row.state) == (ImportState.DONE, SendingState.STARTED)
    assert Score.objects.filter(assessment=fresh).count() == 1
    assert Vendor.objects.filter(name="Kestrel").count() == 1
    assert campaign.assessments.count() == 1
    assert audited("vendors imported") == 1
    assert audited("copy made") <= 1
