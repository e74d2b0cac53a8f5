"""What waits for the desk, of every kind in one list: the worst and oldest first.

Each thing is kept as a row of its own (``desk.models``): a page reads those it shows, in their
order, and how many there are is read of an index.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Value
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.models import TenantQuerySet, User
from riskapp.assessments.queries.wording import in_language
from riskapp.common.one_of import OneOf
from riskapp.common.pages import PAGE_SIZE
from riskapp.common.settling import settle
from riskapp.desk.choices import WaitingKind, Whose
from riskapp.desk.models import WaitingThing
from riskapp.findings.models import Finding
from riskapp.vendors.models import Engagement

ORDER = ("weight", "since", "kind", "key")
# Whose kind is known by a finding, in the words of its reader.
OF_FINDINGS = (WaitingKind.DONE, WaitingKind.PROPOSED)
# Since a day, wherever its reader is; the others since a moment.
SINCE_A_DAY = (
    WaitingKind.MAIL, WaitingKind.OVERDUE, WaitingKind.ASKED, WaitingKind.AGAIN,
)  # fmt: skip
# Where each kind is done: the name of the page, and which of the keys it takes.
PLACES = {
    WaitingKind.MAIL: ("assessments:sending", ("assessment_id",)),
    WaitingKind.OVERDUE: ("assessments:sending", ("assessment_id",)),
    WaitingKind.ASKED: ("assessments:asked", ("assessment_id",)),
    WaitingKind.REPLIES: ("assessments:review", ("assessment_id",)),
    WaitingKind.CONTRADICTIONS: ("assessments:contradictions", ("assessment_id",)),
    WaitingKind.REVIEW: ("assessments:review", ("assessment_id",)),
    WaitingKind.DONE: ("assessments:finding", ("assessment_id", "key")),
    WaitingKind.PROPOSED: ("assessments:finding", ("assessment_id", "key")),
    WaitingKind.PROFILE: ("vendors:edit_engagement", ("engagement_id",)),
    WaitingKind.AGAIN: ("assessments:reassess", ("key",)),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits, the one reason, and whose it is (a key; None for nobody's)."""

    kind: WaitingKind
    key: UUID
    since: datetime.date | None
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
    """The rows of a page out of all of them, for a paginator that knows how many there are."""

    def __init__(self, rows: TenantQuerySet[WaitingThing], number: int) -> None:
        self.rows, self.number = rows, number

    def count(self) -> int:
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> list[WaitingRow]:
        """Which they are is found of an index, and only those are read."""
        if not self.number:
            return []
        keys = self.rows.order_by(*ORDER).values("pk")[part]
        shown = WaitingThing.objects.filter(OneOf("pk", keys))
        return _shown(shown.order_by(*ORDER))


def waiting_page(
    user: User,
    waits: TenantQuerySet[WaitingThing],
    *,
    whose: Whose,
    kind: str,
    members: Collection[int],
    number: str | None,
) -> tuple[Page[WaitingRow], WaitingCounts]:
    """A page of what waits for somebody, and how much there is of each; four statements at most.

    ``waits`` is everything that waits, perhaps narrowed; ``members`` are those who can be given work: what belongs to anybody else is nobody's.
    """
    counts = _counts(waits, user, whose, members)
    rows = _of(waits, whose, user, members)
    total = sum(counts.kinds.values())
    if kind:
        rows, total = rows.filter(kind=kind), counts.kinds[kind]
    paginator: Paginator[Any] = Paginator(_Rows(rows, total), PAGE_SIZE)  # type: ignore[arg-type]  # asks for count and slices
    return paginator.get_page(number), counts


def waiting(user: User, today: datetime.date) -> TenantQuerySet[WaitingThing]:
    """Everything that waits on a day, for whoever."""
    settle()
    begins = datetime.datetime.combine(today, datetime.time.min, datetime.UTC)
    is_due = ~Q(kind=WaitingKind.OVERDUE) | Q(since__lt=begins)
    return WaitingThing.objects.visible_to(user).filter(is_due)


def _counts(
    waits: TenantQuerySet[WaitingThing],
    user: User,
    whose: Whose,
    members: Collection[int],
) -> WaitingCounts:
    found = (
        waits.order_by()
        .values("kind")
        .annotate(
            mine=Count(Value(1), filter=Q(person=user.pk)),
            team=Count("*"),
            nobody=Count(Value(1), filter=_nobody(members)),
        )
        .values_list("kind", "mine", "team", "nobody")
    )
    by_kind = {kind.value: [0] * len(Whose) for kind in WaitingKind}
    by_kind |= {kind: numbers for kind, *numbers in found}
    sums = [sum(column) for column in zip(*by_kind.values(), strict=True)]
    at = list(Whose).index(whose)
    return WaitingCounts(
        whose=dict(zip((w.value for w in Whose), sums, strict=True)),
        kinds={kind: numbers[at] for kind, numbers in by_kind.items()},
    )


def _of(
    rows: TenantQuerySet[WaitingThing],
    whose: Whose,
    user: User,
    members: Collection[int],
) -> TenantQuerySet[WaitingThing]:
    if whose is Whose.MINE:
        return rows.filter(person=user.pk)
    return rows.filter(_nobody(members)) if whose is Whose.NOBODY else rows


def _nobody(members: Collection[int]) -> Q:
    return Q(person=None) | ~Q(person__in=list(members))


def _shown(things: Iterable[WaitingThing]) -> list[WaitingRow]:
    """With the names of their work, and the texts of the findings among them."""
    things = list(things)
    names = {
        key: (vendor, work)
        for key, vendor, work in Engagement.objects.filter(
            pk__in={thing.engagement_id for thing in things}
        ).values_list("pk", "vendor__name", "name")
    }
    findings = {thing.key for thing in things if thing.kind in OF_FINDINGS}
    texts: dict[UUID, str] = {}
    if findings:
        of_these = Finding.objects.filter(pk__in=findings)
        texts = dict(of_these.order_by().values_list("pk", "text"))
    return [
        _row(thing, *names[thing.engagement_id], texts.get(thing.key, ""))
        for thing in things
        if thing.engagement_id in names
    ]


def _row(thing: WaitingThing, vendor: str, work: str, text: str) -> WaitingRow:
    kind = WaitingKind(thing.kind)
    page, keys = PLACES[kind]
    return WaitingRow(
        kind=kind,
        key=thing.key,
        since=_day(thing.since, kind),
        weight=thing.weight,
        vendor=vendor,
        work=work,
        vendor_id=thing.vendor_id,
        note=in_language(text) if text else thing.note,
        person=thing.person,
        url=reverse(page, args=[getattr(thing, key) for key in keys]),
    )


def _day(since: datetime.datetime | None, kind: WaitingKind) -> datetime.date | None:
    if since is None:
        return None
    if kind in SINCE_A_DAY:
        return since.astimezone(datetime.UTC).date()
    return timezone.localdate(since)
