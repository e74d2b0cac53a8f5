"""What runs out: decisions, acceptances, contracts and credentials, in one line of time."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from riskapp.assessments.queries.wording import in_language
from riskapp.common.pages import groups_on
from riskapp.dashboards.choices import Runs
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.totals import PAST, KeptTotals, days_of
from riskapp.findings.models import Finding, FindingQuerySet
from riskapp.inventory.models import Tool
from riskapp.vendors.models import Engagement, EngagementQuerySet

MONTHS = 6
COLUMNS = (
    *("day", "runs", "key", "about"),
    *("vendor_name", "vendor_in_order", "work_name", "what"),
)
IN_ORDER = ("day", "runs", "vendor_in_order", "key")


@dataclass(frozen=True, slots=True)
class RunningOut:
    """One thing that ends, and where."""

    day: datetime.date
    kind: Runs
    vendor: str
    work: str
    what: str
    url: str

    @property
    def label(self) -> str:
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class LineCell:
    """How many end in a month ("past": have ended), and the query of their list."""

    label: str
    number: int
    query: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    label: str
    cells: Sequence[LineCell]

    @property
    def number(self) -> int:
        return sum(cell.number for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Each kind month by month; kinds of which nothing ends are named in ``nothing``."""

    months: Sequence[str]
    rows: Sequence[LineRow]
    nothing: Sequence[str]

    @property
    def highest(self) -> int:
        return max((c.number for row in self.rows for c in row.cells), default=0)


def time_line(scope: WorkScope, totals: KeptTotals | None = None) -> TimeLine:
    """What has run out and what runs out within half a year, by month; of totals, or one
    statement."""
    months = months_from(scope.today)
    numbers = _ending(scope, months) if totals is None else _of_totals(totals)
    rows = [
        LineRow(
            str(kind.label),
            [
                LineCell(
                    label_of_month(month),
                    numbers[kind, month],
                    scope.link(
                        kind=kind, month=month.strftime("%Y-%m") if month else PAST
                    ),
                    is_past=month is None,
                )
                for month in (None, *months)
            ],
        )
        for kind in Runs
    ]
    return TimeLine(
        [label_of_month(month) for month in (None, *months)],
        [row for row in rows if row.number],
        [row.label for row in rows if not row.number],
    )


def _of_totals(totals: KeptTotals) -> Counter[tuple[str, datetime.date | None]]:
    return Counter(
        {
            (runs, None if key == PAST else datetime.date.fromisoformat(f"{key}-01")): n
            for runs in Runs.values
            for key, n in totals.of(Runs(runs)).items()
        }
    )


def _ending(
    scope: WorkScope, months: Sequence[datetime.date]
) -> Counter[tuple[str, datetime.date | None]]:
    """How many of each kind end in a month, or have ended (none)."""
    last = month_after(months[-1])
    reads = [
        rows.filter(day__lt=last)
        .order_by()
        .annotate(
            month=Case(
                When(day__lt=scope.today, then=Value(None)),
                default=Cast(TruncMonth("day"), DateField()),
                output_field=DateField(),
            )
        )
        .values("runs", "month")
        .annotate(number=Count("pk"))
        .values_list("runs", "month", "number")
        for rows in _reads(scope, _days).values()
    ]
    numbers: Counter[tuple[str, datetime.date | None]] = Counter()
    for runs, month, number in reads[0].union(*reads[1:], all=True):
        numbers[runs, month] += number
    return numbers


def running_out(
    scope: WorkScope,
    kind: str = "",
    month: str = "",
    between: tuple[str, str] | None = None,
    columns: Sequence[str] = COLUMNS,
) -> QuerySet[Any, Any]:
    """What runs out, of a kind or of all, in a month ("past": what has run out; "": within half
    a year), the first to end first, as rows that ``in_words`` reads; of some days alone where
    ``between`` names the first and the last."""
    begin, end = _days_within(scope, month)
    reads = []
    annotated = _listed if columns is COLUMNS else _in_order
    for name, rows in _reads(scope, annotated).items():
        if kind in ("", name):
            own = rows.filter(day__lt=end)
            if begin:
                own = own.filter(day__gte=begin)
            if between:
                own = own.filter(day__gte=between[0], day__lte=between[1])
            reads.append(own)
    return _together(reads, columns).order_by(*IN_ORDER)


def _together(
    reads: Sequence[QuerySet[Any]], columns: Sequence[str]
) -> QuerySet[Any, Any]:
    first, *others = (rows.order_by().values_list(*columns) for rows in reads)
    return first.union(*others, all=True) if others else first


class RunningOutList:
    """The same on pages: where totals say how much ends on each day, only those rows are sorted
    whose day stands on the page."""

    def __init__(self, scope: WorkScope, kind: str = "", month: str = "") -> None:
        self.scope = scope
        self.rows = running_out(scope, kind, month)
        self.days: list[tuple[str, int]] | None = None
        kept = days_of(scope, [kind] if kind else list(Runs.values))
        if kept is not None:
            begin, end = _days_within(scope, month)
            self.days = [one for one in kept if begin <= one[0] < end]
        self.ask = partial(running_out, scope, kind, month)

    def count_to(self, most: int) -> int:
        """How many there are; no more than ``most`` are counted."""
        if self.days is None:
            return min(self.rows.count(), most)
        return min(sum(number for _day, number in self.days), most)

    def __getitem__(self, which: slice) -> Sequence[Any]:
        if self.days is None:
            return list(self.rows[which])
        shown, here = groups_on(self.days, which)
        if not shown:
            return []
        ask = self.ask(between=(shown[0], shown[-1]), columns=IN_ORDER)
        return self._whole([(runs, key) for _day, runs, _at, key in ask[here]])

    def _whole(self, wanted: Sequence[tuple[str, UUID]]) -> list[Any]:
        """The rows of a page, which were found by what they are sorted by alone."""
        anything = cast(
            "EngagementQuerySet", Engagement.objects.visible_to(self.scope.user)
        )
        reads = _reads(replace(self.scope, work=anything, narrowed=""), _listed)
        keys = defaultdict(list)
        for runs, key in wanted:
            keys[Runs(runs)].append(key)
        of_each = [reads[runs].filter(pk__in=own) for runs, own in keys.items()]
        rows = _together(of_each, COLUMNS) if of_each else []
        found = {(row[1], row[2]): row for row in rows}
        return [found[one] for one in wanted if one in found]


def in_words(row: tuple[Any, ...]) -> RunningOut:
    """A row of ``running_out``."""
    got = dict(zip(COLUMNS, row, strict=True))
    kind = Runs(got["runs"])
    if kind is Runs.DECISION:
        url = reverse("assessments:decision", args=[got["about"]])
    elif kind is Runs.ACCEPTANCE:
        url = reverse("assessments:finding", args=[got["about"], got["key"]])
    else:
        url = reverse("vendors:detail", args=[got["about"]])
    what = in_language(got["what"]) if kind is Runs.ACCEPTANCE else got["what"]
    return RunningOut(got["day"], kind, got["vendor_name"], got["work_name"], what, url)


def months_from(today: datetime.date) -> list[datetime.date]:
    """The first days of this month and of those that follow."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append(month_after(found[-1]))
    return found


def month_after(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=32)).replace(day=1)


def label_of_month(month: datetime.date | None) -> str:
    """A month as a head of a column; none for what is past."""
    return date_format(month, "M") if month else _("Past")


def is_month(text: str) -> bool:
    """Whether a text asks for a month that can be listed."""
    if text == PAST:
        return True
    try:
        datetime.datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  # a month has no zone
    except ValueError:
        return False
    return True


def _days_within(scope: WorkScope, month: str) -> tuple[str, str]:
    """The first day that a list shows ("": any), and the one after its last."""
    if month == PAST:
        return "", scope.today.isoformat()
    if not month:
        return "", month_after(months_from(scope.today)[-1]).isoformat()
    first = datetime.date.fromisoformat(f"{month}-01")
    return max(first, scope.today).isoformat(), month_after(first).isoformat()


def _reads(
    scope: WorkScope, columns: Callable[..., QuerySet[Any]]
) -> dict[Runs, QuerySet[Any]]:
    """Each kind as a read of its own, with the same columns."""
    decided = scope.work.filter(
        standing__assessment__decision__valid_until__isnull=False
    )
    visible: FindingQuerySet = Finding.objects.visible_to(scope.user)  # type: ignore[assignment]  # stays a FindingQuerySet
    accepted = scope.only(visible.accepted(), "assessment__engagement")
    tools = scope.of_work(Tool.objects.visible_to(scope.user).filter(put_away=False))
    return {
        Runs.DECISION: columns(
            decided,
            Runs.DECISION,
            F("standing__assessment__decision__valid_until"),
            about=F("standing__assessment"),
            what=Value(""),
        ),
        Runs.ACCEPTANCE: columns(
            accepted,
            Runs.ACCEPTANCE,
            F("accepted_until"),
            work="assessment__engagement__",
            about=F("assessment_id"),
            what=F("text"),
        ),
        Runs.CONTRACT: columns(
            scope.work.filter(contract_ends_on__isnull=False),
            Runs.CONTRACT,
            F("contract_ends_on"),
            about=F("vendor_id"),
            what=F("contract_reference"),
        ),
        Runs.CREDENTIAL: columns(
            tools.filter(ends_on__isnull=False),
            Runs.CREDENTIAL,
            F("ends_on"),
            work="engagement__",
            about=F("vendor_id"),
            what=F("name"),
        ),
    }


def _days(rows: QuerySet[Any], kind: Runs, day: Any, **_shown: Any) -> QuerySet[Any]:
    """With what is counted, and nothing that would be fetched from other tables."""
    found: QuerySet[Any] = rows.order_by().annotate(
        day=day, runs=Value(kind.value, output_field=CharField())
    )
    return found


def _in_order(
    rows: QuerySet[Any], kind: Runs, day: Any, *, work: str = "", **_shown: Any
) -> QuerySet[Any]:
    """With what they are sorted by."""
    of_vendor = "vendor_sorted" if kind is Runs.CREDENTIAL else f"{work}vendor_sorted"
    found: QuerySet[Any] = _days(rows, kind, day).annotate(
        key=F("pk"), vendor_in_order=F(of_vendor)
    )
    return found


def _listed(
    rows: QuerySet[Any],
    kind: Runs,
    day: Any,
    *,
    about: Any,
    what: Any,
    work: str = "",
) -> QuerySet[Any]:
    """With all that a list shows."""
    found: QuerySet[Any] = _in_order(rows, kind, day, work=work).annotate(
        about=Cast(about, UUIDField()),
        vendor_name=F(f"{work}vendor__name"),
        work_name=F(f"{work}name"),
        what=Cast(what, TextField()),
    )
    return found
