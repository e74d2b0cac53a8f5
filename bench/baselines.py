"""Watching a year of 200 agents: every day of each held against the days before it."""

from __future__ import annotations

from collections.abc import Iterator

from bench import Result, timed

AGENTS = 200
RUNS = 5


def results() -> Iterator[Result]:
    from riskapp.baselines.declared import DeclaredLimits
    from riskapp.baselines.watching import watch_agent
    from tests.data.activity import days_of, year_of

    limits = DeclaredLimits(
        {"writes": "T-08", "night": "T-05", "host": "T-08"},
        frozenset({"anthropic.com"}),
        frozenset({22, 23, 0, 1, 2, 3, 4}),
    )
    years = [year_of(number) for number in range(AGENTS)]
    observed = days_of()

    def work() -> None:
        for days in years:
            watch_agent(days, observed, limits)

    name = f"watch a year of {AGENTS} agents"
    yield timed(name, work, runs=RUNS, target=5000)
