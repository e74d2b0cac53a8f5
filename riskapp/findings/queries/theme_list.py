"""All findings by assessment and theme, a page at a time.

To group all of them for every page takes longer the more there are. Which themes are on a page
is read of the stored totals, and only those are grouped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.expressions import OrderBy

from riskapp.accounts.models import User
from riskapp.common.one_of import OneOf
from riskapp.common.pages import PAGE_SIZE
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import UNSETTLED, FindingQuerySet, ThemeTotal, kind_bits
from riskapp.findings.queries.themes import theme_rows

TO_DO = ("unsettled", *UNSETTLED)
# What totals cannot say of a theme: it is there when one of its findings is.
OF_FINDINGS = ("q", "owner", "period")
# What is the same of all findings of an assessment.
OF_WORK = {
    "analyst": "assessment__analyst",
    "tier": "assessment__engagement__tier",
    "vendor": "vendor",
}
NOT_PUT_AWAY, ONLY_PUT_AWAY = "", "only"


class ThemeList:
    """The themes of findings that a list was narrowed to; ``asked`` is by what, as the form of
    ``FindingFilter`` holds it. In the order in which the list is asked for."""

    def __init__(
        self, user: User, findings: FindingQuerySet, asked: Mapping[str, Any]
    ) -> None:
        self.findings = findings
        self.asked = {name: value for name, value in asked.items() if value}
        self.is_to_do = self.asked.get("state") in TO_DO or "overdue" in self.asked
        self.totals = self._narrowed(ThemeTotal.objects.visible_to(user))
        self._first: list[tuple[Any, ...]] | None = None

    def _keys(self) -> QuerySet[ThemeTotal, tuple[Any, ...]]:
        return self.totals.order_by(*self._order()).values_list("assessment", "theme")

    def count_to(self, most: int) -> int:
        """How many there are; no more than ``most`` are counted. By words, and what is late of a
        kind, they are dear to find: the first page is read along. By all else the first few are
        found before all are."""
        is_dear = self._needs_findings() and {"q", "overdue"} & self.asked.keys()
        if not is_dear:
            return self.totals.values("pk")[:most].count()
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

    def _narrowed(self, totals: QuerySet[ThemeTotal]) -> QuerySet[ThemeTotal]:
        asked = self.asked
        archived = asked.get("archived", NOT_PUT_AWAY)
        if archived in (NOT_PUT_AWAY, ONLY_PUT_AWAY):
            totals = totals.filter(put_away=archived == ONLY_PUT_AWAY)
        of_work = {OF_WORK[name]: asked[name] for name in OF_WORK if name in asked}
        if "label" in asked:
            of_work["vendor__labels__contains"] = [asked["label"]]
        totals = totals.filter(**of_work)
        if self.is_to_do:
            totals = totals.filter(to_do__gt=0)
        if "overdue" in asked:
            totals = totals.filter(due_on__lt=asked["today"])
        state, severity = asked.get("state"), asked.get("severity")
        if severity or state not in (None, "unsettled"):
            states = list(UNSETTLED) if state == "unsettled" else [str(state)]
            bits = kind_bits(
                states if state else FindingState.values,
                [str(severity)] if severity else Severity.values,
            )
            among = F("kinds").bitand(bits)
            totals = totals.alias(among=among).exclude(among=0)
        if self._needs_findings():
            of_theme = self.findings.order_by().filter(
                assessment=OuterRef("assessment"), theme=OuterRef("theme")
            )
            if "q" in asked:  # words stand under few themes, which an index leads to
                themes = self.findings.order_by().values("theme").distinct()
                totals = totals.filter(OneOf("theme", themes))
            totals = totals.filter(Exists(of_theme))
        return totals

    def _needs_findings(self) -> bool:
        """Whether several things have to be true of one and the same finding."""
        is_of_kind = self.asked.get("state", "unsettled") != "unsettled"
        return any(name in self.asked for name in OF_FINDINGS) or (
            "overdue" in self.asked and (is_of_kind or "severity" in self.asked)
        )

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
