"""After sending: more time, another addressee, a withdrawal, reminders."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from questionnaires.actions.invitations import move_due, remind_leads, revoke, shut
from questionnaires.choices import RespondentRole
from questionnaires.models import Invitation, Response
from riskapp.accounts.models import User
from riskapp.assessments.actions.lifecycle import invite_another
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import ReasonMissing
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.common.names import address
from riskapp.sending.errors import DateRefused, RemindedToday, VendorIsDone
from riskapp.sending.models import Reminder


@transaction.atomic
def extend(
    assessment: Assessment, *, due_on: datetime.date, reason: str, by: User
) -> Assessment:
    """Give the vendor more time, with a reason for the audit trail; its leads are told.

    Raises VendorIsDone, DateRefused and ReasonMissing.
    """
    assessment = locked(assessment)
    response = waiting_response(assessment)
    before = response.due_on
    if due_on < timezone.localdate() or (before and due_on <= before):
        raise DateRefused
    if not reason.strip():
        raise ReasonMissing
    move_due(response, due_on, actor=by.email)
    assessment.reminders_from = timezone.localdate()
    if response.pk == assessment.response_id:
        assessment.due_on = due_on
    assessment.save(update_fields=["due_on", "reminders_from"])
    record(
        "due date moved",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before={"due_on": before.isoformat() if before else None},
        after={"due_on": due_on.isoformat(), "reason": reason.strip()},
    )
    return assessment


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, reason: str, by: User) -> Assessment:
    """Ask no more: every way in is shut and the leads are told; what was answered stays.

    Twice is once. Raises VendorIsDone once the answers are in, and ReasonMissing.
    """
    assessment = locked(assessment)
    if assessment.state == AssessmentState.WITHDRAWN:
        return assessment
    if assessment.state != AssessmentState.SENT:
        raise VendorIsDone
    if not reason.strip():
        raise ReasonMissing
    shut(assessment.response, actor=by.email)
    assessment.state = AssessmentState.WITHDRAWN
    assessment.withdrawn_because = reason.strip()[:500]
    assessment.save(update_fields=["state", "withdrawn_because"])
    record(
        "assessment withdrawn",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"reason": assessment.withdrawn_because},
    )
    return assessment


@transaction.atomic
def hand_over(assessment: Assessment, *, email: str, by: User) -> Invitation:
    """Ask somebody else at the vendor: the leads so far are shut out, answers stay.

    It is about what the vendor still has to answer, the questions that were sent last or the
    whole. Raises VendorIsDone, and TooMany.
    """
    email = address(email)
    assessment = locked(assessment)
    response = waiting_response(assessment)
    former = response.invitations.filter(
        role=RespondentRole.LEAD, revoked_at=None
    ).exclude(email=email)
    addresses = [invitation.email for invitation in former if invitation.email]
    for invitation in former:
        revoke(invitation, actor=by.email)
    made = invite_another(assessment, email=email, by=by, response=response)
    record(
        "assessment handed over",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before={"email": addresses},
        after={"email": email},
    )
    return made


def waiting_response(assessment: Assessment) -> Response:
    """What the vendor still has to answer; raises VendorIsDone."""
    if assessment.state == AssessmentState.SENT:
        return assessment.response
    if assessment.state == AssessmentState.CLARIFYING and assessment.follow_up:
        return assessment.follow_up
    raise VendorIsDone


def reminder_day(
    due_on: datetime.date,
    before: Iterable[int],
    every: int,
    *,
    since: datetime.date,
    today: datetime.date,
) -> datetime.date | None:
    """The latest day of the schedule that has come after ``since``; None when none has.

    The schedule: so many days ``before`` the due date, and ``every`` so many days after it
    (0: never). Days that were missed are made up for by one reminder, not by many.
    """
    days = [due_on - datetime.timedelta(days=count) for count in before]
    late = (today - due_on).days
    if every and late >= every:
        days.append(due_on + datetime.timedelta(days=late // every * every))
    return max((day for day in days if since < day <= today), default=None)


def to_remind(today: datetime.date, zone: str = "") -> list[UUID]:
    """The assessments for which a day of the schedule has come; one query.

    ``zone`` names the time zone in which it is ``today``: only what is counted there. It has to
    be the one in force, too: the day on which something was sent is counted in that.
    """
    newest = (
        Reminder.objects.filter(response=OuterRef("asked"))
        .order_by()
        .values("response")
        .annotate(newest=Max("on"))
        .values("newest")
    )
    rows = (
        Assessment.objects.answerable()
        .counted_in(zone)
        .filter(engagement__vendor__archived_at=None)
        .annotate(asked=Coalesce("follow_up_id", "response_id"))
        .annotate(reminded_on=Subquery(newest))
        .values_list(
            "pk",
            Coalesce("follow_up__due_on", "response__due_on", "due_on"),
            Coalesce("follow_up__opened_at", "response__opened_at"),
            "reminders_from",
            "reminded_on",
            "organisation__reminder_days",
            "organisation__reminder_every",
        )
        .order_by("due_on")
    )
    return [
        pk
        for pk, due_on, opened, start, reminded_on, days, every in rows.iterator()
        if reminder_day(
            due_on, days, every, since=_since(opened, start, reminded_on), today=today
        )
    ]


@transaction.atomic
def remind_now(assessment: Assessment, *, by: User) -> int:
    """Remind the vendor because a person says so; how many mails. At most once a day.

    Raises VendorIsDone and RemindedToday.
    """
    assessment = locked(assessment)
    response, today = waiting_response(assessment), timezone.localdate()
    is_overdue = (response.due_on or assessment.due_on) < today
    _noted, is_new = Reminder.objects.get_or_create(
        response=response, on=today, defaults={"is_overdue": is_overdue}
    )
    if not is_new:
        raise RemindedToday
    sent = remind_leads(response, is_overdue=is_overdue)
    record(
        "vendor reminded",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"for": today.isoformat(), "mails": len(sent)},
    )
    return len(sent)


@transaction.atomic
def remind(assessment_id: UUID, today: datetime.date) -> bool:
    """Remind the vendor if a day of the schedule has come; twice, or at once, is once."""
    assessment = (
        Assessment.objects.answerable()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("organisation", "engagement__vendor", "response", "follow_up")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None:
        return False
    response = waiting_response(assessment)
    due_on = response.due_on or assessment.due_on
    last = Reminder.objects.filter(response=response).first()
    on = reminder_day(
        due_on,
        assessment.organisation.reminder_days,
        assessment.organisation.reminder_every,
        since=_since(
            response.opened_at, assessment.reminders_from, last.on if last else None
        ),
        today=today,
    )
    if on is None:
        return False
    Reminder.objects.create(response=response, on=on, is_overdue=due_on < today)
    sent: Sequence[object] = remind_leads(response, is_overdue=due_on < today)
    record(
        "vendor reminded",
        assessment,
        organisation=assessment.organisation,
        by=None,
        after={"for": on.isoformat(), "mails": len(sent)},
    )
    return True


def _since(opened: datetime.datetime, *days: datetime.date | None) -> datetime.date:
    return max([timezone.localdate(opened), *(day for day in days if day)])
