"""Scoring many responses anew: what a newer model costs a portfolio, in batches."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random
from uuid import UUID

from bench import Result, measured
from bench.database import backend_seconds, on_a_database
from questionnaires.document.values import Filled

ASSESSMENTS = int(os.environ.get("BENCH_ASSESSMENTS", "100"))
PORTFOLIO = 10_000
TARGET = 25  # seconds, of one processor
CHANGED = 0.1  # of the answers of an example
EXAMPLES = ("typical", "careful", "half-answered", "personal-accounts")


@on_a_database
def results() -> Iterator[Result]:
    """Each is scored once by a model that came before; then all are anew, in batches. No two
    say the same, so that nothing is gained which a real portfolio would not gain. A few are
    before the others and not counted: what is loaded and planned once is not once for each."""
    from questionnaires.actions.answers import fill  # these need the database
    from questionnaires.actions.responses import submit_response
    from riskapp.assessments.models import Assessment
    from riskapp.results.actions import scoring
    from riskapp.results.tasks import BATCH
    from tests.conftest import make_world

    world = make_world("Bench")
    newest, evaluate = scoring.MODEL, scoring.evaluate
    scoring.MODEL = "ait-score 1"
    scoring.evaluate = partial(evaluate, model=1)
    due: list[UUID] = []
    for number in range(len(EXAMPLES) + ASSESSMENTS):
        name = EXAMPLES[number % len(EXAMPLES)]
        made = world.assessment(name, f"Work {number}", filled=False)
        fill(made.response, _answers(number, name))
        submit_response(made.response, name="Vera Vendor", role="CTO")
        due.append(made.pk)
    for first in range(0, len(due), BATCH):
        scoring.score_each(due[first : first + BATCH])
    scoring.MODEL, scoring.evaluate = newest, evaluate
    scoring.score_each(due[: len(EXAMPLES)])
    due = sorted(due[len(EXAMPLES) :])
    start, used, stored = time.perf_counter(), time.process_time(), backend_seconds()
    for first in range(0, len(due), BATCH):
        scoring.score_each(due[first : first + BATCH])
    times = PORTFOLIO / len(due)
    wall = (time.perf_counter() - start) * times
    here = (time.process_time() - used) * times
    there = (backend_seconds() - stored) * times
    assert Assessment.objects.filter(pk__in=due, score__model=newest).count() == len(
        due
    )
    what = f"scoring {PORTFOLIO:,} responses anew (from {len(due)})"
    yield measured(
        f"{what}: processor time, with the database", [here + there], "s", TARGET
    )
    yield measured(f"{what}: time", [wall], "s", 2 * TARGET)


def _answers(number: int, name: str) -> Filled:
    """The answers of an example with a tenth of them changed, as nobody else gives them."""
    from tests.strategies import changed_example

    random = Random(number)  # noqa: S311  # no secret: the same answers each time
    answered = changed_example(random, name, CHANGED).filled
    return replace(answered, set_aside={})
