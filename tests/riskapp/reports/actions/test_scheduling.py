import datetime

import pytest

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import (
    ReportRequest,
    ScheduleRequest,
    schedule_report,
    send_scheduled,
    stop_schedule,
)
from riskapp.reports.actions.scheduling import next_day
from riskapp.reports.choices import ReportKind, ReportState, Rhythm
from riskapp.reports.errors import NotScheduled
from riskapp.reports.models import Report, ReportLink, ReportSchedule
from riskapp.reports.tasks import send_scheduled_reports
from tests.factories.reports import ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 1, 31)
PEOPLE = [("Vera Vidmar", "vera@board.example"), ("Bo Berg", "bo@board.example")]


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


@pytest.fixture
def report(analyst):
    return ready(scored(analyst.organisations.get(), analyst, "careful"), analyst)


def scheduled(report, by, first_on=DAY, rhythm=Rhythm.MONTHLY, **more):
    wanted = ScheduleRequest(PEOPLE, rhythm, "The board asks.", first_on, **more)
    return schedule_report(report, wanted, by=by)


def done_to(schedule):
    trail = AuditEntry.objects.filter(object_id=str(schedule.pk)).order_by("pk")
    return list(trail.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "due", "today", "then"),
    [
        (Rhythm.WEEKLY, "2026-01-31", "2026-01-31", "2026-02-07"),
        (Rhythm.WEEKLY, "2026-01-31", "2026-03-01", "2026-03-07"),
        (Rhythm.MONTHLY, "2026-01-31", "2026-01-31", "2026-02-28"),
        (Rhythm.MONTHLY, "2026-01-31", "2026-02-28", "2026-03-31"),
        (Rhythm.MONTHLY, "2026-12-15", "2026-12-15", "2027-01-15"),
        (Rhythm.QUARTERLY, "2026-11-30", "2026-11-30", "2027-02-28"),
    ],
)
def test_the_next_day_keeps_the_rhythm_and_catches_nothing_up(rhythm, due, today, then):
    day = datetime.date.fromisoformat

    assert next_day(day(due), rhythm, day(today)) == day(then)


def test_each_person_is_promised_a_link_of_their_own_on_the_day(report, analyst):
    schedule = scheduled(report, analyst, password="a long secret")

    assert send_scheduled(schedule, DAY - datetime.timedelta(days=1)) is None
    sent = send_scheduled(schedule, DAY)

    links = ReportLink.objects.filter(report=sent)
    assert {(one.name, one.email) for one in links} == set(PEOPLE)
    assert {one.reason for one in links} == {"The board asks."}
    assert all(one.password for one in links)
    assert ReportSchedule.objects.get().next_on == datetime.date(2026, 2, 28)


def test_a_short_month_moves_no_later_one(report, analyst):
    schedule = scheduled(report, analyst)  # on the last day of January

    send_scheduled(schedule, DAY)
    send_scheduled(schedule, datetime.date(2026, 2, 28))

    assert ReportSchedule.objects.get().next_on == datetime.date(2026, 3, 31)


def test_the_same_day_sends_it_once(report, analyst):
    schedule = scheduled(report, analyst)

    send_scheduled(schedule, DAY)
    send_scheduled(schedule, DAY)

    assert ReportLink.objects.count() == len(PEOPLE)
    assert done_to(schedule).count("scheduled report sent") == 1


def test_what_is_stopped_sends_nothing_more(report, analyst):
    schedule = scheduled(report, analyst)

    stop_schedule(schedule, by=analyst)
    stop_schedule(schedule, by=analyst)

    assert send_scheduled(schedule, DAY) is None
    assert done_to(schedule) == ["report schedule made", "report schedule stopped"]


def test_it_ends_with_the_right_of_whoever_set_it_up(report, analyst):
    schedule = scheduled(report, analyst)
    Membership.objects.filter(user=analyst).update(roles=[Role.AUDITOR])

    assert send_scheduled(schedule, DAY) is None
    assert ReportSchedule.objects.get().ended_at
    assert not ReportLink.objects.exists()


def test_whoever_lost_sight_of_answers_sends_none(report, analyst):
    full = ready(report.assessment, analyst, ReportRequest(variant="full"))
    schedule = scheduled(full, analyst)
    Membership.objects.filter(user=analyst).update(roles=[Role.PROCUREMENT])

    assert send_scheduled(schedule, DAY) is None
    assert ReportSchedule.objects.get().ended_at


def test_without_a_score_the_time_is_left_out_and_that_is_noted(report, analyst):
    schedule = scheduled(report, analyst)
    schedule.engagement = None
    schedule.save(update_fields=["engagement"])
    report.assessment.engagement.archived_at = report.requested_at
    report.assessment.engagement.save(update_fields=["archived_at"])

    assert send_scheduled(schedule, DAY) is None
    assert done_to(schedule)[-1] == "scheduled report left out"
    assert ReportSchedule.objects.get().next_on > DAY


def test_only_work_and_the_portfolio_are_sent(report, analyst):
    report.kind = ReportKind.BUNDLE

    with pytest.raises(NotScheduled):
        scheduled(report, analyst)


@pytest.mark.django_db(transaction=True)
def test_from_the_clock_to_the_mail(report, analyst, celery_runs_here, mailoutbox):
    scheduled(report, analyst, first_on=datetime.date.today())

    send_scheduled_reports()
    send_scheduled_reports()

    assert {tuple(mail.to) for mail in mailoutbox} == {(e,) for _n, e in PEOPLE}
    assert "The board asks." in mailoutbox[0].body
    sent = Report.objects.get(links__isnull=False, links__name="Bo Berg")
    assert sent.state == ReportState.READY
