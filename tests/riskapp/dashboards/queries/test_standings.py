import pytest
from django.db import connection

from riskapp.assessments.models import Assessment, EngagementStanding
from riskapp.common.many import update_many
from riskapp.dashboards.forms import StandingFilter, kept_work
from riskapp.dashboards.queries.deciding import waiting_for_decision
from riskapp.dashboards.queries.standings import (
    holding,
    no_valid_decision,
    rule_titles,
    standings,
)
from riskapp.decisions.choices import Outcome
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import EngagementFactory, scored
from tests.riskapp.dashboards.conftest import decide, in_days, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def test_engagements_are_counted_and_not_assessments(portfolio_of_four):
    world = portfolio_of_four
    scored(
        world.organisation, world.analyst, "careful", engagement=world.low.engagement
    )

    found = standings(scope_of(world.approver))

    assert found.total == 4
    assert found.ratings == {
        "none": 1,
        "critical": 2,
        "high": 0,
        "moderate": 0,
        "low": 1,
    }
    assert (found.critical, found.never, found.undecided) == (2, 1, 2)


def test_a_valid_decision_settles_a_critical_one_and_an_expired_one_does_not(
    portfolio_of_four,
):
    world = portfolio_of_four

    decide(world.critical, world.approver, in_days(5))
    assert standings(scope_of(world.approver)).undecided == 1

    decide(world.critical, world.approver, in_days(-1))
    assert standings(scope_of(world.approver)).undecided == 2


def test_every_engagement_stands_once_in_the_matrix(portfolio_of_four):
    found = standings(scope_of(portfolio_of_four.approver))

    cells = {
        (row.tier, cell.rating): cell.number
        for row in found.rows
        for cell in row.cells
        if cell.number
    }
    assert sum(cells.values()) == 4
    assert found.rows[0].cells[0].rating == "none"
    never = portfolio_of_four.never
    assert cells[never.tier or "none", "none"] == 1


def test_ratings_on_little_evidence_are_told_apart(portfolio_of_four):
    found = standings(scope_of(portfolio_of_four.approver))

    weak = EngagementStanding.objects.filter(
        organisation=portfolio_of_four.organisation, has_little_evidence=True
    )
    assert found.weak == weak.count() > 0
    assert all(cell.weak <= cell.number for row in found.rows for cell in row.cells)


def test_what_holds_a_rating_says_what_lifting_it_would_do(portfolio_of_four):
    world = portfolio_of_four
    EngagementStanding.objects.filter(assessment=world.critical).update(
        holding=["CR-01"], lifted_to="high"
    )
    EngagementStanding.objects.filter(assessment=world.typical).update(
        holding=["CR-01", "CR-02"], lifted_to="moderate"
    )
    EngagementStanding.objects.filter(assessment=world.low).update(holding=[])

    first, second = holding(scope_of(world.approver))

    assert (first.code, first.number, first.title) == (
        "CR-01",
        2,
        rule_titles()["CR-01"],
    )
    assert first.words == ["Lifting it takes 1 engagement to High."]
    assert (second.code, second.number, second.words) == ("CR-02", 1, [])


def test_a_standing_is_that_of_the_newest_score(portfolio_of_four):
    world = portfolio_of_four
    newer = scored(
        world.organisation,
        world.analyst,
        "careful",
        engagement=world.typical.engagement,
    )

    standing = EngagementStanding.objects.get(engagement=world.typical.engagement)

    assert (standing.assessment, standing.score) == (newer, newer.score)
    assert standing.law_counts == newer.score.law_counts
    floors = newer.score.result["floors"]
    assert set(standing.rules) == {f["by"] for f in floors if f["is_rule"]}
    score_assessment(newer)
    standing.refresh_from_db()
    assert standing.score == newer.score


def test_the_rules_of_a_standing_are_those_of_its_score(portfolio_of_four):
    standing = EngagementStanding.objects.get(assessment=portfolio_of_four.critical)
    result = portfolio_of_four.critical.score.result

    held = {
        floor["by"]
        for floor in result["floors"]
        if floor["value"] >= float(result["residual"]["value"])
    }
    assert set(standing.holding) == held
    assert standing.lifted_to in ("low", "moderate", "high")
    assert set(standing.unmet) == {
        row["id"]
        for row in result["criteria"]
        if row["duty"] and row["status"] in ("not_met", "not_answered")
    }


def test_archived_and_foreign_work_is_counted_nowhere(portfolio_of_four):
    world = portfolio_of_four
    assert standings(scope_of(world.stranger)).total == 0
    assert holding(scope_of(world.stranger)) == []

    work = EngagementFactory(vendor__organisation=world.organisation)
    assert standings(scope_of(world.approver)).total == 5
    Vendor.objects.filter(pk=work.vendor_id).update(archived_at=work.created_at)
    assert standings(scope_of(world.approver)).total == 4


def test_what_is_kept_of_many_scores_together_is_what_each_would_keep(
    portfolio_of_four,
):
    def kept():
        return (
            list(EngagementStanding.objects.order_by("engagement").values()),
            list(
                Engagement.objects.order_by("pk").values(
                    "rating", "residual", "assessed_on"
                )
            ),
        )

    named = list(
        Assessment.objects.filter(score__isnull=False).values("id", "score_id")
    )
    before = kept()
    nothing = {"rating": "", "residual": None, "assessed_on": None}
    EngagementStanding.objects.all().delete()
    Engagement.objects.update(**nothing)
    Assessment.objects.update(score=None)
    assert kept() == ([], [nothing] * len(before[1]))

    update_many(Assessment, named)
    found = kept()
    EngagementStanding.objects.all().delete()
    with connection.cursor() as cursor:  # as it was kept once, each for itself
        cursor.execute("SELECT assessments_keep_standing(id) FROM vendors_engagement")
    alone = kept()

    def rows(kept):
        return [
            [{k: v for k, v in row.items() if k != "id"} for row in part]
            for part in kept
        ]

    assert len(named) == len(found[0]) == 3
    assert rows(found) == rows(before) == rows(alone)


def test_work_is_narrowed_by_what_was_decided_and_by_what_waits(portfolio_of_four):
    world = portfolio_of_four
    user, work = world.approver, kept_work(world.approver)
    decide(world.critical, user, in_days(-1))
    decide(world.typical, user, in_days(20))
    decide(world.low, user, outcome=Outcome.REJECTED)
    Assessment.objects.filter(pk=world.low.pk).update(review_completed_at=None)

    def keys(**asked):
        return [row.pk for row in StandingFilter(asked, queryset=work, user=user).qs]

    none = work.filter(no_valid_decision(in_days(0)))
    assert keys(decision="none") == [row.pk for row in none]
    assert keys(decision="none") == [world.critical.engagement_id]
    assert keys(decision="approved") == [world.typical.engagement_id]
    assert keys(decision="rejected") == [world.low.engagement_id]
    waiting = waiting_for_decision(work, user, in_days(0))
    assert set(keys(waiting="yes")) == {row.pk for row in waiting}
    assert len(keys(waiting="yes")) == 2
