import pytest
from django.utils import timezone

from riskapp.dashboards.queries.auditing import (
    AGAINST,
    SAME,
    UNREVIEWED,
    acceptances_past,
    counts_of,
    decisions_of,
    questioned,
    sample,
)
from riskapp.findings.models import Finding
from tests.riskapp.dashboards.conftest import decide, in_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def test_decisions_out_of_the_ordinary_are_counted_and_listed(portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.approver, in_days(30))
    decide(world.typical, world.analyst, in_days(30))
    decide(
        world.critical,
        world.approver,
        in_days(30),
        exceptions=["suggestion", "review"],
        exception_reason="The launch cannot wait.",
    )

    counts = counts_of(world.approver)

    assert counts == {"all": 3, AGAINST: 1, UNREVIEWED: 1, SAME: 1}
    (same,) = questioned(decisions_of(world.approver), SAME)
    assert same.assessment_id == world.typical.pk
    for kind in (AGAINST, UNREVIEWED):
        (found,) = questioned(decisions_of(world.approver), kind)
        assert found.assessment_id == world.critical.pk


def test_acceptances_past_their_end_are_told(portfolio_of_four):
    world = portfolio_of_four
    today = timezone.localdate()
    assert not acceptances_past(world.approver, today)

    Finding.objects.filter(state="accepted").update(accepted_until=in_days(-2))

    (found,) = acceptances_past(world.approver, today)
    assert found.assessment_id == world.critical.pk


def test_the_same_seed_draws_the_same_sample(portfolio_of_four):
    world = portfolio_of_four
    for until in range(1, 13):
        decide(world.low, world.approver, in_days(until))

    first, again = sample(world.approver, "2026"), sample(world.approver, "2026")

    assert (len(first.rows), first.of) == (10, 12)
    assert [row.pk for row in first.rows] == [row.pk for row in again.rows]
    others = [sample(world.approver, str(seed)) for seed in range(5)]
    assert any([r.pk for r in o.rows] != [r.pk for r in first.rows] for o in others)


def test_nobody_looks_into_the_decisions_of_another_organisation(portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.approver, in_days(30))

    assert counts_of(world.stranger) == {"all": 0, AGAINST: 0, UNREVIEWED: 0, SAME: 0}
    assert sample(world.stranger, "2026").of == 0
    assert not decisions_of(world.stranger)
