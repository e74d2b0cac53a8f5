"""The short form, for every change: save, list, score and pages against figures that are kept.

Processor time is compared with that of a yardstick, which is measured in turn with it. It does
what the product does and none of what is ours: Django renders a template and words a query,
texts and exact sums are gone through. So it reaches as far into memory, and a slow or busy
machine changes both alike, which a small loop does not: on a machine with seven times the work
it can do, that one said 1.4 times the kept figure of unchanged code. What counts is the median.
A figure that is more than a quarter over the kept one, in time or in calls, is measured again,
and only one that is so every time ends with status 1. Statements are counted exactly.

``python -m bench.short`` compares, ``python -m bench.short keep`` writes bench/kept.json anew:
after a change that is meant to cost, or to save.
"""

from __future__ import annotations

import cProfile
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

DATABASE = "bench_short"
KEPT = Path(__file__).with_name("kept.json")
MORE = 1.25  # times the kept figure
TRIES = 4
FEWEST, SECONDS = 20, 0.8  # runs in one try, and processor time of them all


@dataclass(frozen=True, slots=True)
class Figure:
    """``times`` is processor time in yardsticks, ``calls`` are those of Python functions."""

    times: float
    calls: int
    statements: int

    def worse_than(self, kept: Figure) -> list[str]:
        """What it takes more than a quarter more of."""
        worse = []
        if self.times > kept.times * MORE:
            worse.append(f"takes {self.times / kept.times:.2f} times what it took")
        if self.calls > kept.calls * MORE:
            worse.append(f"makes {self.calls} calls, not {kept.calls}")
        return worse


TEMPLATE = """
{% load i18n %}{% for row in rows %}<li id="{{ row.id }}"{% if row.is_odd %} class="odd"{% endif %}>
{% translate "Yes" %} {{ row.name|truncatechars:20 }}{% if row.more %}: {% for one in row.more %}
<b>{{ one|default:"-" }}</b>{% if not forloop.last %}, {% endif %}{% endfor %}{% endif %}</li>{% endfor %}
"""


@cache
def _page() -> Callable[[], str]:
    from django.template import engines

    rows = [
        {"id": n, "is_odd": n % 2, "name": f"<row> {n}" * 4, "more": range(n % 5)}
        for n in range(25)
    ]
    template = engines["django"].from_string(TEMPLATE)
    return lambda: str(template.render({"rows": rows}))


def _query() -> str:
    from django.contrib.contenttypes.models import ContentType

    wanted = ContentType.objects.filter(app_label="a", permission__name__in=["b", "c"])
    return str(wanted.exclude(model="d").order_by("model", "app_label").query)


def yardstick() -> int:
    """A few milliseconds of what the product does, without anything of ours."""
    _page()()
    _query()
    return _sums()


def _sums() -> int:
    found: dict[str, tuple[int, Fraction]] = {}
    for number in range(400):
        name = f"answer-{number % 50}"
        count, total = found.get(name, (0, Fraction(0)))
        found[name] = count + 1, total + Fraction(number % 5, 4)
    return sum(count for count, _ in sorted(found.values()))


def yardsticks(work: Callable[[], object]) -> float:
    """Processor time of ``work`` in yardsticks, by the medians of the runs of each in turn."""
    own, stick = [], []
    while len(own) < FEWEST or sum(own) < SECONDS:
        for times, one in ((own, work), (stick, yardstick)):
            start = time.process_time()
            one()
            times.append(time.process_time() - start)
    return statistics.median(own) / statistics.median(stick)


def calls_of(work: Callable[[], object]) -> int:
    """How many functions of Python are called, where nothing is done that is due now and then."""
    return min(map(_calls_of, [work] * 3))


def _calls_of(work: Callable[[], object]) -> int:
    profile = cProfile.Profile(builtins=False)
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def measured(work: Callable[[], object]) -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _warm in range(5):
        work()
    with CaptureQueriesContext(connection) as asked:
        work()
    statements = len(asked)  # later requests forget them
    return Figure(round(yardsticks(work), 2), calls_of(work), statements)


def usual(work: Callable[[], object]) -> Figure:
    """What is worth keeping: neither a lucky figure nor an unlucky one."""
    return sorted([measured(work) for _ in range(3)], key=lambda one: one.times)[1]


def compared(name: str, work: Callable[[], object], kept: Figure) -> Iterator[str]:
    """Measure, and say what is worse than it was."""
    found = measured(work)
    tries = 1
    while found.worse_than(kept) and tries < TRIES:
        time.sleep(tries)
        found, tries = measured(work), tries + 1
    print(
        f"{name:<8}{found.times:>8.2f} yardsticks, kept {kept.times:>7.2f}"
        f"{found.calls:>8} calls, kept {kept.calls:>7}"
        f"{found.statements:>4} statements, kept {kept.statements:>3}"
    )
    for worse in found.worse_than(kept):
        yield f"{name} {worse}"
    if found.statements != kept.statements:
        yield f"{name} makes {found.statements} statements, not {kept.statements}"


@contextmanager
def works() -> Iterator[dict[str, Callable[[], object]]]:
    """What is measured, in a small world of its own."""
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests import databases

    setup_test_environment(debug=False)
    databases.fresh(DATABASE)  # from the template of the tests
    with databases.using(DATABASE):
        from questionnaires.document.answer_set import AnswerSet
        from questionnaires.queries import token_of
        from riskapp.scoring.catalogue import core_catalogue
        from riskapp.scoring.evaluation import evaluate
        from tests.conftest import make_world
        from tests.factories.riskapp import example

        world = make_world("Bench")
        response = world.assessment("production-agents").response
        for number in range(10):
            world.assessment("half-answered", f"Work {number}")
        respondent, member = Client(), world.client("analyst")
        respondent.post("/respond/", {"code": token_of(response.invitations.get())})
        respondent.post("/respond/start/", {"name": "Bench"})
        answers = example("production-agents")
        path = f"/respond/{response.pk}/"
        tool = f"{path}entries/{response.entries.first().pk}/"
        saved = {"question": "GOV-02", "entry": "", "here": "GOV-02"}
        values = ["team", "named"]

        def save() -> None:
            values.reverse()
            reply = respondent.post(
                f"{path}answer/",
                saved | {"GOV-02-value": values[0]},
                headers={"accept": "application/json"},
            )
            assert reply.status_code == 200, reply.content

        def read(client: Client, address: str) -> None:
            assert client.get(address).status_code == 200, address

        yield {
            "save": save,
            "list": lambda: read(member, "/assessments/"),
            "page": lambda: read(respondent, f"{path}sections/DAT/"),
            "tool": lambda: read(respondent, tool),
            "score": lambda: evaluate(
                AnswerSet(answers.document, answers.filled, answers.as_of),
                core_catalogue(),
            ),
        }
    databases.drop(DATABASE)


def main(wanted: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.test")
    from riskapp.embedded import data_directory, ensure_services

    ensure_services(data_directory() / "test")
    import django

    django.setup()
    import logging

    logging.disable(logging.INFO)
    with works() as found:
        if wanted == ["keep"]:
            figures = {name: asdict(usual(work)) for name, work in found.items()}
            KEPT.write_text(json.dumps(figures, indent=2) + "\n")
            return 0
        kept = {
            name: Figure(**figure)
            for name, figure in json.loads(KEPT.read_text()).items()
        }
        worse = [
            line for name in kept for line in compared(name, found[name], kept[name])
        ]
    for line in worse:
        print(line)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
