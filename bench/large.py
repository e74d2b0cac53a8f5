"""The laboratory at its largest: 10,000 vendors in three cycles, four million answers and more, and
the pages of the desk in it. ``BENCH_VENDORS`` makes it smaller or larger."""

from __future__ import annotations

from collections.abc import Iterator

from bench import Result, measured
from bench.database import on_a_database
from bench.laboratory import CYCLES, FEWEST
from bench.lists import MANY, VENDORS, seeded, visited


@on_a_database
def results() -> Iterator[Result]:
    from questionnaires.models import Answer  # these need the database
    from riskapp.accounts.models import Organisation

    yield from seeded(CYCLES)
    ours = Organisation.objects.get(
        memberships__user__email=f"procurement@laboratory-{MANY}.example"
    )
    answers = Answer.objects.filter(response__tenant=ours.pk).count()
    what = f"laboratory: {VENDORS:,} vendors, cycles: {CYCLES}"
    yield measured(f"{what}: answers", [answers], "", VENDORS * FEWEST, is_floor=True)
    yield from visited()
