"""What the demo makes of it is told in test_actions.py; here what its days hold."""

import datetime

from riskapp.baselines.watching import watch_agent
from riskapp.demo.actions.happening import (
    NEW,
    OPERATIONS,
    RELEASE,
    UNLISTED,
    demo_days,
)

LAST = datetime.date(2026, 11, 29)


def watched(agent):
    days = [one for one in demo_days(LAST) if one.agent == agent]
    return watch_agent(days, [one.day for one in days])


def unusual(agent):
    return {one.measure for one in watched(agent).deviations}


def test_each_agent_of_the_demo_has_a_part_of_its_own():
    assert unusual(RELEASE) == {"records_written", "external_hosts"}
    assert unusual(OPERATIONS) == {"hours"}
    assert unusual(UNLISTED) == set()
    assert watched(NEW).is_learning
