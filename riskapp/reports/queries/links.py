"""Links to a report: what was done with them, and which wait to be mailed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.reports.choices import LINK_ACTIONS, LINK_REFUSALS, ReportState
from riskapp.reports.models import Report, ReportLink

# The tries of one task to mail a link last about two and a half hours.
MAIL_TRIED_FOR = datetime.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class LinkUse:
    """One thing that was done with a link, in words: when, what, and who."""

    at: datetime.datetime
    words: str
    who: str

    @classmethod
    def of(cls, entry: AuditEntry) -> LinkUse:
        words = str(LINK_ACTIONS.get(entry.action, entry.action))
        why = LINK_REFUSALS.get((entry.after or {}).get("why", ""))
        return cls(entry.at, f"{words}: {why}" if why else words, entry.actor_label)


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link to a report with what the audit trail says was done with it."""

    link: ReportLink
    uses: Sequence[LinkUse]


def links_of(report: Report) -> list[SharedLink]:
    """The links to a report, newest first, each with what happened to it; two queries."""
    links = list(ReportLink.objects.filter(report=report).select_related("made_by"))
    trail: dict[str, list[LinkUse]] = {str(link.pk): [] for link in links}
    if trail:
        entries = AuditEntry.objects.filter(
            organisation=report.organisation_id,
            object_type="reports.reportlink",
            object_id__in=list(trail),
        )
        for entry in entries.order_by("pk"):
            trail[entry.object_id].append(LinkUse.of(entry))
    return [SharedLink(link, trail[str(link.pk)]) for link in links]


def links_to_send(report: Report) -> list[UUID]:
    """The links that wait for a report to be finished, and are then mailed."""
    if report.state != ReportState.READY:
        return []
    return list(_unsent().filter(report=report).values_list("pk", flat=True))


def links_left_behind() -> list[UUID]:
    """Links that no worker mailed for as long as it would have tried."""
    before = timezone.now() - MAIL_TRIED_FOR
    return list(_unsent().filter(made_at__lt=before).values_list("pk", flat=True))


def _unsent() -> QuerySet[ReportLink]:
    """What nobody mailed, and what is surely not out."""
    return (
        ReportLink.objects.usable()
        .filter(sent_at=None, handed_at=None, report__state=ReportState.READY)
        .exclude(email="")
    )
