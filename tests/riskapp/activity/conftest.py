"""A scored assessment, and files of daily totals about the agents of its tools."""

import datetime

import pytest
from django.test import Client

from questionnaires.actions.invitations import invite
from riskapp.activity.actions.watching import watch_agents
from riskapp.baselines.model import AgentActivity, AgentDay
from riskapp.baselines.writing import lines_of
from riskapp.facts.actions.dropping import drop_at_buyer
from tests.data.activity import SOURCE, days_of, with_more
from tests.entering import come_in

START = datetime.date(2026, 9, 1)
# A tool that only reads, without open internet access, and with a person in every step.
AGENT = "Ollama 0.12 with a local model"
SEEN = {
    "records_read": {"": 100},
    "repositories": {"example/billing": 5},
    "tools": {"edit_file": 9},
    "credentials": {"deploy-key": 1},
    "hours": {"9": 50, "10": 57},
}


def days(count, agent=AGENT, start=START):
    return [AgentDay(agent, day, SEEN) for day in days_of(start, count)]


def changed(given, measure, name, count, *, at=-1):
    given = list(given)
    given[at] = with_more(given[at], measure, name, count)
    return given


def totals(given):
    """A file of daily totals."""
    ordered = sorted(one.day for one in given)
    activity = AgentActivity(ordered[0], ordered[-1], given, [SOURCE])
    return "".join(lines_of(activity, SOURCE)).encode()


@pytest.fixture
def scored(world):
    return world.assessment("careful", scored=True)


@pytest.fixture
def dropped(world, scored):
    """Have a member hand over days, and the agents watched."""

    def drop(given, name="activity.jsonl", **more):
        file = drop_at_buyer(scored, totals(given), name, by=world.analyst, **more)
        watch_agents(scored)
        return file

    return drop


@pytest.fixture
def answering(world):
    return world.assessment("half-answered")


@pytest.fixture
def vendor(answering) -> Client:
    invitation = answering.response.invitations.first() or invite(
        answering.response, actor="buyer"
    )
    return come_in(invitation)
