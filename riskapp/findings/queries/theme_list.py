"""All findings by assessment and theme, a page at a time.

To group all of them for every page takes longer the more there are. Which themes are on a page
is read of the stored totals, and only those are grouped. What is narrowed by the work alone is
counted of one row for each assessment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from riskapp.accounts.models import User
from riskapp.assessments.queries.listing import NOBODY
from riskapp.common.lists import in_last
from riskapp.common.one_of import OneOf, one_of_them
from riskapp.common.pages import PAGE_SIZE, count_to
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import (
    OF_NOBODY,
    UNSETTLED,
    FindingQuerySet,
    FindingTotal,
    ThemeTotal,
    kind_bits,
)
from riskapp.findings.queries.themes import theme_rows
from riskapp.findings.queries.words import WordsInFindings

TO_DO = ("unsettled", *UNSETTLED)
# What totals say of a theme each by itself: one of its findings is of this owner or as new.
OF_FINDINGS = ("owner", "period")
# What is the same of all findings of an assessment, and kept with its totals.
OF_WORK = {"analyst": "analyst_id", "tier": "tier", "label": "labels__contains"}
FEW = (
    10_000  # themes that are read and sorted sooner than all are gone through in order
)
MANY = 5_000  # themes with the words, of which the first are soon found one by one
NOT_PUT_AWAY, ONLY_PUT_AWAY = "", "only"


class ThemeList:
    """The themes of findings that a list was narrowed to; ``asked`` is by what, as the form of
    ``FindingFilter`` holds it, and ``words`` what it looked for. In the order in which the list is
    asked for."""

    def __init__(
        self,
        user: User,
        findings: FindingQuerySet,
        asked: Mapping[str, Any],
        words: WordsInFindings | None = None,
    ) -> None:
        self.findings = findings
        self.asked = {name: value for name, value in asked.items() if value}
        self.is_to_do = self.asked.get("state") in TO_DO or "overdue" in self.asked
        self.work = self._put_away(FindingTotal.objects.visible_to(user)).order_by()
        for name in OF_WORK.keys() & self.asked.keys():
            value = [self.asked[name]] if name == "label" else self.asked[name]
            self.work = self.work.filter(**{OF_WORK[name]: value})
        # Names of work and vendors are looked for in the work alone.
        named = words.by_work() if words else None
        if named is not None:
            self.work = self.work.filter(named)
            self.asked.pop("q")
        self.is_of_work = bool(OF_WORK.keys() & self.asked.keys()) or named is not None
        self.totals = self._narrowed(ThemeTotal.objects.visible_to(user))
        self._first: list[tuple[Any, ...]] | None = None
        self._number: int | None = None
        self._findings: int | None = None

    @cached_property
    def sums(self) -> tuple[int, int] | None:
        """How many themes and findings there are, where the work alone narrows them: all of
        them, or those to do."""
        if self.asked.keys() - {*OF_WORK, "state", "archived", "order", "today"}:
            return None
        if self.asked.get("state", "unsettled") != "unsettled":
            return None
        of = ("themes_to_do", "to_do") if self.is_to_do else ("themes", "number")
        found = self.work.aggregate(
            all_themes=Coalesce(Sum(of[0]), 0), all_findings=Coalesce(Sum(of[1]), 0)
        )
        return found["all_themes"], found["all_findings"]

    def findings_to(self, most: int) -> int:
        """How many findings there are; no more than ``most`` are counted."""
        if self._findings is not None:
            return min(self._findings, most)
        if self.sums is None:
            return count_to(self.findings, most)
        return min(self.sums[1], most)

    def _keys(self) -> QuerySet[ThemeTotal, tuple[Any, ...]]:
        totals = self.totals
        if "q" in self.asked:
            totals = self._with_words(totals)
        if self.is_of_work:
            work = self.work.values("assessment")
            if self._number is not None and self._number < FEW:
                totals = totals.filter(OneOf("assessment", work))
            else:
                totals = totals.filter(one_of_them("assessment", work))
        return totals.order_by(*self._order()).values_list("assessment", "theme")

    def count_to(self, most: int) -> int:
        """How many there are; no more than ``most`` are counted. By words they are counted of
        findings, which an index leads to. What is late of a kind is dear to find: the first page is
        read along. By all else the first few are found before all are."""
        if self.sums is not None:
            self._number = self.sums[0]
            return min(self._number, most)
        if "q" in self.asked:
            themes = self.findings.order_by().values("assessment", "theme")
            some = themes.annotate(of_theme=Count("*"))[:most]
            found = some.aggregate(
                number=Count("*"), findings=Coalesce(Sum("of_theme"), 0)
            )
            self._number, self._findings = found["number"], found["findings"]
            return found["number"]  # type: ignore[no-any-return]  # a count
        if not (self._needs_findings() and "overdue" in self.asked):
            return self._keys().order_by()[:most].count()
        counted = self._keys().annotate(number_of_all=Window(Count("*")))
        first = list(counted[:PAGE_SIZE])
        self._first = [(assessment, theme) for assessment, theme, _number in first]
        return min(first[0][-1], most) if first else 0

    def __getitem__(self, which: slice) -> Sequence[Mapping[str, Any]]:
        if self._first is not None and which.stop <= PAGE_SIZE:
            keys = self._first[which]
        else:
            keys = list(self._keys()[which])
        if not keys:
            return []
        assessments, themes = zip(*keys, strict=True)
        shown = self.findings.filter(
            assessment__in=set(assessments), theme__in=set(themes)
        )
        rows = {(row["assessment"], row["theme"]): row for row in theme_rows(shown)}
        return [rows[key] for key in keys if key in rows]

    def _put_away(self, totals: QuerySet[Any]) -> QuerySet[Any]:
        archived = self.asked.get("archived", NOT_PUT_AWAY)
        if archived in (NOT_PUT_AWAY, ONLY_PUT_AWAY):
            totals = totals.filter(put_away=archived == ONLY_PUT_AWAY)
        return totals

    def _narrowed(self, totals: QuerySet[ThemeTotal]) -> QuerySet[ThemeTotal]:
        """By all but the work."""
        asked, end = self.asked, "_to_do" if self.is_to_do else ""
        totals = self._put_away(totals)
        if "vendor" in asked:
            totals = totals.filter(vendor=asked["vendor"])
        if self.is_to_do:
            totals = totals.filter(to_do__gt=0)
        if "overdue" in asked:
            totals = totals.filter(due_on__lt=asked["today"])
        if "owner" in asked:
            owner = OF_NOBODY if asked["owner"] == NOBODY else int(asked["owner"])
            totals = totals.filter(**{f"owner_ids{end}__contains": [owner]})
        if "period" in asked:
            name = "raised_to_do" if self.is_to_do else "raised_at"
            totals = totals.filter(**{f"{name}__gte": in_last(asked["period"])})
        state, severity = asked.get("state"), asked.get("severity")
        if severity or state not in (None, "unsettled"):
            states = list(UNSETTLED) if state == "unsettled" else [str(state)]
            bits = kind_bits(
                states if state else FindingState.values,
                [str(severity)] if severity else Severity.values,
            )
            among = F("kinds").bitand(bits)
            totals = totals.alias(among=among).exclude(among=0)
        if self._needs_findings() and "q" not in asked:
            totals = totals.filter(self._of_theme())
        return totals

    def _of_theme(self) -> Exists:
        """Whether a finding of a theme is as asked."""
        return Exists(
            self.findings.order_by().filter(
                assessment=OuterRef("assessment"), theme=OuterRef("theme")
            )
        )

    def _with_words(self, totals: QuerySet[ThemeTotal]) -> QuerySet[ThemeTotal]:
        """Words stand under few themes, which an index leads to; where they are in many, these are
        gone through in order until a page is full."""
        order = self.asked.get("order") or [""]
        if (self._number or 0) >= MANY and order[0] != "vendor":
            is_so = Case(
                When(self._of_theme(), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            )
            return totals.filter(is_so)
        themes = self.findings.order_by().values("theme").distinct()
        return totals.filter(OneOf("theme", themes)).filter(self._of_theme())

    def _needs_findings(self) -> bool:
        """Whether several things have to be true of one and the same finding, or words."""
        asked = self.asked
        is_of_kind = asked.get("state", "unsettled") != "unsettled" or (
            "severity" in asked
        )
        facts = [name for name in (*OF_FINDINGS, "overdue") if name in asked]
        return "q" in asked or len(facts) > 1 or (bool(facts) and is_of_kind)

    def _order(self) -> tuple[OrderBy | str, ...]:
        end = "_to_do" if self.is_to_do else ""
        last = ("assessment", "theme")
        worst = (f"worst{end}", f"-gain{end}", *last)
        orders: dict[str, tuple[OrderBy | str, ...]] = {
            "due": (F("due_on").asc(nulls_last=True), *worst),
            "-gain": (f"-gain{end}", f"worst{end}", *last),
            "vendor": ("vendor__name_sorted", *worst),
            "-raised": ("-raised_at", *worst),
            "raised": ("raised_at", *worst),
        }
        order = self.asked.get("order") or [""]
        return orders.get(order[0], worst)
