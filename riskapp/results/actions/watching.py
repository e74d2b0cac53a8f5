"""The rotation clock: credentials that end, by what the vendor said of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from questionnaires.actions.invitations import notify_leads
from questionnaires.choices import DeliveryKind
from questionnaires.document.overlay import overlay_of_data
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.queries.overlay import reviewed
from riskapp.tools.follow_up import Ending

NEVER = datetime.date.max


@transaction.atomic
def watch(assessment: Assessment, as_of: datetime.date) -> Assessment:
    """Look at the dates of an assessment on a day, counted where its organisation is.

    Before one passes, the vendor is asked once to confirm; once it has passed, it is asked once
    more, and the answers count as open in a new snapshot. Twice on one day is the same as once.
    What was already so when the vendor submitted is no news.
    Another assessment of the same work that was evaluated later takes over.
    """
    assessment = locked(assessment)
    if assessment.score is None or assessment.state == AssessmentState.SUBMITTED:
        return assessment
    if _is_superseded(assessment):
        return _look_again(assessment, NEVER)
    review = reviewed(assessment.response, as_of)
    counted = overlay_of_data(assessment.score.result.get("overlay", [])).lapsed
    if review.overlay.lapsed != counted:
        assessment.save(update_fields=assessment.expect_score(ScoreCause.LAPSED))
        score_assessment(assessment, as_of)
        assessment = locked(assessment)
    day_given = review.plain.as_of
    days = [day for day in _days(review.endings) if day > day_given]
    _notify(assessment, [day for day in days if day <= as_of], as_of)
    return _look_again(assessment, min([d for d in days if d > as_of], default=NEVER))


@transaction.atomic
def look_tomorrow(assessment: Assessment, today: datetime.date) -> Assessment:
    """Look no more today, because something unforeseen stopped it."""
    return _look_again(locked(assessment), today + datetime.timedelta(days=1))


def _days(endings: Sequence[Ending]) -> list[datetime.date]:
    """When something is to be done: so many days before each end, and the day after it."""
    ahead = datetime.timedelta(days=settings.ROTATION_WARNING_DAYS)
    after = datetime.timedelta(days=1)
    found = {e.ends_on - ahead for e in endings} | {e.ends_on + after for e in endings}
    return sorted(found)


def _notify(
    assessment: Assessment, reached: Sequence[datetime.date], as_of: datetime.date
) -> None:
    """Mail the leads, unless they were told since or are answering already."""
    told = assessment.warned_on
    if not reached or (told is not None and told >= reached[-1]):
        return
    if assessment.follow_up_id is not None:
        return
    page = reverse("assessments:vendor_dates", args=[assessment.response_id])
    number = notify_leads(assessment.response, DeliveryKind.CONFIRM, leads_to=page)
    assessment.warned_on = as_of
    assessment.save(update_fields=["warned_on"])
    record(
        "vendor asked to confirm dates",
        assessment,
        organisation=assessment.organisation,
        by=None,
        after={"day": as_of.isoformat(), "mails": number},
    )


def _look_again(assessment: Assessment, on: datetime.date) -> Assessment:
    assessment.watch_on = on
    assessment.save(update_fields=["watch_on"])
    return assessment


def _is_superseded(assessment: Assessment) -> bool:
    return (
        Assessment.objects.filter(
            engagement=assessment.engagement_id,
            score__isnull=False,
            started_at__gt=assessment.started_at,
        )
        .exclude(pk=assessment.pk)
        .exists()
    )
