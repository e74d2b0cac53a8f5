"""Every task of the clock, as the login of the worker, does what the owner of the tables would
do, whom no wall holds off; there is work of two organisations for each."""

import datetime
import logging
import os
import shutil
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import pytest
from celery import current_app
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.actions.publishing import keep_draft
from questionnaires.choices import ScanState
from questionnaires.models import Delivery, Draft, Evidence, Response
from riskapp.accounts.models import MailDomain, Organisation
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.assessments.models import Assessment
from riskapp.audit.adapter import Collector
from riskapp.common import wall
from riskapp.common.installation import folder_of_ours
from riskapp.common.models import StoredValue, Waiting
from riskapp.dashboards.models import WorkTotal
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.models import Finding, PlanFile
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import IncidentInput, open_incident
from riskapp.incidents.models import IncidentRequest
from riskapp.machines.models import ApiClient, ApiToken, Webhook, WebhookMessage
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import Mail
from riskapp.notifications.choices import NotificationKind as Told
from riskapp.notifications.models import Notification
from riskapp.operations.actions import Roles
from riskapp.privacy.actions.deleting import put_samples_away
from riskapp.privacy.actions.erasing import ask_to_erase
from riskapp.privacy.choices import RetentionKind
from riskapp.privacy.models import Erasure, Period
from riskapp.reports.actions import (
    ReportRequest,
    ScheduleRequest,
    request_report,
    schedule_report,
)
from riskapp.reports.choices import ReportState, Rhythm
from riskapp.reports.models import Report
from riskapp.sending.actions.campaigns import Wanted, start_campaign
from riskapp.sending.models import Sending
from riskapp.vendor_copies.actions import request_copy
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.actions.importing import queue_import, read_import
from riskapp.vendors.models import Contact, Engagement, Import, Vendor
from tests.conftest import acting_as, make_world, owner
from tests.factories.nameserver import naming
from tests.factories.paper import blank_paper
from tests.factories.plain_tables import make_plain
from tests.factories.riskapp import VendorFactory, seat_at
from tests.factories.roles import make_roles

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROLES = Roles(("clock_web", "clock_worker"), "clock_read")
LONG_AGO = datetime.timedelta(days=1, hours=2)
PDF = b"%PDF-1.7"
# What is counted once for the installation and not for each organisation.
FOR_ALL = {
    "anchor-audit",
    "forget-what-ended",
    "hand-over-what-waits",
    "look-after-large-tables",
    "note-shipped-catalogue",
    "prove-audit",
    "sweep-stored-files",
}


def work_for_the_clock(world):
    """Something of an organisation for each task to find."""
    organisation, by = world.organisation, world.analyst
    name, today = organisation.name, timezone.localdate()
    keep_draft(organisation.pk, file_name="draft.yaml", content=b"")
    MailDomain.objects.create(
        organisation=organisation,
        domain=f"{name.lower()}.example",
        token="t",
        verified_at=timezone.now(),
    )
    scored = world.assessment("careful", "Scored", scored=True, tools=("none",))
    world.assessment("half-answered", "Missed", submitted=True, tools=("none",))
    asked = world.assessment(
        "half-answered", "Asked", filled=False, email=f"vera@{name.lower()}.vendor"
    )
    seat = seat_at(asked)
    add_file(
        asked.response,
        "GOV-02",
        ContentFile(PDF, "a.pdf"),
        EvidenceClaim("A"),
        respondent=seat,
    )
    findings = list(scored.findings.all()[:2])
    propose(
        findings[0],
        text="Done.",
        url="",
        due_on=None,
        is_done=True,
        respondent=seat_at(scored),
        files=[ContentFile(PDF, "keys.pdf")],
    )
    accept_finding(
        findings[1],
        reason="Cheap.",
        until=today + datetime.timedelta(days=1),
        by=world.people["approver"],
    )
    report = request_report(
        scored, by=by, report_request=ReportRequest(variant="summary")
    )
    to = [("Vera Vidmar", f"vera@{name.lower()}.board")]
    wanted = ScheduleRequest(to, Rhythm.WEEKLY, "The board asks.", today)
    schedule_report(report, wanted, by=by)
    request_copy(scored.response, "en", by=seat_at(scored))
    found = read_import(
        organisation=organisation, file_name="v.csv", data=b"Vendor\nKestrel", by=by
    )
    queue_import(found, skips_faults=False, by=by)
    start_campaign(
        Wanted(
            name="Autumn",
            version=world.version,
            due_on=today + datetime.timedelta(days=14),
            message="",
            prefill=False,
            addresses={world.engagement(name="New").pk: "new@vendor.example"},
        ),
        organisation=organisation,
        by=by,
    )
    for key in (Mail.NOW, Mail.DAILY):
        notify(
            organisation,
            NotificationEvent(Told.OVERDUE, key, "accounts.user", "1", "Portal"),
        )
    Period.objects.create(
        organisation=organisation, kind=RetentionKind.NOTIFICATIONS, days=1
    )
    VendorFactory(organisation=organisation, is_sample=True)
    put_samples_away(organisation, by=by)
    ask_to_erase(organisation, f"vera@{name.lower()}.vendor", by=None)
    Contact.objects.create(vendor=scored.engagement.vendor, email="cy@vendor.example")
    file = ActivityFile.objects.create(
        response=asked.response,
        engagement=asked.engagement,
        by=by,
        file_name="a.jsonl",
        sha256="0" * 64,
        size=1,
        first_day=today,
        last_day=today,
        agents=["agent"],
        sources=[],
    )
    ActivityDay.objects.create(file=file, agent="agent", day=today, seen={})
    incident = open_incident(
        IncidentInput("provider", ["Anthropic"], timezone.now()),
        organisation=organisation,
        by=by,
    )
    ask_vendors(incident, [scored.engagement_id], {}, by=by)
    webhook = Webhook.objects.create(
        organisation=organisation,
        name="Tickets",
        url="https://tickets.example/",
        secret="sealed",
        made_by=by,
        disabled_at=timezone.now(),
    )
    WebhookMessage.objects.create(
        organisation=organisation, webhook=webhook, entry=1, kind="finding", body="{}"
    )
    client = ApiClient.objects.create(
        organisation=organisation,
        name="Tickets",
        purpose="Follow findings",
        owner=by,
        made_by=by,
    )
    ApiToken.objects.create(
        organisation=organisation,
        client=client,
        digest=name,
        ends_at=timezone.now(),
    )


def a_day_passes():
    """All of it was left by a worker that is gone, and every day has come."""
    before, today = timezone.now() - LONG_AGO, timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    Draft.objects.update(made_at=before - LONG_AGO)
    Delivery.objects.update(queued_at=before)
    Evidence.objects.update(added_at=before, scan_state=ScanState.WAITING)
    PlanFile.objects.update(added_at=before, scan_state=ScanState.WAITING)
    Finding.objects.exclude(accepted_until=None).update(accepted_until=yesterday)
    Report.objects.update(state=ReportState.RENDERING, started_at=before)
    Copy.objects.update(requested_at=before)
    Import.objects.update(queued_at=before)
    Sending.objects.update(queued_at=before)
    Erasure.objects.update(asked_at=before)
    Vendor.objects.filter(is_sample=True).update(archived_at=before)
    IncidentRequest.objects.update(asked_at=before)
    WebhookMessage.objects.update(next_at=before)
    ApiToken.objects.update(made_at=before, ends_at=before)
    late = Response.objects.filter(submitted_at=None)
    Assessment.objects.filter(response__in=late).update(
        due_on=yesterday, reminders_from=None
    )
    late.update(opened_at=before - 30 * LONG_AGO, due_on=yesterday)
    Engagement.objects.update(next_review_on=today)
    for key in (Mail.NOW, Mail.DAILY):
        Notification.objects.filter(key=key).update(made_at=before, mail=key)
    # Of the installation, and of nobody.
    Session.objects.create(session_key="ended", session_data="", expire_date=before)
    StoredValue.objects.create(key="ended", value="", ends_at=before)
    Waiting.objects.create(
        task="riskapp.common.tasks.forget_what_ended", arguments=[], due_at=before
    )
    left = default_storage.save(f"{folder_of_ours()}/reports/left", ContentFile(b""))
    os.utime(default_storage.path(left), (0, 0))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for organisation in Organisation.objects.all():  # parts that nobody put together
        for _part in range(2):
            WorkTotal.objects.create(organisation=organisation, kind="x", number=1)


@contextmanager
def logged_in_as(role):
    """As the login itself, which becomes only what it was given."""
    with owner(), connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
        connection.learn_role()
        try:
            yield
        finally:
            connection.role = None
            cursor.execute("RESET SESSION AUTHORIZATION")


@dataclass(frozen=True)
class Effects:
    """What a task changed: rows by table, mails, files, and what it said of errors."""

    rows: dict[str, int]
    mails: int
    files: int
    said: list[str]

    @property
    def most(self):
        return max(self.mails, len(self.said), *self.rows.values(), 0)


def effects(task, media, caplog):
    """Do the work of a task, look at what it did, and take it back."""
    kept = media.with_name("kept")
    shutil.copytree(media, kept)
    cache.clear()
    caplog.clear()
    mail.outbox.clear()
    with transaction.atomic(), wall._within(wall.NOBODY):
        before = changed_rows()
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")  # totals are put together by chance
        current_app.tasks[task].apply(throw=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        rows = dict(changed_rows() - before)
        transaction.set_rollback(True)
    said = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    files = sum(p.is_file() for p in media.rglob("*"))
    shutil.rmtree(media)
    kept.rename(media)
    return Effects(rows, len(mail.outbox), files, sorted(said))


def changed_rows():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
            " FROM pg_stat_xact_user_tables"
        )
        return Counter(dict(cursor.fetchall()))


@pytest.fixture
def known_tasks():
    """All of them, as a worker knows them."""
    current_app.loader.import_default_modules()


@pytest.mark.filterwarnings("ignore:task_always_eager has no effect on send_task")
def test_each_task_does_for_the_worker_what_it_does_for_the_owner(
    settings, tmp_path, caplog, clamd, celery_runs_here, known_tasks, monkeypatch
):
    settings.AUDIT_SYSLOG = "collector.elsewhere.example"
    monkeypatch.setattr(
        Collector, "connected", lambda collector: nullcontext(lambda entry: None)
    )
    settings.AUDIT_ANCHOR_MAIL = ["trail@elsewhere.example"]
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("Here", "There"):
        work_for_the_clock(make_world(name))
    a_day_passes()
    make_plain("activity_activityday")
    with owner():
        make_roles(ROLES)
    idle, other = [], {}
    with naming({}) as settings.SSO_DNS_SERVER:
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            media = tmp_path / "media"
            with acting_as(None), blank_paper():
                expected = effects(entry["task"], media, caplog)
            with logged_in_as("clock_worker"):
                got = effects(entry["task"], media, caplog)
            if expected.most < (1 if name in FOR_ALL else 2):
                idle.append((name, expected))
            if got != expected:
                other[name] = (got, expected)
    assert idle == [], "work for the clock has nothing for them"
    assert other == {}
