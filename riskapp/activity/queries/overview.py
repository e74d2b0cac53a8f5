"""What agents of one engagement did: pictures, drift and alerts, for pages."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Min

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.wording import display_text
from riskapp.activity.choices import LIMITS, MEASURES
from riskapp.activity.models import ActivityAlert, ActivityDay, AgreedLimits
from riskapp.activity.queries.days import (
    days_by_agent,
    entries_of,
    files_of,
    observed,
)
from riskapp.activity.queries.limits import limits_with, office_in_words
from riskapp.activity.queries.shown import (
    ActivityOfEngagement,
    AgentInBrief,
    AgreedInWords,
    ChangeInWords,
    DeclaredAgainstSeen,
    ShownAgent,
    Sparkline,
)
from riskapp.activity.queries.telling import ToldAlert, told
from riskapp.assessments.models import Assessment
from riskapp.baselines.comparing import (
    SeenAgainst,
    against_declared,
    compare_periods,
)
from riskapp.baselines.declared import AGREED, OFFICE, DeclaredLimits
from riskapp.baselines.model import NAMES, NUMBERS, AgentDay
from riskapp.baselines.watching import days_looked_at, days_missing, watch_agent

SHOWN_DAYS = 84
PERIOD_DAYS = 28  # of a period that is held against another
ONE_DAY = datetime.timedelta(days=1)
AGENTS_A_PAGE = 8


def activity_of(assessment: Assessment, answer_set: AnswerSet) -> ActivityOfEngagement:
    """Files and alerts of an engagement; three queries at most."""
    files = files_of(assessment.engagement)
    entries = entries_of(files, answer_set)
    rows = ActivityAlert.objects.filter(engagement=assessment.engagement_id)
    alerts = list(rows.select_related("explained_by"))
    return ActivityOfEngagement(
        files, told(alerts, answer_set, entries), entries, assessment.engagement
    )


def agreed_in_words(agreed: Sequence[AgreedLimits]) -> list[AgreedInWords]:
    """What was agreed, for all agents first."""
    return [AgreedInWords(one) for one in agreed]


def alerts_by_entry(
    assessment: Assessment, answer_set: AnswerSet
) -> dict[str, list[ToldAlert]]:
    """The alerts that wait, by the id of the tool's entry."""
    found: dict[str, list[ToldAlert]] = {}
    for one in activity_of(assessment, answer_set).waiting:
        found.setdefault(one.entry, []).append(one)
    return found


def shown_agents(
    found: ActivityOfEngagement,
    agents: Sequence[str],
    assessment: Assessment,
    answer_set: AnswerSet,
) -> list[ShownAgent]:
    """Some agents with everything; one query for all of their days."""
    return [
        _shown(one, found, assessment, answer_set)
        for one in _looked_at(found, agents, assessment, answer_set)
    ]


def agents_in_brief(
    found: ActivityOfEngagement,
    agents: Sequence[str],
    assessment: Assessment,
    answer_set: AnswerSet,
) -> list[AgentInBrief]:
    """The same in brief; one query for all of their days."""
    return [
        _in_brief(one, answer_set)
        for one in _looked_at(found, agents, assessment, answer_set)
    ]


def learning_in(found: ActivityOfEngagement) -> int:
    """How many agents are still learned; one query."""
    firsts = (
        ActivityDay.objects.filter(file__in=found.files)
        .values_list("agent")
        .annotate(Min("day"))
    )
    return sum(
        days_missing(days_looked_at([first], observed(found.files, agent))) > 0
        for agent, first in firsts
    )


@dataclass(frozen=True, slots=True)
class _LookedAt:
    """One agent: its days with something, the tool it is, what limits it, and the days on which
    somebody looked at what it does."""

    name: str
    days: Sequence[AgentDay]
    entry: str
    tool: str
    limits: DeclaredLimits
    seen_on: Collection[datetime.date]


def _looked_at(
    found: ActivityOfEngagement,
    agents: Sequence[str],
    assessment: Assessment,
    answer_set: AnswerSet,
) -> Iterator[_LookedAt]:
    days = days_by_agent(found.files, agents)
    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    zone = assessment.response.time_zone
    for agent in agents:
        if agent not in days:
            continue
        entry = found.entries.get(agent, "")
        yield _LookedAt(
            name=agent,
            days=days[agent],
            entry=entry,
            tool=titles.get(entry, ""),
            limits=limits_with(found.agreed, answer_set, agent, entry, zone),
            seen_on=observed(found.files, agent),
        )


def _in_brief(one: _LookedAt, answer_set: AnswerSet) -> AgentInBrief:
    looked_at = days_looked_at((each.day for each in one.days), one.seen_on)
    return AgentInBrief(
        name=one.name,
        tool=one.tool,
        observed=len(looked_at),
        learning_left=days_missing(looked_at),
        last_day=looked_at[-1],
        declared=_against_declared(one, answer_set),
    )


def _against_declared(
    one: _LookedAt, answer_set: AnswerSet
) -> list[DeclaredAgainstSeen]:
    return [
        DeclaredAgainstSeen(
            str(LIMITS[seen.limit]),
            _declared_in_words(seen, one.limits, answer_set, one.entry),
            seen,
        )
        for seen in against_declared(one.days, one.limits, one.seen_on)
    ]


def _shown(
    one: _LookedAt,
    found: ActivityOfEngagement,
    assessment: Assessment,
    answer_set: AnswerSet,
) -> ShownAgent:
    last = max({*one.seen_on, one.days[-1].day})
    since = last - datetime.timedelta(days=SHOWN_DAYS - 1)
    watched = watch_agent(one.days, one.seen_on, one.limits, bands_since=since)
    newest = [each for each in one.days if each.day >= since]
    before, changes = _changes(one.days, assessment)
    return ShownAgent(
        name=one.name,
        tool=one.tool,
        entry=one.entry,
        watched=watched,
        last_day=last,
        sparklines=[
            Sparkline(measure, str(MEASURES[measure]), watched.bands[measure])
            for measure in NUMBERS
        ],
        names=[
            (str(MEASURES[measure]), _most_of(newest, measure)) for measure in NAMES
        ],
        declared=_against_declared(one, answer_set),
        changes=changes,
        before=before,
        alerts=[alert for alert in found.alerts if alert.row.agent == one.name],
    )


def _declared_in_words(
    one: SeenAgainst, limits: DeclaredLimits, answer_set: AnswerSet, entry: str
) -> str:
    """The answer that sets a limit, or what was agreed."""
    if one.limit == OFFICE and limits.office:
        return office_in_words(limits.office)
    if one.limit == AGREED and limits.agreed:
        return ", ".join(sorted(limits.agreed.names))
    return display_text(
        answer_set.document,
        answer_set.document.questions[one.question],
        answer_set.value(one.question, entry),
    )


def _most_of(days: Sequence[AgentDay], measure: str) -> list[tuple[str, int]]:
    """The names of a measure with how often they occurred, the most first."""
    counts: dict[str, int] = {}
    for one in days:
        for name, count in one.names(measure).items():
            counts[name] = counts.get(name, 0) + count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _changes(
    days: Sequence[AgentDay], assessment: Assessment
) -> tuple[datetime.date, Sequence[ChangeInWords]]:
    """The newest days against those before this cycle began, or else against the first ones;
    the last day of the earlier period."""
    begun = assessment.started_at.date()
    period = datetime.timedelta(days=PERIOD_DAYS)
    last = days[-1].day
    newest = last - period + ONE_DAY
    until = min(begun, newest)
    if days[0].day >= until:
        until = min(days[0].day + period, newest)
    before = [one for one in days if until - period <= one.day < until]
    after = [one for one in days if one.day >= newest]
    return until - ONE_DAY, [
        ChangeInWords(str(MEASURES[one.measure]), one, one.measure in NAMES)
        for one in compare_periods(before, after)
    ]
