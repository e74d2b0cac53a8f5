"""What a vendor does between two cycles: confirm dates, and report changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.answers import confirm_answers
from questionnaires.actions.following import ask_again
from questionnaires.actions.responses import submit_response
from questionnaires.choices import Purpose
from questionnaires.document.overlay import Place
from questionnaires.errors import NothingAsked
from questionnaires.models import Entry, Respondent, Response
from questionnaires.queries import answer_set_of
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.tools import follow_up_for
from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.review.errors import NothingReported, VendorAlreadyAsked
from riskapp.review.queries.overlay import endings_of

Given = ParamSpec("Given")


def _for_who_asks(
    action: Callable[Concatenate[Assessment, Given], Response],
) -> Callable[Concatenate[Assessment, Given], Response]:
    """What a vendor opens here is a response that it has no seat at yet: it is opened for the
    organisation."""

    @wraps(action)
    def wrapped(
        assessment: Assessment, /, *args: Given.args, **named: Given.kwargs
    ) -> Response:
        with in_organisation(assessment.organisation_id):
            return action(assessment, *args, **named)

    return wrapped


@_for_who_asks
@transaction.atomic
def reopen_dates(assessment: Assessment, *, by: Respondent) -> Response:
    """Open the answers about credentials that end, to be confirmed or changed.

    Raises VendorAlreadyAsked, and NothingAsked where no credential ends on a known day.
    """
    assessment = _free(assessment)
    answer_set = answer_set_of(assessment.response)
    endings = endings_of(assessment.response, answer_set)
    places = {place for ending in endings for place in ending.places}
    return _ask(assessment, Purpose.CONFIRMATION, places, by)


@_for_who_asks
@transaction.atomic
def confirm_dates(
    assessment: Assessment, *, name: str, role: str, by: Respondent
) -> Response:
    """Stand by every answer about credentials that end, as it is, and submit that.

    Raises VendorAlreadyAsked, NothingAsked and AttestationMissing.
    """
    opened = reopen_dates(assessment, by=by)
    dated = follow_up_for(opened).dated
    for entry in [None, *Entry.objects.filter(response=opened, removed_at=None)]:
        confirm_answers(opened, dated, entry=entry, respondent=None)
    return submit_response(opened, name=name, role=role)


@_for_who_asks
@transaction.atomic
def report_changes(
    assessment: Assessment,
    changes: Collection[str],
    entries: Collection[str],
    *,
    by: Respondent,
) -> Response:
    """Open the answers that reported changes touch, for the entries concerned.

    ``changes`` are ids of the file of changes. Raises VendorAlreadyAsked, and NothingReported
    where no answer would be asked for.
    """
    assessment = _free(assessment)
    known = follow_up_for(assessment.response)
    answer_set = answer_set_of(assessment.response)
    places: set[Place] = set()
    for change in known.changes:
        if change.id in changes:
            for question in change.asks:
                repeated = answer_set.document.questions[question].repeated
                places |= {(question, e) for e in (entries if repeated else [""])}
    try:
        return _ask(assessment, Purpose.NOTICE, places, by)
    except NothingAsked as error:
        raise NothingReported from error


def _free(assessment: Assessment) -> Assessment:
    """The row, locked, of an assessment whose vendor is asked nothing at the moment."""
    assessment = locked(assessment)
    if assessment.follow_up_id is not None or assessment.state not in (
        AssessmentState.SCORED,
        AssessmentState.DECIDED,
    ):
        raise VendorAlreadyAsked
    return assessment


def _ask(
    assessment: Assessment,
    purpose: Purpose,
    places: Collection[Place],
    by: Respondent,
) -> Response:
    opened = ask_again(
        assessment.response,
        purpose,
        places=places,
        due_on=None,
        actor=str(by),
        mail=False,
    )
    assessment.follow_up = opened
    assessment.state = AssessmentState.CLARIFYING
    assessment.save(update_fields=["follow_up", "state"])
    record(
        "change reported" if purpose == Purpose.NOTICE else "dates opened",
        assessment,
        organisation=assessment.organisation,
        by=None,
        actor_label=f"{by} ({opened.respondent_name})"[:254],
        after={
            "response": str(opened.pk),
            "answers": sorted([question, entry] for question, entry in places),
            "on": timezone.localdate().isoformat(),
        },
    )
    return opened
