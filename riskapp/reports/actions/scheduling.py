"""Sending a report on a schedule to people named: set up, sent when due, stopped."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from riskapp.accounts.access import rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.reports.actions.asking import (
    ReportRequest,
    overview_of,
    report_on,
)
from riskapp.reports.actions.sharing import LinkRequest, promise_link, queue_link
from riskapp.reports.choices import (
    FILES_WITH_ANSWERS,
    WITH_ANSWERS,
    ReportKind,
    ReportState,
    Rhythm,
)
from riskapp.reports.errors import NothingToReport, NotScheduled, ReportError
from riskapp.reports.models import Report, ReportSchedule

SCHEDULED = (ReportKind.ASSESSMENT, ReportKind.PORTFOLIO)
WEEK = datetime.timedelta(days=7)
MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """To whom a report is sent, how often and why; ``people`` are names with addresses."""

    people: Sequence[tuple[str, str]]
    rhythm: str
    reason: str
    first_on: datetime.date
    days: int = 14
    downloads: int = 3
    password: str = ""


@transaction.atomic
def schedule_report(
    report: Report, wanted: ScheduleRequest, *, by: User
) -> ReportSchedule:
    """Send the newest report of this kind to people from now on. Raises NotScheduled."""
    if report.kind not in SCHEDULED:
        raise NotScheduled
    work = report.assessment.engagement if report.assessment else None
    schedule = ReportSchedule.objects.create(
        organisation=report.organisation,
        engagement=work,
        variant=report.variant,
        language=report.language,
        format=report.format,
        rhythm=wanted.rhythm,
        people=[{"name": name, "email": email} for name, email in wanted.people],
        reason=wanted.reason,
        days=wanted.days,
        most_downloads=wanted.downloads,
        password=make_password(wanted.password) if wanted.password else "",
        first_on=wanted.first_on,
        next_on=wanted.first_on,
        made_by=by,
    )
    record(
        "report schedule made",
        schedule,
        organisation=schedule.organisation,
        by=by,
        after=_facts(schedule),
    )
    return schedule


@transaction.atomic
def stop_schedule(schedule: ReportSchedule, *, by: User | None) -> ReportSchedule:
    """Send nothing more; what was sent stays open until it ends by itself. Twice is once."""
    schedule = _locked(schedule)
    if schedule.ended_at is None:
        schedule.ended_at = timezone.now()
        schedule.save(update_fields=["ended_at"])
        record(
            "report schedule stopped",
            schedule,
            organisation=schedule.organisation,
            by=by,
        )
    return schedule


@transaction.atomic
def send_scheduled(schedule: ReportSchedule, today: datetime.date) -> Report | None:
    """Ask for the report that is due and promise each person a link; the same day does it once.

    Whoever set it up and may no longer make such a report ends it. Where there is nothing to
    report yet, this time is left out, with a line that says so.
    """
    schedule = _locked(schedule)
    if schedule.ended_at is not None or schedule.next_on > today:
        return None
    if not _may_still(schedule):
        stop_schedule(schedule, by=None)
        return None
    due = schedule.next_on
    schedule.next_on = next_day(schedule.first_on or due, schedule.rhythm, today)
    schedule.save(update_fields=["next_on"])
    try:
        report = _asked(schedule)
    except ReportError as error:
        record(
            "scheduled report left out",
            schedule,
            organisation=schedule.organisation,
            by=None,
            after={"day": due.isoformat(), "why": str(error)},
        )
        return None
    record(
        "scheduled report sent",
        schedule,
        organisation=schedule.organisation,
        by=None,
        after={"day": due.isoformat(), "report": str(report.pk)},
    )
    for one in schedule.people:
        wanted = LinkRequest(
            name=one["name"],
            email=one["email"],
            reason=schedule.reason,
            days=schedule.days,
            downloads=schedule.most_downloads,
        )
        link = promise_link(report, wanted, schedule.password, by=schedule.made_by)
        if report.state == ReportState.READY:
            queue_link(link)
    return report


def next_day(first: datetime.date, rhythm: str, today: datetime.date) -> datetime.date:
    """The first day after today in a rhythm that began on a day: what was missed is not caught
    up. A month that is too short has it on its last day."""
    if rhythm == Rhythm.WEEKLY:
        weeks = (today - first) // WEEK + 1
        return first + weeks * WEEK
    step = months = MONTHS[Rhythm(rhythm)]
    while (day := _months_after(first, months)) <= today:
        months += step
    return day


def _months_after(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _may_still(schedule: ReportSchedule) -> bool:
    by = schedule.made_by
    needed = {Capability.REQUEST_REPORT}
    if schedule.variant in WITH_ANSWERS or schedule.format in FILES_WITH_ANSWERS:
        needed.add(Capability.VIEW_ANSWERS)
    return by.is_active and needed <= rights_in(by, schedule.organisation_id)


def _asked(schedule: ReportSchedule) -> Report:
    """The report of today. Raises NothingToReport."""
    if schedule.engagement is None:
        return overview_of(
            schedule.organisation, by=schedule.made_by, language=schedule.language
        )
    newest = (
        Assessment.objects.filter(engagement=schedule.engagement)
        .exclude(score=None)
        .order_by("-started_at")
        .first()
    )
    if newest is None:
        raise NothingToReport
    return report_on(
        newest,
        by=schedule.made_by,
        report_request=ReportRequest(
            schedule.variant, schedule.language, schedule.format
        ),
    )


def _locked(schedule: ReportSchedule) -> ReportSchedule:
    return (
        ReportSchedule.objects.select_for_update(of=("self",))
        .select_related("organisation", "engagement", "made_by")
        .get(pk=schedule.pk)
    )


def _facts(schedule: ReportSchedule) -> dict[str, Any]:
    return {
        "people": schedule.people,
        "rhythm": schedule.rhythm,
        "reason": schedule.reason,
        "variant": schedule.variant,
        "language": schedule.language,
        "format": schedule.format,
        "first": schedule.next_on.isoformat(),
        "days": schedule.days,
        "downloads": schedule.most_downloads,
        "password": bool(schedule.password),
    }
