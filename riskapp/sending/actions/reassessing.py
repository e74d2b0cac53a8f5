"""Assessing work again: because its time has come, or because something happened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from questionnaires.errors import QuestionnaireError
from questionnaires.models import Invitation, QuestionnaireVersion
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.errors import AlreadyOpen, AssessmentError
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.work import narrowed, open_assessments
from riskapp.audit.actions import Change, record, record_each
from riskapp.sending.choices import ReassessmentCause, ReassessmentState
from riskapp.sending.errors import NoQuestionnaire, ProfileMissing
from riskapp.sending.models import Reassessment
from riskapp.vendors.choices import Asked
from riskapp.vendors.errors import RegisterError
from riskapp.vendors.models import Contact, Engagement, EngagementQuerySet

DAYS_TO_ANSWER = 14


def record_event(
    engagement: Engagement, *, cause: ReassessmentCause, text: str, by: User
) -> Reassessment:
    """Note on an engagement what happened, and propose to assess it again from today."""
    [made] = record_events(
        [engagement],
        cause=cause,
        text=text,
        organisation=engagement.organisation,
        by=by,
    )
    return made


@transaction.atomic
def record_events(
    engagements: Sequence[Engagement],
    *,
    cause: ReassessmentCause,
    text: str,
    organisation: Organisation,
    by: User,
) -> list[Reassessment]:
    """Note on engagements of an organisation what happened to all of them, and propose to
    assess each again from today; two statements for any number."""
    made = [
        Reassessment(
            organisation=organisation,
            engagement=engagement,
            cause=cause,
            text=text.strip(),
            due_on=timezone.localdate(),
            recorded_by=by,
        )
        for engagement in engagements
    ]
    Reassessment.objects.bulk_create(made)
    record_each(
        "event recorded",
        [
            Change(row.engagement, after={"cause": cause.value, "text": row.text})
            for row in made
        ],
        organisation=organisation,
        by=by,
    )
    return made


@transaction.atomic
def propose_by_calendar(engagement_id: UUID, today: datetime.date) -> bool:
    """Propose what the calendar says, once for each day; start it where that is the rule.

    Run twice, or at the same time, it does one thing. Work that is being assessed waits.
    """
    engagement = (
        Engagement.objects.kept()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("organisation", "vendor")
        .filter(pk=engagement_id, next_review_on__lte=today)
        .first()
    )
    if engagement is None or engagement.next_review_on is None:
        return False
    if open_assessments(engagement=engagement):
        return False
    made, is_new = Reassessment.objects.get_or_create(
        engagement=engagement,
        cause=ReassessmentCause.CALENDAR,
        due_on=engagement.next_review_on,
        defaults={"organisation": engagement.organisation},
    )
    if not is_new:
        return False
    record(
        "reassessment proposed",
        engagement,
        organisation=engagement.organisation,
        by=None,
        after={"cause": made.cause, "due_on": made.due_on.isoformat()},
    )
    if engagement.organisation.starts_reviews:
        _start_by_itself(made)
    return True


def due_by_calendar(today: datetime.date, zone: str = "") -> list[UUID]:
    """The engagements whose review has come and was not proposed yet; one query.

    ``zone`` names the time zone in which it is ``today``: only what is counted there.
    """
    proposed = Reassessment.objects.filter(
        cause=ReassessmentCause.CALENDAR,
        engagement=OuterRef("pk"),
        due_on=OuterRef("next_review_on"),
    )
    kept: EngagementQuerySet = Engagement.objects.kept().counted_in(zone)
    return list(
        narrowed(kept, Asked.IDLE)
        .filter(next_review_on__lte=today)
        .exclude(Exists(proposed))
        .order_by("next_review_on")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def start_reassessment(
    reassessment: Reassessment,
    *,
    email: str,
    due_on: datetime.date,
    by: User,
    whole: bool = False,
) -> Assessment:
    """Send the newest questionnaire, prefilled, and settle every proposal for this work.

    Raises AlreadyOpen, ProfileMissing, and what starting raises.
    """
    found = _locked(reassessment)
    if found.assessment is not None:
        return found.assessment
    engagement = found.engagement
    if not engagement.profile:
        raise ProfileMissing
    if open_assessments(engagement=engagement):
        raise AlreadyOpen
    assessment = start_assessment(
        engagement=engagement,
        version=_version_for(engagement),
        due_on=due_on,
        email=email,
        whole=whole,
        by=by,
    )
    record(
        "reassessment started",
        engagement,
        organisation=engagement.organisation,
        by=by,
        after={"cause": found.cause, "assessment": str(assessment.pk)},
    )
    return assessment


def settle_proposals(assessment: Assessment) -> None:
    """What was proposed for its work is done by an assessment that was just started; one
    statement."""
    Reassessment.objects.filter(
        engagement=assessment.engagement_id, state=ReassessmentState.PROPOSED
    ).update(state=ReassessmentState.STARTED, assessment=assessment)


@transaction.atomic
def dismiss_reassessment(reassessment: Reassessment, *, by: User) -> Reassessment:
    """Say that this is no reason to assess again. Twice is once."""
    found = _locked(reassessment)
    if found.state != ReassessmentState.PROPOSED:
        return found
    found.state = ReassessmentState.DISMISSED
    found.save(update_fields=["state"])
    record(
        "reassessment dismissed",
        found.engagement,
        organisation=found.organisation,
        by=by,
        before={"cause": found.cause, "due_on": found.due_on.isoformat()},
    )
    return found


def addressee_of(engagement: Engagement) -> str:
    """Whom to ask: the main contact, else whoever was invited to this work last."""
    main = Contact.objects.filter(vendor=engagement.vendor_id, is_main=True).first()
    if main is not None:
        return main.email
    last = (
        Invitation.objects.filter(response__assessment__engagement=engagement)
        .exclude(email="")
        .order_by("-created_at")
        .first()
    )
    return last.email if last else ""


def _start_by_itself(reassessment: Reassessment) -> None:
    """In the name of the owner of the vendor, or of whoever assessed the work last.

    Without either, or where starting is refused, the proposal stays for a person.
    """
    engagement = reassessment.engagement
    last = engagement.assessments.order_by("-started_at").first()
    by = engagement.vendor.owner or (last.started_by if last else None)
    if by is None:
        return
    try:
        with transaction.atomic():
            start_reassessment(
                reassessment,
                email=addressee_of(engagement),
                due_on=timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER),
                by=by,
            )
    except (AssessmentError, RegisterError, QuestionnaireError) as error:
        Reassessment.objects.filter(pk=reassessment.pk).update(text=str(error))


def _version_for(engagement: Engagement) -> QuestionnaireVersion:
    """The newest version of the questionnaire this work was asked last, else the newest."""
    versions = QuestionnaireVersion.objects.for_owner(engagement.organisation_id)
    last = engagement.assessments.order_by("-started_at").first()
    if last is not None:
        asked = last.response.version.questionnaire_id
        versions = versions.filter(questionnaire=asked)
    newest = versions.first()
    if newest is None:
        raise NoQuestionnaire
    return newest


def _locked(reassessment: Reassessment) -> Reassessment:
    return (
        Reassessment.objects.select_for_update(of=("self",))
        .select_related("organisation", "engagement__vendor", "assessment")
        .get(pk=reassessment.pk)
    )
