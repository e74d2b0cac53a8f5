"""Action plans as files: a workbook that comes back, and a calendar.

The libraries of both are imported when the first such file is made or read: every process
imports this package.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from riskapp.findings.files.rows import FilledLine, PlanLine, PlanSide
from riskapp.findings.models import Finding


def plan_workbook(
    side: PlanSide,
    sheets: Iterable[tuple[str, Sequence[PlanLine]]],
    owners: Collection[str] = (),
) -> bytes:
    """See ``riskapp.findings.files.workbook.plan_workbook``."""
    from riskapp.findings.files import workbook

    return workbook.plan_workbook(side, sheets, owners)


def read_plan(side: PlanSide, content: bytes) -> list[FilledLine]:
    """See ``riskapp.findings.files.workbook.read_plan``; raises PlanFileRefused."""
    from riskapp.findings.files import workbook

    return workbook.read_plan(side, content)


def plan_calendar(
    findings: Iterable[Finding],
    *,
    about: str,
    address: str,
    now: datetime.datetime,
    with_owners: bool,
) -> bytes:
    """See ``riskapp.findings.files.calendar.plan_calendar``."""
    from riskapp.findings.files import calendar

    return calendar.plan_calendar(
        findings, about=about, address=address, now=now, with_owners=with_owners
    )
