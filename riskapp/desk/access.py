"""Who may do something with rows of a list: the only way a view gets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.desk.actions.many import SelectedRow
from riskapp.desk.choices import ManyDo, WaitingKind
from riskapp.findings.choices import FindingState
from riskapp.findings.forms.listing import FindingFilter
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import all_findings
from riskapp.inventory.models import Tool
from riskapp.reports.models import Report
from riskapp.reports.queries.listing import reports_of
from riskapp.sending.models import Campaign, Reassessment
from riskapp.vendors.models import Contact, Engagement, Vendor

MOST = 500


def needed_for(do: str, kind: str) -> Capability:
    """The right to do something with rows of a kind."""
    if kind == "report":
        return Capability.REQUEST_REPORT
    return Capability.DECIDE if do == ManyDo.RENEW else Capability.ASSESS


def rows_for(
    user: User, values: Collection[str], query: str = "", do: str = ""
) -> list[SelectedRow]:
    """What rows of a list stand for, ``kind:key`` each, in the order of their kinds.

    A theme of findings (``theme:assessment:theme``) stands for those still to do that the
    list, by its ``query``, was narrowed to. One that is not there for the person makes it
    404, one that they may not ``do`` it with 403.
    """
    keys: defaultdict[str, list[UUID]] = defaultdict(list)
    themes = []
    for value in dict.fromkeys(values):
        kind, _colon, rest = value.partition(":")
        if kind == "theme":
            themes.append(rest)
        elif kind in KINDS:
            keys[kind].append(_key(rest))
        else:
            raise Http404
    if themes:
        keys["finding"] += _of_themes(user, themes, query)
    found: list[SelectedRow] = []
    rights: set[tuple[UUID, Capability]] = set()
    for kind, wanted in keys.items():
        read, as_row = KINDS[kind]
        rows = list(read(user).filter(pk__in=wanted))
        if len(rows) != len(set(wanted)):
            raise Http404
        can = needed_for(do, kind)
        rights |= {(row.organisation_id, can) for row in rows}
        found += _each_once(as_row(row, kind) for row in rows)
    for organisation_id, can in rights:
        require(user, organisation_id, can)
    return found


def _each_once(rows: Iterable[SelectedRow]) -> list[SelectedRow]:
    """What several rows of a list stand for, as two people of one vendor do, is done once."""
    times = Counter(rows)
    return [replace(row, times=number) for row, number in times.items()]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _of_themes(user: User, themes: Iterable[str], query: str) -> list[UUID]:
    wanted = Q(pk__in=[])
    for text in themes:
        assessment, _colon, theme = text.partition(":")
        if "\x00" in theme:  # which no text of the database holds
            raise Http404
        wanted |= Q(assessment=_key(assessment), theme=theme)
    rows: QuerySet[Finding] = FindingFilter(
        QueryDict(query), queryset=all_findings(user).unsettled(), user=user
    ).qs
    keys = rows.filter(wanted).order_by().values_list("pk", flat=True)
    return list(keys[: MOST + 1])


def _vendors(user: User) -> QuerySet[Any]:
    return Vendor.objects.visible_to(user).select_related("organisation", "owner")


def _engagements(user: User) -> QuerySet[Any]:
    return Engagement.objects.visible_to(user).select_related(
        "organisation", "vendor__organisation", "vendor__owner"
    )


def _assessments(user: User) -> QuerySet[Any]:
    return Assessment.objects.visible_to(user).select_related(
        "organisation", "engagement__vendor__organisation", "engagement__vendor__owner"
    )


def _findings(user: User) -> QuerySet[Any]:
    return Finding.objects.visible_to(user).select_related(
        "assessment__engagement__vendor__organisation",
        "assessment__engagement__vendor__owner",
    )


def _accepted(user: User) -> QuerySet[Any]:
    return _findings(user).filter(state=FindingState.ACCEPTED)


def _reassessments(user: User) -> QuerySet[Any]:
    return Reassessment.objects.visible_to(user).select_related(
        "engagement__vendor__organisation", "engagement__vendor__owner"
    )


def _contacts(user: User) -> QuerySet[Any]:
    return Contact.objects.filter(
        organisation__in=user.organisation_ids(),
        vendor__organisation__in=user.organisation_ids(),
    ).select_related("organisation", "vendor__organisation", "vendor__owner")


def _tools(user: User) -> QuerySet[Any]:
    return (
        Tool.objects.visible_to(user)
        .select_related("engagement__vendor__organisation", "engagement__vendor__owner")
        .only("organisation", "engagement")
    )


def _campaigns(user: User) -> QuerySet[Any]:
    return (
        Campaign.objects.visible_to(user)
        .select_related("organisation", "version")
        .defer("version__document")
    )


def _reports(user: User) -> QuerySet[Any]:
    return reports_of(user).select_related(
        "organisation", "assessment__engagement__vendor"
    )


def _of_vendor(row: Vendor, _kind: str) -> SelectedRow:
    return SelectedRow(row)


def _of_engagement(row: Engagement, _kind: str) -> SelectedRow:
    return SelectedRow(row.vendor, row)


def _of_contact(row: Contact, _kind: str) -> SelectedRow:
    return SelectedRow(row.vendor, is_part=True)


def _of_tool(row: Tool, _kind: str) -> SelectedRow:
    return SelectedRow(row.engagement.vendor, row.engagement, is_part=True)


def _of_assessment(row: Assessment, kind: str) -> SelectedRow:
    work = row.engagement
    return SelectedRow(work.vendor, work, row, is_reply=kind == WaitingKind.REPLIES)


def _of_finding(row: Finding, _kind: str) -> SelectedRow:
    work = row.assessment.engagement
    return SelectedRow(work.vendor, work, row.assessment, row)


def _of_reassessment(row: Reassessment, _kind: str) -> SelectedRow:
    return SelectedRow(row.engagement.vendor, row.engagement, reassessment=row)


def _of_campaign(row: Campaign, _kind: str) -> SelectedRow:
    return SelectedRow(campaign=row)


def _of_report(row: Report, _kind: str) -> SelectedRow:
    return SelectedRow(report=row)


Read = Callable[[User], "QuerySet[Any]"]
KINDS: Mapping[str, tuple[Read, Callable[[Any, str], SelectedRow]]] = {
    "vendor": (_vendors, _of_vendor),
    "engagement": (_engagements, _of_engagement),
    "contact": (_contacts, _of_contact),
    "tool": (_tools, _of_tool),
    "assessment": (_assessments, _of_assessment),
    "finding": (_findings, _of_finding),
    "accepted": (_accepted, _of_finding),
    "campaign": (_campaigns, _of_campaign),
    "report": (_reports, _of_report),
    WaitingKind.MAIL.value: (_assessments, _of_assessment),
    WaitingKind.OVERDUE.value: (_assessments, _of_assessment),
    WaitingKind.ASKED.value: (_assessments, _of_assessment),
    WaitingKind.REPLIES.value: (_assessments, _of_assessment),
    WaitingKind.CONTRADICTIONS.value: (_assessments, _of_assessment),
    WaitingKind.REVIEW.value: (_assessments, _of_assessment),
    WaitingKind.DONE.value: (_findings, _of_finding),
    WaitingKind.PROPOSED.value: (_findings, _of_finding),
    WaitingKind.PROFILE.value: (_engagements, _of_engagement),
    WaitingKind.AGAIN.value: (_reassessments, _of_reassessment),
}
