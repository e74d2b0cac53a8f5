"""What waits for the desk, of every kind in one list: the worst and oldest first.

Each kind is one read of its own table, found by an index of its own; all of them together are
one statement, and how many there are another, whatever their number.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse

from questionnaires.choices import Purpose
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet
from riskapp.assessments.queries.wording import in_language
from riskapp.common.lists import PAGE_SIZE
from riskapp.desk.choices import WaitingKind, Whose
from riskapp.findings.choices import WORST_FIRST, FindingState
from riskapp.findings.models import Finding, FindingQuerySet, Plan
from riskapp.sending.queries import proposed
from riskapp.vendors.choices import Rating, Tier
from riskapp.vendors.models import Engagement, EngagementQuerySet

WORST = 4  # the least bad of what has a rank
# Without a score, how bad it could be: never good.
UNRATED = {Tier.VERY_HIGH: 2, Tier.HIGH: 3, Tier.MODERATE: 3, Tier.LOW: 4}
RATED = {Rating.CRITICAL: 1, Rating.HIGH: 2, Rating.MODERATE: 3, Rating.LOW: 4}
UNKNOWN = 2
COLUMNS = (
    "weight", "since", "kind_of", "key", "of_assessment", "of_engagement", "of_vendor",
    "vendor_name", "work_name", "person", "note",
)  # fmt: skip
ORDER = ("weight", "since", "kind_of", "key")
# Where each kind is done: the name of the page, and which of the keys it takes.
PLACES = {
    WaitingKind.MAIL: ("assessments:sending", ("of_assessment",)),
    WaitingKind.OVERDUE: ("assessments:sending", ("of_assessment",)),
    WaitingKind.ASKED: ("assessments:asked", ("of_assessment",)),
    WaitingKind.REPLIES: ("assessments:review", ("of_assessment",)),
    WaitingKind.CONTRADICTIONS: ("assessments:contradictions", ("of_assessment",)),
    WaitingKind.REVIEW: ("assessments:review", ("of_assessment",)),
    WaitingKind.DONE: ("assessments:finding", ("of_assessment", "key")),
    WaitingKind.PROPOSED: ("assessments:finding", ("of_assessment", "key")),
    WaitingKind.PROFILE: ("vendors:edit_engagement", ("of_engagement",)),
    WaitingKind.AGAIN: ("assessments:reassess", ("key",)),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits, the one reason, and whose it is (a key; None for nobody's)."""

    kind: WaitingKind
    key: UUID
    since: datetime.date
    weight: int
    vendor: str
    work: str
    vendor_id: UUID
    note: str
    person: int | None
    url: str

    @property
    def value(self) -> str:
        """What stands for the row in a form."""
        return f"{self.kind.value}:{self.key}"


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How much waits: by whose it is, and by kind of what is asked for."""

    whose: dict[str, int]
    kinds: dict[str, int]


class _Rows:
    """The rows of a page out of all of them, for a paginator that knows how many there are.

    Of each kind only as many are read as could come before the end of the page.
    """

    def __init__(self, reads: Sequence[QuerySet[Any]], number: int) -> None:
        self.reads, self.number = reads, number

    def count(self) -> int:
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> list[WaitingRow]:
        if not self.number:
            return []
        firsts = [
            rows.order_by(*ORDER).values_list(*COLUMNS)[: part.stop]
            for rows in self.reads
        ]
        found = _together(firsts).order_by(*ORDER) if firsts[1:] else firsts[0]
        return [_row(columns) for columns in found[part]]


@dataclass(frozen=True, slots=True)
class WaitingRead:
    """One kind as a read of its own: the rows that wait, whose they are, and what a list shows
    of them, which is not read where they are only counted."""

    kind: WaitingKind
    rows: QuerySet[Any]
    person: Any
    shown: Mapping[str, Any]

    def counted(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.rows.order_by().annotate(
            kind_of=Value(self.kind.value, output_field=CharField()),
            person=Cast(self.person, IntegerField()),
        )
        return found

    def listed(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.counted().annotate(key=F("pk"), **self.shown)
        return found


def waiting_page(
    user: User,
    *,
    whose: Whose,
    kind: str,
    members: Collection[int],
    today: datetime.date,
    number: str | None,
) -> tuple[Page[WaitingRow], WaitingCounts]:
    """A page of what waits for somebody, and how much there is of each; two statements.

    ``members`` are those who can be given work: what belongs to anybody else is nobody's.
    """
    reads = _reads(user, today)
    counts = _counts(reads, user, whose, members)
    wanted = [
        _of(read.listed(), whose, user, members)
        for name, read in reads.items()
        if kind in ("", name) and counts.kinds.get(name.value)
    ]
    total = counts.kinds.get(kind, 0) if kind else sum(counts.kinds.values())
    paginator: Paginator[Any] = Paginator(_Rows(wanted, total), PAGE_SIZE)  # type: ignore[arg-type]  # asks for count and slices
    return paginator.get_page(number), counts


def _together(reads: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = reads
    return first.union(*others, all=True) if others else first


def _counts(
    reads: Mapping[WaitingKind, WaitingRead],
    user: User,
    whose: Whose,
    members: Collection[int],
) -> WaitingCounts:
    mine, nobody = Q(person=user.pk), _nobody(members)
    found = _together(
        read.counted()
        .values("kind_of")
        .annotate(
            mine=Count("pk", filter=mine),
            team=Count("pk"),
            nobody=Count("pk", filter=nobody),
        )
        .values_list("kind_of", "mine", "team", "nobody")
        for read in reads.values()
    )
    by_kind = {kind: numbers for kind, *numbers in found}
    sums = [sum(column) for column in zip(*by_kind.values(), strict=True)] or [0] * 3
    at = list(Whose).index(whose)
    return WaitingCounts(
        whose=dict(zip((w.value for w in Whose), sums, strict=True)),
        kinds={k.value: by_kind[k][at] for k in WaitingKind if k in by_kind},
    )


def _of(
    rows: QuerySet[Any], whose: Whose, user: User, members: Collection[int]
) -> QuerySet[Any]:
    if whose is Whose.MINE:
        return rows.filter(person=user.pk)
    return rows.filter(_nobody(members)) if whose is Whose.NOBODY else rows


def _nobody(members: Collection[int]) -> Q:
    return Q(person=None) | ~Q(person__in=list(members))


def _reads(user: User, today: datetime.date) -> dict[WaitingKind, WaitingRead]:
    """Each kind as a read of its own, with the same columns."""
    visible: AssessmentQuerySet = Assessment.objects.visible_to(user)  # type: ignore[assignment]  # stays an AssessmentQuerySet
    visible = visible.kept()
    answerable = visible.answerable()
    late = (
        Q(state=AssessmentState.SENT, due_on__lt=today)
        | Q(state=AssessmentState.CLARIFYING, follow_up__due_on__lt=today)
    )  # fmt: skip
    scored = visible.to_review()
    is_reply = Q(response__purpose=Purpose.CLARIFICATION)
    clashing = Q(open_contradictions__gt=0)
    findings: FindingQuerySet = Finding.objects.visible_to(user)  # type: ignore[assignment]  # stays a FindingQuerySet
    findings = findings.kept()
    due = Coalesce("follow_up__due_on", "due_on")
    came = TruncDate("response__submitted_at")
    return {
        WaitingKind.MAIL: _assessments(
            answerable.filter(mail_failed=True), WaitingKind.MAIL, due
        ),
        WaitingKind.OVERDUE: _assessments(
            answerable.filter(late, mail_failed=False), WaitingKind.OVERDUE, due
        ),
        WaitingKind.ASKED: _assessments(
            visible.filter(vendor_asks=True), WaitingKind.ASKED, due
        ),
        WaitingKind.REPLIES: _assessments(
            scored.filter(is_reply),
            WaitingKind.REPLIES,
            came,
            person=Coalesce("replies_to_id", "analyst_id"),
        ),
        WaitingKind.CONTRADICTIONS: _assessments(
            scored.filter(clashing).exclude(is_reply),
            WaitingKind.CONTRADICTIONS,
            came,
            note=Cast("open_contradictions", TextField()),
        ),
        WaitingKind.REVIEW: _assessments(
            scored.exclude(is_reply | Q(open_contradictions__gt=0)),
            WaitingKind.REVIEW,
            came,
        ),
        WaitingKind.DONE: _findings(
            findings.filter(state=FindingState.DONE), WaitingKind.DONE
        ),
        WaitingKind.PROPOSED: _findings(
            findings.filter(has_proposal=True).exclude(state=FindingState.DONE),
            WaitingKind.PROPOSED,
        ),
        WaitingKind.PROFILE: _without_profile(user),
        WaitingKind.AGAIN: _again(user),
    }


def _assessments(
    rows: QuerySet[Any],
    kind: WaitingKind,
    since: Any,
    *,
    person: Any = None,
    note: Any = None,
) -> WaitingRead:
    return WaitingRead(
        kind,
        rows,
        person or F("analyst_id"),
        {
            **_of_work("engagement__"),
            "since": Cast(since, DateField()),
            "of_assessment": F("pk"),
            "of_engagement": F("engagement_id"),
            "note": note or _nothing(),
        },
    )


def _findings(rows: QuerySet[Any], kind: WaitingKind) -> WaitingRead:
    severe = Case(
        *(
            When(severity=code, then=Value(at))
            for at, code in enumerate(WORST_FIRST, 1)
        ),
        default=Value(WORST),
        output_field=IntegerField(),
    )
    plans = Plan.objects.filter(finding=OuterRef("pk")).order_by("-made_at")
    return WaitingRead(
        kind,
        rows,
        Coalesce("owner_id", "assessment__analyst_id"),
        {
            **_of_work("assessment__engagement__"),
            "weight": severe,
            "since": TruncDate(Subquery(plans.values("made_at")[:1])),
            "of_assessment": F("assessment_id"),
            "of_engagement": F("assessment__engagement_id"),
            "note": Cast("text", TextField()),
        },
    )


def _without_profile(user: User) -> WaitingRead:
    work: EngagementQuerySet = Engagement.objects.visible_to(user)  # type: ignore[assignment]  # stays an EngagementQuerySet
    return WaitingRead(
        WaitingKind.PROFILE,
        work.filter(tier="", archived_at=None, put_away=False),
        F("vendor__owner_id"),
        {
            **_of_work(""),
            "since": TruncDate("created_at"),
            "of_assessment": _no_key(),
            "of_engagement": F("pk"),
            "note": _nothing(),
        },
    )


def _again(user: User) -> WaitingRead:
    return WaitingRead(
        WaitingKind.AGAIN,
        proposed(user).select_related(None).defer(None),
        F("engagement__vendor__owner_id"),
        {
            **_of_work("engagement__"),
            "since": F("due_on"),
            "of_assessment": _no_key(),
            "of_engagement": F("engagement_id"),
            "note": Cast("cause", TextField()),
        },
    )


def _nothing() -> Value:
    return Value("", output_field=TextField())


def _no_key() -> Cast:
    return Cast(Value(None), UUIDField())


def _of_work(work: str) -> dict[str, Any]:
    """What every kind says in the same way, from its engagement."""
    return {
        "weight": Case(
            *(
                When(**{f"{work}rating": code}, then=Value(at))
                for code, at in RATED.items()
            ),
            *(
                When(**{f"{work}tier": code}, then=Value(at))
                for code, at in UNRATED.items()
            ),
            default=Value(UNKNOWN),
            output_field=IntegerField(),
        ),
        "of_vendor": F(f"{work}vendor_id"),
        "vendor_name": F(f"{work}vendor__name"),
        "work_name": F(f"{work}name"),
    }


def _row(found: tuple[Any, ...]) -> WaitingRow:
    got = dict(zip(COLUMNS, found, strict=True))
    kind = WaitingKind(got["kind_of"])
    page, keys = PLACES[kind]
    return WaitingRow(
        kind=kind,
        key=got["key"],
        since=got["since"],
        weight=got["weight"],
        vendor=got["vendor_name"],
        work=got["work_name"],
        vendor_id=got["of_vendor"],
        note=_in_words(kind, got["note"]),
        person=got["person"],
        url=reverse(page, args=[got[key] for key in keys]),
    )


def _in_words(kind: WaitingKind, note: str) -> str:
    return (
        in_language(note) if kind in (WaitingKind.DONE, WaitingKind.PROPOSED) else note
    )
