"""What a contract addendum promised, and where answers of a later cycle say otherwise.

The review lies below and asks through the setting ``CONTRACT_DIFFERENCES``.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.models import Entry, Response
from questionnaires.queries import answer_set_of
from riskapp.assessments.models import Assessment
from riskapp.reports.choices import ADDENDA, Language, ReportState
from riskapp.reports.context.promises import differences, promised
from riskapp.reports.errors import NothingToReport
from riskapp.reports.models import IssuedAddendum, Report
from riskapp.review.queries.contradictions import ContractDifference
from riskapp.scoring.languages import catalogue_in
from riskapp.shipped.core import core_document

# What an addendum promises, the day it was issued or drafted, and which of both.
Found = tuple[list[dict[str, Any]], datetime.date, bool]


def promised_by(assessment: Assessment) -> list[dict[str, Any]]:
    """What a contract addendum on the score there is promises, as plain values; nothing where
    the questionnaire supports none."""
    score = assessment.score
    if score is None:
        raise NothingToReport
    overlay = overlay_of_data(score.result.get("overlay", []))
    answer_set = lay_over(answer_set_of(score.response), overlay)
    if answer_set.document.id != core_document().id:
        return []
    return promised(answer_set, score.result, catalogue_in(Language.EN))


def contract_differences(
    response: Response, answer_set: AnswerSet
) -> list[ContractDifference]:
    """Where the answers of a later cycle say otherwise than the contract addendum issued last,
    or, where none was, the newest draft of an earlier cycle. Two queries, and where there is such
    an addendum one for each cycle since."""
    found = _issued(response) or _drafted(response)
    if found is None:
        return []
    promises, day, is_issued = found
    return [
        ContractDifference(
            place=one.place,
            clause=one.clause,
            provisions=one.provisions,
            promised=one.promised,
            day=day,
            is_issued=is_issued,
        )
        for one in differences(promises, answer_set, _entries_since(response))
    ]


def _issued(response: Response) -> Found | None:
    """What the addendum issued last promises, of an earlier cycle of the same work."""
    issue = (
        IssuedAddendum.objects.filter(engagement__assessments__response=response)
        .exclude(report__score__response=response)
        .order_by("-issued_at")
        .values_list("report__inputs__promised", "issued_on")
        .first()
    )
    return (issue[0], issue[1], True) if issue else None


def _drafted(response: Response) -> Found | None:
    """What the addendum drafted last promises, of an earlier cycle of the same work."""
    report = (
        Report.objects.filter(
            format__in=ADDENDA,
            state__in=(ReportState.READY, ReportState.EXPIRED),
            inputs__has_key="promised",
            assessment__engagement__assessments__response=response,
        )
        .exclude(score__response=response)
        .order_by("-requested_at")
        .only("requested_at", "inputs")
        .first()
    )
    if report is None:
        return None
    return report.inputs["promised"], timezone.localdate(report.requested_at), False


def _entries_since(response: Response) -> dict[str, str]:
    """The entry of now for each that it was taken over from, however long ago."""
    rows = Entry.objects.filter(response=response, removed_at=None)
    now: dict[Any, str] = {pk: str(pk) for pk in rows.values_list("pk", flat=True)}
    found = {str(pk): entry for pk, entry in now.items()}
    while now:
        steps = Entry.objects.filter(pk__in=now, origin__isnull=False)
        now = {origin: now[pk] for origin, pk in steps.values_list("origin", "pk")}
        found |= {str(origin): entry for origin, entry in now.items()}
    return found
