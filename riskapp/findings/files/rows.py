"""A line of an action plan: what is to be done, whose it is and until when.

The buyer and its vendor have plans of their own, with the same first columns and other cells to
fill in. ``values`` are the cells to fill in as text, the way a form takes them; their ``mark``
tells later whether somebody filled in something, and whether the finding has moved on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskapp.assessments.queries.wording import in_language
from riskapp.findings.choices import FindingState, PlanState, Severity
from riskapp.findings.models import Finding, Plan

KEY, MARK = "key", "mark"
DAYS = frozenset({"due_on"})  # the columns that hold a day
TICKS = frozenset({"remedied", "is_done"})  # and those that hold ``YES`` or nothing
YES = "yes"
YES_IN_WORDS = gettext_lazy("yes")


class PlanSide(StrEnum):
    """Whose plan it is."""

    BUYER = "buyer"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of the workbook: its heading, how wide it is, and for a cell to fill in what
    belongs there."""

    key: str
    heading: Any
    width: int
    belongs: Any = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One finding in a plan: what is known of it, and its cells to fill in."""

    key: UUID
    facts: Mapping[str, Any]
    values: Mapping[str, str]

    @property
    def mark(self) -> str:
        return mark_of(self.key, self.values)


@dataclass(frozen=True, slots=True)
class FilledLine:
    """A line of a workbook that came back: where it stands, which finding it names, the cells
    somebody may have filled in, and what is wrong with some, by column. A column that somebody
    took out is not among ``values``."""

    place: str
    key: str
    mark: str
    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)


_FACTS = (
    PlanColumn("severity", gettext_lazy("Severity"), 12),
    PlanColumn("finding", gettext_lazy("Finding"), 60),
    PlanColumn("remedy", gettext_lazy("What would help"), 60),
    PlanColumn("tool", gettext_lazy("Tool"), 22),
    PlanColumn("question", gettext_lazy("Question"), 10),
)
# What nobody types: hidden in the workbook, and how a line is known again.
_HIDDEN = (
    PlanColumn(KEY, gettext_lazy("Key of the finding"), 38),
    PlanColumn(MARK, gettext_lazy("Mark of the line"), 24),
)
COLUMNS: Mapping[PlanSide, tuple[PlanColumn, ...]] = {
    PlanSide.BUYER: (
        *_FACTS,
        PlanColumn("state", gettext_lazy("State"), 18),
        PlanColumn("plan", gettext_lazy("What the vendor says"), 40),
        PlanColumn("owner", gettext_lazy("Owner"), 30, gettext_lazy("The e-mail address of a member; empty for nobody.")),
        PlanColumn("due_on", gettext_lazy("Due date"), 14, gettext_lazy("A day, such as 2027-03-31; empty for none.")),
        PlanColumn("remedied", gettext_lazy("Remedied"), 12, gettext_lazy("“yes” once somebody saw that it is remedied; the finding is then closed.")),
        PlanColumn("note", gettext_lazy("Note"), 40, gettext_lazy("What shows that it is remedied; needed with “yes”.")),
        *_HIDDEN,
    ),
    PlanSide.VENDOR: (
        *_FACTS,
        PlanColumn("wanted_by", gettext_lazy("Wanted by"), 14),
        PlanColumn("state", gettext_lazy("State"), 18),
        PlanColumn("text", gettext_lazy("What you do"), 50, gettext_lazy("In your words, what you will do or have done.")),
        PlanColumn("due_on", gettext_lazy("Done by"), 14, gettext_lazy("A day to come, such as 2027-03-31; not needed for what is done.")),
        PlanColumn("is_done", gettext_lazy("Done"), 10, gettext_lazy("“yes” once it is done.")),
        PlanColumn("url", gettext_lazy("Where it can be seen"), 40, gettext_lazy("Optional: the address of a document or page.")),
        *_HIDDEN,
    ),
}  # fmt: skip


def inputs_of(side: PlanSide) -> tuple[PlanColumn, ...]:
    """The columns that somebody fills in."""
    return tuple(column for column in COLUMNS[side] if column.belongs)


def mark_of(key: UUID, values: Mapping[str, str]) -> str:
    """A short mark of the cells to fill in; another finding or another cell has another."""
    plain = json.dumps([str(key), sorted(values.items())], ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def buyer_lines(findings: Iterable[Finding]) -> list[PlanLine]:
    """The findings that are not settled, for whoever follows them at the buyer."""
    return [
        PlanLine(
            row.pk,
            _facts(row)
            | {"state": row.get_state_display(), "plan": _in_words(_last(row))},
            {
                "owner": row.owner.email if row.owner else "",
                "due_on": row.due_on.isoformat() if row.due_on else "",
                "remedied": "",
                "note": "",
            },
        )
        for row in findings
        if row.is_unsettled
    ]


def vendor_lines(findings: Iterable[Finding]) -> list[PlanLine]:
    """The findings that are not settled, for the vendor they were shown to: no names and no
    reasons of the buyer."""
    return [
        PlanLine(
            row.pk,
            _facts(row) | {"wanted_by": row.due_on, "state": _state_for_vendor(row)},
            _offered(_last(row)),
        )
        for row in findings
        if row.is_unsettled
    ]


def _facts(row: Finding) -> dict[str, Any]:
    return {
        "severity": str(Severity(row.severity).label),
        "finding": in_language(row.text),
        "remedy": in_language(row.remedy),
        "tool": row.tool,
        "question": row.question,
    }


def _last(row: Finding) -> Plan | None:
    """What the vendor said last, of what was read with the finding."""
    return next(iter(row.plans.all()), None)


def _in_words(plan: Plan | None) -> str:
    if plan is None:
        return ""
    when = _("done") if plan.is_done else f"{plan.due_on:%Y-%m-%d}"
    return f"{plan.get_state_display()} ({when}): {plan.text}"


def _offered(plan: Plan | None) -> dict[str, str]:
    """The cells of what still stands; what was declined is to be written anew."""
    if plan is None or plan.state not in (PlanState.PROPOSED, PlanState.AGREED):
        return {"text": "", "due_on": "", "is_done": "", "url": ""}
    return {
        "text": plan.text,
        "due_on": plan.due_on.isoformat() if plan.due_on else "",
        "is_done": YES if plan.is_done else "",
        "url": plan.url,
    }


def _state_for_vendor(row: Finding) -> str:
    plan = _last(row)
    if plan is not None and plan.state == PlanState.PROPOSED:
        return _("Being looked at")
    if row.state == FindingState.PLANNED:
        return _("Agreed")
    return _("Needs your answer")
