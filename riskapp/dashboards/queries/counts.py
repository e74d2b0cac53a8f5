"""The numbers of the portfolio, each with the list behind it; what is nothing stands apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class CountOf:
    """A number of the portfolio by its name there, what it is called and the list behind it."""

    name: str
    label: Promise
    page: str
    query: str = ""
    is_bad: bool = False

    @property
    def address(self) -> str:
        return reverse(self.page) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class CountRow:
    label: Promise
    address: str
    number: int
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that say something, and those of which there is nothing."""

    rows: Sequence[CountRow]
    none: Sequence[CountRow]


LIST, FINDINGS = "assessments:list", "assessments:all_findings"
IN_PROGRESS = (
    CountOf("waiting", _("Waiting for the vendor"), LIST, "state=sent"),
    CountOf("overdue", _("Overdue"), LIST, "overdue=yes", is_bad=True),
    CountOf("scoring", _("Being scored"), LIST, "state=submitted"),
    CountOf("to_assess_again", _("Reassessments due"), "assessments:reassessments"),
    CountOf("reviews_due", _("Reviews due"), "vendors:engagements", "review=due"),
    CountOf(
        "unsent", _("Engagements never assessed"), "vendors:engagements", "state=never"
    ),
)
DECIDED = (
    CountOf("undecided", _("Awaiting decision"), LIST, "decision=none"),
    CountOf(
        "ended",
        _("Expired decisions"),
        LIST,
        "decision=ended&current=yes",
        is_bad=True,
    ),
    CountOf("unsettled", _("Open findings"), FINDINGS, "state=unsettled"),
    CountOf(
        "findings_late", _("Overdue findings"), FINDINGS, "overdue=yes", is_bad=True
    ),
    CountOf("reported", _("Reported as done, to verify"), FINDINGS, "state=done"),
    CountOf(
        "ending",
        _("Risk acceptances expiring"),
        "assessments:waivers",
        "ends=soon",
        is_bad=True,
    ),
    CountOf("accepted", _("Accepted risks"), "assessments:waivers"),
)


def counted(found: Mapping[str, Any], wanted: Sequence[CountOf]) -> Counts:
    """What a portfolio came to. Accepted risks are told where none of them ends soon."""
    rows = [
        CountRow(one.label, one.address, found[one.name], one.is_bad)
        for one in wanted
        if one.name != "accepted" or not found["ending"]
    ]
    return Counts(
        [row for row in rows if row.number], [r for r in rows if not r.number]
    )
