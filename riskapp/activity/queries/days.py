"""Days of agents as they were kept."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from questionnaires.choices import ResponseState
from questionnaires.document.answer_set import AnswerSet
from questionnaires.models import Entry
from riskapp.activity.models import GIVEN_LATER, ActivityDay, ActivityFile
from riskapp.baselines.joining import entries_by_agent
from riskapp.baselines.model import AgentDay
from riskapp.vendors.models import Engagement

DaysByAgent = dict[str, list[AgentDay]]
Rank = tuple[bool, int, int]


def files_of(engagement: Engagement) -> list[ActivityFile]:
    """The files of daily totals about one engagement, over all its cycles.

    What a vendor handed over with answers that it did not submit yet is not among them: it can
    still take it back, and nobody hears of it before.
    """
    handed_in = Q(respondent=None) | ~Q(response__state=ResponseState.OPEN)
    found = ActivityFile.objects.filter(handed_in, engagement=engagement)
    found = found.annotate(given_later=GIVEN_LATER)
    return list(found.select_related("respondent", "by", "entry"))


def agents_in(files: Sequence[ActivityFile]) -> list[str]:
    """The agents that files speak of, by name."""
    return sorted({agent for file in files for agent in file.agents})


def days_by_agent(
    files: Sequence[ActivityFile], agents: Collection[str] | None = None
) -> DaysByAgent:
    """The days of agents, in order; one query.

    Where several files speak of the same one, what a member handed over counts before what the
    vendor did, and what the vendor submitted before what it hands over later: nobody takes back
    what was seen. Otherwise the file that was read last counts.
    """
    order = _ranks(files)
    rows = ActivityDay.objects.filter(file__in=list(order))
    if agents is not None:
        rows = rows.filter(agent__in=agents)
    kept: dict[tuple[str, datetime.date], tuple[Rank, AgentDay]] = {}
    for file, agent, day, seen in rows.values_list("file", "agent", "day", "seen"):
        at = order[file]
        if (agent, day) not in kept or kept[agent, day][0] < at:
            kept[agent, day] = at, AgentDay(agent, day, seen)
    found: DaysByAgent = {}
    for (agent, _day), (_at, one) in sorted(kept.items()):
        found.setdefault(agent, []).append(one)
    return found


def _ranks(files: Sequence[ActivityFile]) -> dict[UUID, Rank]:
    """How much each file counts, by its key; ``files`` in the order they came."""
    responses = list(dict.fromkeys(file.response_id for file in files))
    earlier = {key: -at for at, key in enumerate(responses)}
    return {
        file.pk: (True, 0, at) if file.by_id else (False, earlier[file.response_id], at)
        for at, file in enumerate(files)
    }


def observed(files: Sequence[ActivityFile], agent: str) -> set[datetime.date]:
    """The days on which somebody looked at what an agent does."""
    return {
        file.first_day + datetime.timedelta(days=at)
        for file in files
        if agent in file.agents
        for at in range((file.last_day - file.first_day).days + 1)
    }


def entries_of(files: Sequence[ActivityFile], answer_set: AnswerSet) -> dict[str, str]:
    """Which tool each agent is: the one its file was dropped on, else the one that is called
    like it, or like the product it names. The id of the entry, "" for no tool in the register."""
    entries = answer_set.filled.entries
    found = entries_by_agent(agents_in(files), entries)
    return found | _dropped_on(files, {entry.id for entry in entries})


def _dropped_on(files: Sequence[ActivityFile], there: set[str]) -> dict[str, str]:
    """The tools of agents whose files were dropped on one; a later response has copies of them."""
    dropped = {file.entry_id for file in files if file.entry_id}
    if not dropped:
        return {}
    moved = {
        origin: str(pk)
        for pk, origin in Entry.objects.filter(origin__in=dropped).values_list("pk", "origin")
        if str(pk) in there
    }  # fmt: skip
    found: dict[str, str] = {}
    for file in files:
        if file.entry_id is None:
            continue
        own = str(file.entry_id)
        entry = own if own in there else moved.get(file.entry_id, "")
        if entry:
            found |= dict.fromkeys(file.agents, entry)
    return found
