import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.dashboards.queries.portfolio import portfolio
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
    started,
    submitted,
)
from tests.riskapp.dashboards.conftest import decide, in_days

pytestmark = pytest.mark.django_db


def counts(rows):
    return {code: count for code, _, count in rows}


def test_an_engagement_counts_once_by_its_newest_score(organisation, analyst):
    engagement = EngagementFactory(vendor__organisation=organisation)
    scored(organisation, analyst, "typical", engagement=engagement)
    scored(organisation, analyst, "careful", engagement=engagement)
    started(organisation, analyst, engagement=engagement)

    found = portfolio(analyst, timezone.localdate())

    assert found["total"] == 1
    assert counts(found["ratings"]) == {
        "critical": 0,
        "high": 0,
        "moderate": 0,
        "low": 1,
        "none": 0,
    }
    assert counts(found["tiers"])["moderate"] == 1


def test_what_waits_is_not_assessed(organisation, analyst):
    started(organisation, analyst)
    late = started(organisation, analyst, days=-1)
    submitted(organisation, analyst)

    found = portfolio(analyst, timezone.localdate())

    assert counts(found["ratings"])["none"] == found["total"] == 3
    assert (found["waiting"], found["overdue"], found["scoring"]) == (2, 1, 1)
    assert found["late"] == [late]


def test_work_nobody_was_asked_about_is_named(organisation, analyst):
    EngagementFactory(vendor__organisation=organisation)

    found = portfolio(analyst, timezone.localdate())

    assert (found["total"], found["unsent"]) == (0, 1)


def test_work_of_which_all_was_withdrawn_waits_for_nobody_to_ask(organisation, analyst):
    engagement = EngagementFactory(vendor__organisation=organisation)
    started(organisation, analyst, engagement=engagement)
    Assessment.objects.update(state=AssessmentState.WITHDRAWN)
    started(organisation, analyst, engagement=engagement)
    alone = started(organisation, analyst)
    Assessment.objects.filter(pk=alone.pk).update(state=AssessmentState.WITHDRAWN)

    found = portfolio(analyst, timezone.localdate())

    assert (found["total"], found["unsent"]) == (1, 0)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_decision_has_expired_where_it_is_of_the_cycle_that_counts(
    organisation, analyst, is_withdrawn
):
    engagement = EngagementFactory(vendor__organisation=organisation)
    for _cycle in range(2):
        last = scored(organisation, analyst, engagement=engagement)
        decide(last, analyst, in_days(-1))
    if is_withdrawn:
        state = AssessmentState.WITHDRAWN
        Assessment.objects.filter(pk=last.pk).update(state=state)
    decide(scored(organisation, analyst), analyst, in_days(1))

    assert portfolio(analyst, timezone.localdate())["ended"] == 1


def test_the_worst_come_first_and_the_good_do_not_come(organisation, analyst):
    high = scored(organisation, analyst, "typical")
    critical = scored(organisation, analyst, "personal-accounts")
    low = scored(organisation, analyst, "careful")

    found = portfolio(analyst, timezone.localdate())

    assert found["worst"] == [critical, high]
    assert found["newest"] == [low, critical, high]


def test_no_organisation_sees_another(organisation, analyst):
    scored(organisation, analyst)
    stranger = member(OrganisationFactory(), Role.ADMINISTRATOR)

    found = portfolio(stranger, timezone.localdate())

    assert (found["total"], found["newest"], found["worst"]) == (0, [], [])
