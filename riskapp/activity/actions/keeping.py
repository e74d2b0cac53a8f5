"""Files of daily totals: kept as days, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind
from questionnaires.models import Entry, Respondent, Response
from riskapp.accounts.models import User
from riskapp.activity.errors import ActivityNotKept
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.activity.signals import days_changed
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.baselines.model import AgentActivity
from riskapp.common.numbers import number

MAX_FILES = 100  # of one response, for each side
MAX_DAYS = 100_000  # of all agents of one engagement together
AT_ONCE = 2_000


@transaction.atomic
def keep_from_vendor(
    response: Response,
    activity: AgentActivity,
    file: Mapping[str, Any],
    *,
    respondent: Respondent,
    entry: Entry | None = None,
) -> ActivityFile:
    """Keep the daily totals that the vendor hands over, the same file at the same place once.

    ``file`` holds ``file_name``, ``sha256`` and ``size``. Raises ActivityNotKept and
    ResponseLocked.
    """
    response = locked_open(response)
    assessment = Assessment.objects.select_related("engagement").get(
        Q(response=response) | Q(follow_up=response)
    )
    made = _made(response, assessment, activity, file, entry)
    made.respondent = respondent
    known = _kept(made, activity)
    if known is not None:
        return known
    remember(
        response,
        EventKind.FILE_READ,
        respondent=respondent,
        entry=entry,
        after=_facts(made),
    )
    days_changed.send(ActivityFile, assessment=assessment)
    return made


@transaction.atomic
def keep_from_member(
    assessment: Assessment,
    activity: AgentActivity,
    file: Mapping[str, Any],
    *,
    by: User,
    entry: Entry | None = None,
) -> ActivityFile:
    """The same for a member."""
    made = _made(assessment.response, assessment, activity, file, entry)
    made.by = by
    known = _kept(made, activity)
    if known is not None:
        return known
    record(
        "daily totals of agents read",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after=_facts(made),
    )
    days_changed.send(ActivityFile, assessment=assessment)
    return made


@transaction.atomic
def give_back(file: ActivityFile, *, respondent: Respondent) -> None:
    """Forget a file of the vendor with its days, before submission. Raises ResponseLocked."""
    response = locked_open(file.response)
    remember(
        response,
        EventKind.FILE_FORGOTTEN,
        respondent=respondent,
        entry=file.entry,
        before=_facts(file),
    )
    assessment = Assessment.objects.get(Q(response=response) | Q(follow_up=response))
    file.delete()
    days_changed.send(ActivityFile, assessment=assessment)


@transaction.atomic
def remove(assessment: Assessment, file: ActivityFile, *, by: User) -> None:
    """Forget a file of a member with its days; without them its agents learn again."""
    record(
        "daily totals of agents removed",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=_facts(file),
    )
    file.delete()
    days_changed.send(ActivityFile, assessment=assessment)


def _made(
    response: Response,
    assessment: Assessment,
    activity: AgentActivity,
    file: Mapping[str, Any],
    entry: Entry | None,
) -> ActivityFile:
    """The row of a file, not saved yet."""
    return ActivityFile(
        response=response,
        engagement=assessment.engagement,
        entry=entry,
        first_day=activity.first,
        last_day=activity.last,
        agents=list(activity.agents),
        sources=list(activity.sources),
        **file,
    )


def _kept(made: ActivityFile, activity: AgentActivity) -> ActivityFile | None:
    """Save a file with its days; the one there is where the same side put it at the same place.

    Vendor and members never meet each other's: neither a refusal nor a limit tells of them.
    """
    own = ActivityFile.objects.filter(by__isnull=made.by is None)
    there = own.filter(response=made.response)
    known = there.filter(sha256=made.sha256, entry=made.entry).first()
    if known is not None:
        return known
    if there.count() >= MAX_FILES:
        raise ActivityNotKept(
            _("At most %(max)s files can be read for one questionnaire.")
            % {"max": MAX_FILES}
        )
    kept = ActivityDay.objects.filter(
        file__in=own.filter(engagement=made.engagement)
    ).count()
    if kept + len(activity.days) > MAX_DAYS:
        raise ActivityNotKept(
            _("At most %(max)s days of agents can be kept for one engagement.")
            % {"max": number(MAX_DAYS)}
        )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same file came twice at once
        raise ActivityNotKept(_("This file was read already.")) from None
    ActivityDay.objects.bulk_create(
        (
            ActivityDay(file=made, agent=one.agent, day=one.day, seen=one.seen)
            for one in activity.days
        ),
        batch_size=AT_ONCE,
    )
    return None


def _facts(file: ActivityFile) -> dict[str, Any]:
    """What the history keeps of a file."""
    return {
        "file": file.file_name,
        "sha256": file.sha256,
        "size": file.size,
        "agents": len(file.agents),
        "first_day": file.first_day.isoformat(),
        "last_day": file.last_day.isoformat(),
    }
