"""What becomes of many findings at once: all of them or none, each with its own line.

Raises, whatever is asked: NothingPicked, TooManyPicked, and SomeSettled where one of them was
settled meanwhile.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import note_reviewer
from riskapp.assessments.errors import ReasonMissing
from riskapp.assessments.models import Assessment
from riskapp.findings.actions.noting import settle
from riskapp.findings.actions.remedies import show_and_notify
from riskapp.findings.actions.settling import change, refuse_end, take_on
from riskapp.findings.choices import POINTS_TO_ACT_ON, FindingEventKind, FindingState
from riskapp.findings.errors import (
    NothingPicked,
    NothingToChange,
    SomeSettled,
    TooManyPicked,
)
from riskapp.findings.models import Finding

MOST = 500


@transaction.atomic
def assign_many(
    ids: Collection[UUID],
    *,
    owner: User | None = None,
    due_on: datetime.date | None = None,
    by: User,
) -> int:
    """Give findings an owner, a day, or both; how many. Raises NothingToChange for neither."""
    given = (("owner", owner), ("due_on", due_on))
    facts = {name: value for name, value in given if value is not None}
    if not facts:
        raise NothingToChange
    rows = _held(ids)
    for finding in rows:
        change(finding, facts=facts, by=by)
    return len(rows)


@transaction.atomic
def give_many(ids: Collection[UUID], *, owner: User | None, by: User) -> int:
    """Give findings to somebody, or to nobody; how many. Their days stay."""
    rows = _held(ids)
    for finding in rows:
        change(finding, facts={"owner": owner}, by=by)
    return len(rows)


@transaction.atomic
def show_many(ids: Collection[UUID], *, due_on: datetime.date, by: User) -> int:
    """Show findings to their vendors with a day; how many were not shown before. The leads at
    each vendor get one mail."""
    by_assessment: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for finding in _held(ids):
        by_assessment[finding.assessment_id].append(finding.pk)
    found = 0
    for assessment in Assessment.objects.select_related(
        "organisation", "response"
    ).filter(pk__in=by_assessment):
        shown = show_and_notify(
            assessment,
            Finding.objects.filter(
                pk__in=by_assessment[assessment.pk], released_at=None
            ),
            mail=POINTS_TO_ACT_ON,
            by=by,
            due_on=due_on,
        )
        if shown:
            note_reviewer(assessment.pk, by)
        found += shown
    return found


@transaction.atomic
def dismiss_many(ids: Collection[UUID], *, reason: str, by: User) -> int:
    """Say that findings are no weaknesses here; how many. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    rows = _held(ids)
    for finding in rows:
        settle(
            finding,
            FindingState.DISMISSED,
            FindingEventKind.DISMISSED,
            text=reason.strip(),
            by=by,
        )
    return len(rows)


@transaction.atomic
def accept_many(
    ids: Collection[UUID], *, reason: str, until: datetime.date, by: User
) -> int:
    """Accept the risks of findings until a day; how many. Raises ReasonMissing, EndMissing."""
    refuse_end(until)
    if not reason.strip():
        raise ReasonMissing
    rows = _held(ids)
    for finding in rows:
        take_on(finding, reason=reason, until=until, by=by)
    return len(rows)


def _held(ids: Collection[UUID]) -> list[Finding]:
    """The findings and their assessments, locked in one order until the transaction ends: the
    assessments first, as scoring does it."""
    wanted = set(ids)
    if not wanted:
        raise NothingPicked
    if len(wanted) > MOST:
        raise TooManyPicked(len(wanted), MOST)
    chosen = Finding.objects.filter(pk__in=wanted)
    list(
        Assessment.objects.filter(pk__in=chosen.values("assessment"))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    rows = list(
        chosen.select_related("organisation", "assessment__response", "owner")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    settled = sum(not finding.is_unsettled for finding in rows)
    if settled:
        raise SomeSettled(settled)
    return rows
