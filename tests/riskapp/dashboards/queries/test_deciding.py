import pytest
from django.utils import timezone

from riskapp.accounts.models import Organisation
from riskapp.assessments.models import Assessment, Reviewer
from riskapp.dashboards.queries.deciding import deciding
from riskapp.dashboards.queries.standings import standings
from riskapp.decisions.choices import Outcome
from tests.riskapp.dashboards.conftest import decide, in_days, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def reviewed(assessment):
    Assessment.objects.filter(pk=assessment.pk).update(
        review_completed_at=timezone.now(), review_completed_by=assessment.started_by
    )


def test_what_is_not_reviewed_yet_waits_for_an_analyst(portfolio_of_four):
    found = deciding(scope_of(portfolio_of_four.approver))

    assert (found.number, found.rows) == (0, [])
    assert standings(scope_of(portfolio_of_four.approver)).to_review == 3


def test_the_worst_waits_first_with_its_reason_and_the_suggestion(portfolio_of_four):
    world = portfolio_of_four
    reviewed(world.typical)
    decide(world.critical, world.approver, in_days(-1))
    decide(world.low, world.approver, in_days(400))

    found = deciding(scope_of(world.approver))

    assert [(row.assessment, row.why) for row in found.rows] == [
        (world.critical.pk, "The decision has expired"),
        (world.typical.pk, "Reviewed, not decided"),
    ]
    assert found.rows[0].suggestion == "Stop the tool or the access concerned now."
    assert found.rows[0].holder
    assert (found.number, found.more) == (2, 0)
    assert standings(scope_of(world.approver)).to_review == 0


def test_a_decision_that_ends_soon_waits_and_a_rejection_does_not(portfolio_of_four):
    world = portfolio_of_four
    decide(world.typical, world.approver, in_days(20))
    decide(world.critical, world.approver, outcome=Outcome.REJECTED)

    found = deciding(scope_of(world.approver))

    assert [row.why for row in found.rows] == ["The decision expires soon"]


def test_with_four_eyes_nobody_waits_who_had_a_hand_in_it(portfolio_of_four):
    world = portfolio_of_four
    reviewed(world.typical)
    Organisation.objects.filter(pk=world.organisation.pk).update(four_eyes=True)
    assert deciding(scope_of(world.approver)).number == 1

    Reviewer.objects.create(
        assessment=world.typical, user=world.approver, last_at=timezone.now()
    )

    assert deciding(scope_of(world.approver)).number == 0
    assert deciding(scope_of(world.analyst)).number == 0


def test_nobody_decides_for_another_organisation(portfolio_of_four):
    reviewed(portfolio_of_four.typical)

    found = deciding(scope_of(portfolio_of_four.stranger))

    assert (found.number, found.rows) == (0, [])
    assert standings(scope_of(portfolio_of_four.stranger)).to_review == 0
