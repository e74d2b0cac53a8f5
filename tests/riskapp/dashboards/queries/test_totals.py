import datetime

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.errors import Refusal
from riskapp.assessments.models import (
    Assessment,
    EngagementStanding,
    Reviewer,
    Score,
)
from riskapp.dashboards.choices import Counted
from riskapp.dashboards.forms import ScopeFilter, kept_work
from riskapp.dashboards.queries.first import panels
from riskapp.dashboards.queries.moved import moved
from riskapp.dashboards.queries.reach import production_rights
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.totals import owners_and_labels, totals_of
from riskapp.decisions.choices import Outcome
from riskapp.findings.actions.settling import accept_finding, reopen_finding
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendors.models import Engagement, Vendor
from riskapp.vendors.queries import choices_in
from tests.chance import times
from tests.conftest import owner
from tests.factories.riskapp import EngagementFactory, VendorFactory, scored
from tests.riskapp.dashboards.conftest import decide, in_days, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def assessed(world, at):
    rows = list(Assessment.objects.exclude(score=None).order_by("pk"))
    return rows[at % len(rows)]


def work(world, at):
    rows = list(
        Engagement.objects.filter(organisation=world.organisation).order_by("pk")
    )
    return Engagement.objects.filter(pk=rows[at % len(rows)].pk)


def vendor(world, at):
    return Vendor.objects.filter(engagements__in=work(world, at))


def evaluate(world, at):
    answers = ("careful", "typical", "personal-accounts", "production-agents")
    scored(
        world.organisation,
        world.analyst,
        answers[at % len(answers)],
        engagement=work(world, at).get(),
    )


def evaluate_again(world, at):
    score_assessment(assessed(world, at), timezone.localdate() + datetime.timedelta(at))


def decided(world, at):
    if not at:
        decide(assessed(world, at), world.approver, outcome=Outcome.REJECTED)
    else:
        decide(assessed(world, at), world.approver, in_days(at * 10 - 20))


def review(world, at):
    Assessment.objects.filter(pk=assessed(world, at).pk).update(
        review_completed_at=timezone.now() if at % 3 else None,
        last_reviewer=world.approver if at % 2 else None,
    )


def touch(world, at):
    Reviewer.objects.update_or_create(
        assessment=assessed(world, at),
        user=world.approver,
        defaults={"last_at": timezone.now()},
    )


def accept(world, at):
    findings = list(Finding.objects.order_by("pk"))
    accept_finding(
        findings[at % len(findings)],
        reason="Cheap.",
        until=in_days(at + 1),
        by=world.approver,
    )


def open_again(world, at):
    findings = list(Finding.objects.order_by("pk"))
    reopen_finding(findings[at % len(findings)], reason="Dear.", by=world.approver)


def lose_tools(world, at):
    keys = list(Tool.objects.order_by("pk").values_list("pk", flat=True))
    Tool.objects.filter(pk__in=keys[:at]).delete()


def move_tools(world, at):
    Tool.objects.update(
        provider="Kestrel" if at % 2 else "",
        places=["DE", "US"][: at % 3],
        families=["Claude", "GPT"][: at % 3],
        rights=production_rights()[: at % 2],
        changed_on=in_days(at),
        changed_as="value",
        lifetime=at * 24,
        lifetime_as="value",
    )


def change(**facts):
    return lambda world, at: work(world, at).update(
        **{name: values[at % len(values)] for name, values in facts.items()}
    )


def archive(rows):
    return lambda world, at: rows(world, at).update(
        archived_at=timezone.now() if at % 3 else None
    )


def come_and_go(world, at):
    VendorFactory(organisation=world.organisation, labels=["new"])
    Vendor.objects.filter(engagements=None).delete()


def long_ago(world, at):
    """As if all scores had been taken earlier; rows that never change."""
    by = datetime.timedelta(days=at * 40)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL riskapp.forgets = 'on'")
        Score.objects.update(created_at=F("created_at") - by)
        cursor.execute("SET LOCAL riskapp.forgets = ''")
        EngagementStanding.objects.update(scored_at=F("scored_at") - by)


STEPS = {
    "long ago": long_ago,
    "new work": lambda world, at: EngagementFactory(
        vendor__organisation=world.organisation, vendor__labels=["cloud"]
    ),
    "evaluate": evaluate,
    "evaluate again": evaluate_again,
    "decide": decided,
    "review": review,
    "touch": touch,
    "four eyes": lambda world, at: (
        type(world.organisation)
        .objects.filter(pk=world.organisation.pk)
        .update(four_eyes=bool(at % 2))
    ),
    "accept": accept,
    "open again": open_again,
    "lose tools": lose_tools,
    "move tools": move_tools,
    "tier": change(tier=["low", "high", ""], inherent=[None, 20, 77.5]),
    "contract": change(contract_ends_on=[None, in_days(-4), in_days(70)]),
    "archive work": archive(work),
    "archive vendor": archive(vendor),
    "owner": lambda world, at: vendor(world, at).update(
        owner=world.analyst if at % 2 else None, labels=["core", "cloud"][: at % 3]
    ),
    "come and go": come_and_go,
}
STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 6))


def narrowed_scopes(world):
    """The work of one who decides, narrowed by each thing, by two, and by all."""
    for narrowed in (
        "tier=high",
        "label=cloud",
        f"owner={world.analyst.pk}",
        "tier=low&label=core",
        f"label=cloud&owner={world.analyst.pk}",
        f"owner={world.analyst.pk}&tier=high",
        f"label=core&owner={world.analyst.pk}&tier=low",
    ):
        user = world.approver
        asked = QueryDict(narrowed)
        found = ScopeFilter(asked, queryset=kept_work(user), user=user)
        # Also what nothing stands for any more, which is not offered.
        work = kept_work(user).filter(
            **{
                {"label": "vendor__labels__contains", "owner": "vendor__owner"}.get(
                    name, name
                ): [value] if name == "label" else value
                for name, value in asked.items()
            }
        )
        assert not found.is_valid() or set(found.qs) == set(work)
        yield WorkScope(user, work, timezone.localdate(), narrowed=narrowed)


def assert_narrowed(world):
    for scope in narrowed_scopes(world):
        totals = totals_of(scope)
        assert (totals is None) == (scope.narrowed.count("&") == 2)
        assert panels(scope, totals) == panels(scope, None)


def assert_kept(world, *days):
    for user in (world.approver, world.analyst, world.stranger):
        for one in days or (90,):
            scope = scope_of(user, days=one)
            assert panels(scope, totals_of(scope)) == panels(scope, None)
        offered = choices_in(user)
        assert owners_and_labels(user) == (offered.owners, offered.labels)


@settings(
    max_examples=times(12, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=6), days=st.sampled_from([-1, 0, 90]))
def test_a_page_of_totals_is_the_page_of_the_rows_after_any_changes(
    portfolio_of_four, steps, days
):
    with transaction.atomic():
        for name, at in steps:
            try:
                with transaction.atomic():
                    STEPS[name](portfolio_of_four, at)
            except Refusal:
                continue
        assert_kept(portfolio_of_four, days)
        assert_narrowed(portfolio_of_four)
        transaction.set_rollback(True)


def test_what_was_made_is_in_the_totals(portfolio_of_four):
    assert_kept(portfolio_of_four)


@pytest.mark.parametrize("name", sorted(STEPS))
def test_each_change_is_in_the_totals_at_once(portfolio_of_four, name):
    for at in (1, 0, 2):
        try:
            with transaction.atomic():
                STEPS[name](portfolio_of_four, at)
        except Refusal:
            continue
        assert_kept(portfolio_of_four, 90, -1)
        assert_narrowed(portfolio_of_four)


def test_ratings_that_moved_are_told_of_what_is_kept(portfolio_of_four):
    world = portfolio_of_four
    long_ago(world, 3)
    for name, before in (("careful", world.critical), ("typical", world.low)):
        scored(world.organisation, world.analyst, name, engagement=before.engagement)

    assert_kept(world)
    scope = scope_of(world.approver)
    found = moved(scope, is_kept=True)

    assert (found.worse, found.better, found.first) == (1, 1, 0)
    assert [row.before for row in found.rows] == ["low", "critical"]


def test_a_vendor_with_work_of_several_tiers_counts_in_each(portfolio_of_four):
    world = portfolio_of_four
    of = world.low.engagement
    of.tier = "low"
    of.save(update_fields=["tier"])
    EngagementFactory(vendor=of.vendor, tier="high")
    Engagement.objects.filter(pk=world.typical.engagement_id).update(
        vendor=of.vendor, tier="high"
    )
    Tool.objects.filter(engagement=world.typical.engagement).update(vendor=of.vendor)

    assert_narrowed(world)
    numbers = totals_of(next(narrowed_scopes(world))).of(Counted.CELL)
    assert sum(numbers.values()) >= 2
