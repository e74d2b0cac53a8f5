"""Files of daily totals: kept as days, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.locking import locked_open
from questionnaires.models import Entry, Respondent, Response
from riskapp.accounts.models import User
from riskapp.activity.actions.handing import (
    forget_members,
    forget_own,
    locked_submitted,
    note_read,
    save_once,
)
from riskapp.activity.errors import ActivityNotKept
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.activity.signals import days_changed
from riskapp.assessments.models import Assessment
from riskapp.baselines.model import AgentActivity
from riskapp.common.numbers import number

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
    is_later: bool = False,
) -> tuple[ActivityFile, bool]:
    """Keep the daily totals that the vendor hands over, the same file at the same place once;
    ``is_later`` says that it does so after submission. The file, and whether it is a new one.

    ``file`` holds ``file_name``, ``sha256`` and ``size``. Raises ActivityNotKept and
    ResponseLocked.
    """
    response = locked_submitted(response) if is_later else locked_open(response)
    assessment = _of_response(response)
    made = _made(response, assessment, activity, file, entry)
    made.respondent = respondent
    kept = _kept(made, assessment, activity)
    return kept, kept is made


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
    return _kept(made, assessment, activity)


@transaction.atomic
def give_back(file: ActivityFile, *, respondent: Respondent) -> None:
    """Forget a file of the vendor with its days, before submission. Raises ResponseLocked."""
    assessment = _of_response(file.response)
    forget_own(file, respondent=respondent, facts=_facts(file))
    days_changed.send(ActivityFile, assessment=assessment)


@transaction.atomic
def remove(assessment: Assessment, file: ActivityFile, *, by: User) -> None:
    """Forget a file of a member with its days; without them its agents learn again."""
    words = mark("daily totals of agents removed")
    forget_members(file, assessment, words, by=by, facts=_facts(file))
    days_changed.send(ActivityFile, assessment=assessment)


def _of_response(response: Response) -> Assessment:
    """Without its engagement, which somebody who answers cannot read."""
    return Assessment.objects.get(Q(response=response) | Q(follow_up=response))


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
        engagement_id=assessment.engagement_id,
        entry=entry,
        first_day=activity.first,
        last_day=activity.last,
        agents=list(activity.agents),
        sources=list(activity.sources),
        **file,
    )


def _kept(
    made: ActivityFile, assessment: Assessment, activity: AgentActivity
) -> ActivityFile:
    """Save a file with its days and note it; the one there is where the same side put it at the
    same place."""
    own = ActivityFile.objects.filter(by__isnull=made.by is None)
    there = own.filter(response=made.response)
    known = there.filter(sha256=made.sha256, entry=made.entry).first()
    if known is not None:
        return known
    kept = ActivityDay.objects.filter(
        file__in=own.filter(engagement=made.engagement_id)
    ).count()
    if kept + len(activity.days) > MAX_DAYS:
        raise ActivityNotKept(
            _("At most %(max)s days of agents can be kept for one engagement.")
            % {"max": number(MAX_DAYS)}
        )
    save_once(made, there, ActivityNotKept)
    ActivityDay.objects.bulk_create(
        (
            ActivityDay(file=made, agent=one.agent, day=one.day, seen=one.seen)
            for one in activity.days
        ),
        batch_size=AT_ONCE,
    )
    words = mark("daily totals of agents read")
    note_read(made, assessment, words, _facts(made))
    days_changed.send(ActivityFile, assessment=assessment)
    return made


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
