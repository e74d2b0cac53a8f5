"""A seeded year of agents: noisy, with weekdays, holidays and names used now and then."""

import datetime
import random
from functools import lru_cache

from riskapp.baselines.model import AgentDay

START = datetime.date(2026, 1, 1)
DAYS = 365
SOURCE = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def days_of(start=START, count=DAYS):
    return [start + datetime.timedelta(days=at) for at in range(count)]


@lru_cache(maxsize=400)
def year_of(number, *, start=START, count=DAYS, seed=19):
    """The days of one agent, by its number; the same each time."""
    chance = random.Random(seed * 10_000 + number)
    agent = f"agent-{number:03}"
    level = chance.choice((40, 300, 2_000, 20_000))
    writes = 0 if number % 2 else level // 10
    repositories = [f"example/service-{at}" for at in range(chance.randint(2, 6))]
    tools = chance.sample(["search", "read_file", "edit_file", "run_tests", "issue"], 3)
    first_hour = chance.randint(6, 9)
    found = []
    for day in days_of(start, count):
        weekend = day.weekday() >= 5
        if chance.random() < 0.03 or (weekend and chance.random() < 0.9):
            continue
        share = (0.15 if weekend else 1.0) * chance.lognormvariate(0, 0.3)
        share *= (1.0, 1.1, 1.2, 1.0, 0.8, 1.0, 1.0)[day.weekday()]
        reads = max(1, round(level * share))
        used = [name for name in repositories if chance.random() < 0.5]
        hours = range(first_hour, first_hour + chance.randint(6, 10))
        seen = {
            "records_read": {"": reads},
            "records_written": {"": round(writes * share * chance.lognormvariate(0, 0.2))},
            "refusals": {"": chance.choice((0, 0, 0, 1, 1, 2, 4))},
            "repositories": dict.fromkeys(used or repositories[:1], 1 + reads // 10),
            "external_hosts": {"api.anthropic.com": 1 + reads // 20},
            "tools": {name: 1 + reads // 8 for name in tools if chance.random() < 0.8},
            "credentials": {f"token-{number}": 1},
            "hours": {str(hour): 1 + reads // 9 for hour in hours},
        }  # fmt: skip
        found.append(AgentDay(agent, day, seen))
    return tuple(found)


def with_more(one, measure, name, count):
    """The same day with something more."""
    seen = {key: dict(names) for key, names in one.seen.items()}
    names = seen.setdefault(measure, {})
    names[name] = names.get(name, 0) + count
    return AgentDay(one.agent, one.day, seen)
