"""The clock of the machine jumps ahead and is set back: nothing is lost, nothing lives for ever."""

import datetime
import time

import pytest
from django.utils import timezone

from questionnaires import tasks as mail_tasks
from questionnaires.actions.codes import new_code, use_code
from questionnaires.actions.invitations import enter
from questionnaires.errors import CodeGone
from questionnaires.models import Delivery
from questionnaires.queries import token_of
from riskapp.celery import OneClock, app
from riskapp.common import heartbeats, outbox
from riskapp.common.heartbeats import Who
from riskapp.common.models import Waiting
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind as Told
from riskapp.notifications.models import Notification
from riskapp.privacy.choices import RetentionKind
from riskapp.privacy.models import Period
from riskapp.privacy.tasks import delete_what_is_past_its_period
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.reports.queries.waiting import left_behind
from riskapp.vendor_copies import actions as copies
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.models import Copy

pytestmark = pytest.mark.django_db

VERA = "vera@vendor.example"


@pytest.fixture
def clock(monkeypatch):
    """Set the clock of the machine ahead by some days; 0 sets it back."""
    now, seconds = timezone.now, time.time

    def ahead(days):
        by = datetime.timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: now() + by)
        monkeypatch.setattr(time, "time", lambda: seconds() + by.total_seconds())

    return ahead


def test_whoever_came_in_while_it_was_ahead_comes_in_again(world, clock, vendor_client):
    response = world.assessment(name="Other", filled=False).response
    invitation = response.invitations.get()
    clock(30)
    member = world.client("analyst")
    assert member.get("/vendors/").status_code == 200
    vendor_client.post("/respond/", {"code": token_of(invitation)})
    vendor_client.post("/respond/start/", {"name": "Vera"})
    seat = f"/respond/{response.pk}/"
    assert vendor_client.get(seat).status_code == 200
    digits = new_code(invitation, VERA)

    clock(0)

    assert member.get("/vendors/").status_code == 302
    assert vendor_client.get(seat).status_code == 404
    with pytest.raises(CodeGone):
        use_code(invitation, VERA, digits)


def test_a_link_that_ended_ahead_of_time_opens_again(world, clock, client):
    invitation = world.assessment(filled=False).response.invitations.get()
    code = {"code": token_of(invitation)}
    clock(90)
    ended = client.post("/respond/", code)

    clock(0)

    assert ended.status_code != 302
    assert client.post("/respond/", code).status_code == 302


def test_a_sign_of_life_from_times_to_come_is_none(clock, monkeypatch):
    monkeypatch.setattr(heartbeats, "_noted", {})
    clock(30)
    heartbeats.beat(Who.WORKER)
    assert heartbeats.is_alive(Who.WORKER)

    clock(0)

    assert not heartbeats.is_alive(Who.WORKER)


def test_what_was_begun_or_queued_ahead_is_taken_up(world, clock, celery_runs_here):
    assessment = world.assessment("careful", scored=True, tools=["none"])
    world.assessment("half-answered", "Asked", filled=False, email=VERA)
    seat = enter(assessment.response.invitations.get(), name="Vera")
    report = request_report(
        assessment, by=world.analyst, report_request=ReportRequest(variant="summary")
    )
    copy = copies.request_copy(assessment.response, "en", by=seat)
    clock(30)
    now = timezone.now()
    Report.objects.update(state=ReportState.RENDERING, started_at=now)
    Copy.objects.update(state=CopyState.RENDERING, started_at=now)
    Delivery.objects.update(queued_at=now)
    outbox.keep("riskapp.common.tasks.forget_what_ended", [], {})

    clock(0)

    assert [found for found, _ in left_behind()] == [report.pk]
    assert copies.left_behind() == [copy.pk]
    mail_tasks.deliver_what_was_missed()
    assert Delivery.objects.get().sent_at is not None
    assert outbox.hand_over(lambda *_task: True) == 1
    assert not Waiting.objects.exists()


def test_nothing_is_deleted_because_the_clock_jumped(world, clock, caplog):
    event = NotificationEvent(Told.OVERDUE, "1", "accounts.user", "1", "Portal")
    notify(world.organisation, event)
    there = Notification.objects.count()
    Period.objects.create(
        organisation=world.organisation, kind=RetentionKind.NOTIFICATIONS, days=90
    )

    clock(400)
    delete_what_is_past_its_period()

    assert Notification.objects.count() == there > 0
    assert "was moved far" in caplog.text


def test_the_clock_of_tasks_does_not_wait_for_times_to_come():
    beat = OneClock(app)
    try:
        for entry in beat.schedule.values():
            entry.last_run_at += datetime.timedelta(days=30)
        assert not any(entry.is_due().is_due for entry in beat.schedule.values())

        beat._forget_times_to_come()

        assert all(entry.is_due().is_due for entry in beat.schedule.values())
    finally:
        beat.close()
