"""May we sign? What was decided about each piece of work, as whoever buys needs to know it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Window
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskapp.accounts.access import may_here
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.dashboards.queries.standings import no_valid_decision
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Condition, Decision
from riskapp.findings.models import UNSETTLED
from riskapp.reports.choices import Format, ReportKind, ReportState
from riskapp.reports.models import Report
from riskapp.vendors.models import Engagement, EngagementQuerySet
from riskapp.vendors.queries import IN_ORDER

DAYS = 90
# What an answer is made of: scores, decisions and what stands behind them are wide.
SHOWN = (
    "name",
    "rating",
    "assessed_on",
    "contract_ends_on",
    "vendor__name",
    "standing__assessment__decision__outcome",
    "standing__assessment__decision__at",
    "standing__assessment__decision__valid_until",
)
YES, PARTLY, NO, NOT_YET = "yes", "partly", "no", "not_yet"


@dataclass(frozen=True, slots=True)
class MaySign:
    """The answer for one engagement: ``verdict`` as a code, the same in words and why; its
    newest assessment, and the PDF about the decided one where there is one."""

    engagement: Engagement
    verdict: str
    words: str
    why: str
    assessment: UUID | None
    report: UUID | None


def may_sign(
    engagements: Iterable[Engagement], user: User, today: datetime.date
) -> list[MaySign]:
    """The answer for each of some engagements with their standing; three statements."""
    shown = list(engagements)
    decisions = {row.pk: decision for row in shown if (decision := _decision(row))}
    newest = {
        row.engagement_id: row
        for row in Assessment.objects.filter(
            engagement__in=shown, organisation__in=user.organisation_ids()
        )
        .only("engagement", "state", "started_at")
        .order_by("engagement_id", "-started_at")
        .distinct("engagement_id")
    }
    open_conditions = _open_conditions(decisions.values())
    reports = _reports(shown, user)
    return [
        _answer(
            row,
            decisions.get(row.pk),
            newest.get(row.pk),
            open_conditions,
            reports,
            today,
        )
        for row in shown
    ]


def signing_work(work: EngagementQuerySet) -> EngagementQuerySet:
    """The work with everything that an answer is made of, by vendor."""
    found: EngagementQuerySet = (
        work.select_related("vendor", "standing__assessment__decision")
        .only(*SHOWN)
        .order_by(*IN_ORDER)
    )
    return found


def contracts_at_risk(
    work: EngagementQuerySet, today: datetime.date, most: int
) -> tuple[list[Engagement], int]:
    """Contracts that end within a quarter without a decision that holds, the first to end first:
    some of them, and how many there are; one statement."""
    until = today + datetime.timedelta(days=DAYS)
    found: Any = (
        signing_work(work)
        .filter(contract_ends_on__range=(today, until))
        .filter(Q(standing=None) | no_valid_decision(today))
        .annotate(number_of_all=Window(Count("*")))
        .order_by("contract_ends_on", *IN_ORDER)
    )
    shown = list(found[:most])
    return shown, shown[0].number_of_all if shown else 0


def _decision(engagement: Engagement) -> Decision | None:
    standing = getattr(engagement, "standing", None)
    return standing.assessment.decision if standing else None


def _open_conditions(decisions: Iterable[Decision]) -> Mapping[UUID, int]:
    rows = (
        Condition.objects.filter(decision__in=list(decisions))
        .order_by()
        .values_list("decision")
        .annotate(open=Count("pk", filter=Q(finding__state__in=UNSETTLED)))
    )
    return dict(rows)


def _reports(engagements: Iterable[Engagement], user: User) -> Mapping[UUID, UUID]:
    """The newest finished PDF about the assessment that counts, by engagement, of those that this
    person may download."""
    if not may_here(user, Capability.REQUEST_REPORT):
        return {}
    reports = Report.objects.all()
    if not may_here(user, Capability.VIEW_ANSWERS):
        reports = reports.without_answers()
    rows = (
        reports.filter(
            assessment__engagement__in=list(engagements),
            kind=ReportKind.ASSESSMENT,
            format=Format.PDF,
            state=ReportState.READY,
        )
        .order_by("assessment__engagement_id", "-requested_at")
        .distinct("assessment__engagement_id")
        .values_list("assessment__engagement_id", "pk")
    )
    return dict(rows)


def _answer(
    engagement: Engagement,
    decision: Decision | None,
    newest: Assessment | None,
    open_conditions: Mapping[UUID, int],
    reports: Mapping[UUID, UUID],
    today: datetime.date,
) -> MaySign:
    verdict, words, why = _in_words(
        engagement, decision, newest, open_conditions, today
    )
    return MaySign(
        engagement,
        verdict,
        words,
        why,
        newest.pk if newest else None,
        reports.get(engagement.pk),
    )


def _in_words(
    engagement: Engagement,
    decision: Decision | None,
    newest: Assessment | None,
    open_conditions: Mapping[UUID, int],
    today: datetime.date,
) -> tuple[str, str, str]:
    if decision is not None and not decision.has_ended(today):
        if decision.outcome == Outcome.REJECTED:
            return NO, _("No"), _("Rejected on %(day)s") % {"day": _day(decision.at)}
        number = open_conditions.get(decision.pk, 0)
        until = {"day": _day(decision.valid_until)}
        if number:
            words = ngettext(
                "Yes, with %(number)s condition open",
                "Yes, with %(number)s conditions open",
                number,
            )
            return PARTLY, words % {"number": number}, _("Until %(day)s") % until
        return YES, _("Yes, until %(day)s") % until, ""
    return NOT_YET, _("Not yet"), _waiting(engagement, decision, newest)


def _waiting(
    engagement: Engagement,
    decision: Decision | None,
    newest: Assessment | None,
) -> str:
    """What a signature waits for, and since when."""
    if newest is None:
        return _("Never assessed")
    if newest.state in (AssessmentState.SENT, AssessmentState.CLARIFYING):
        return _("Waiting for the vendor since %(day)s") % {
            "day": _day(newest.started_at)
        }
    if decision is not None:
        return _("Decision expired on %(day)s") % {"day": _day(decision.valid_until)}
    if engagement.assessed_on:
        return _("Waiting for our decision since %(day)s") % {
            "day": _day(engagement.assessed_on)
        }
    return _("The answers are being evaluated")


def _day(day: Any) -> str:
    return date_format(day, _("j M Y"))
