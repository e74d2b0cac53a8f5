"""How much is asked follows from the tier, and is told."""

from dataclasses import replace

import pytest

from questionnaires.actions.answers import fill
from questionnaires.actions.responses import submit_response
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.scope import AskedForm, form_of, short_form_fits
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendors.choices import Tier
from tests.factories.riskapp import EngagementFactory, core_version, example, started

pytestmark = pytest.mark.django_db
LOW = {
    "ENG-01": "none",
    "ENG-02": "minor",
    "ENG-03": "ordinary",
    "ENG-04": "read",
    "ENG-05": "suggest",
    "ENG-06": "spot",
    "ENG-07": "no",
    "ENG-08": "no",
    "ENG-09": "yes",
}


@pytest.fixture
def low(organisation):
    """Work of which little is at stake."""
    return EngagementFactory(
        vendor__organisation=organisation, profile=LOW, inherent="16.7", tier=Tier.LOW
    )


def test_the_short_form_is_for_the_low_tier_alone(organisation, low):
    version = core_version()

    assert short_form_fits(low, version)
    for tier in set(Tier) - {Tier.LOW}:
        low.tier = tier
        assert not short_form_fits(low, version), tier


def test_a_tier_that_the_answers_do_not_bear_out_is_not_low(low):
    low.profile = LOW | {"ENG-02": "critical"}

    assert not short_form_fits(low, core_version())


def test_a_score_that_found_more_at_stake_ends_the_short_form(low, analyst):
    assessment = started(low.organisation, analyst, engagement=low)
    filled = example("production-agents").filled
    fill(assessment.response, replace(filled, profile={}))
    submit_response(assessment.response, name="Vera", role="CTO")
    score_assessment(Assessment.objects.get(pk=assessment.pk))

    found = form_of(Assessment.objects.get(pk=assessment.pk))

    assert found == AskedForm(asked=45, of=109, is_short=True, outgrown=True)
    assert not short_form_fits(low, core_version())


def test_a_risen_tier_is_told_beside_the_short_form(low, analyst):
    assessment = started(low.organisation, analyst, engagement=low)
    assert form_of(assessment) == AskedForm(45, 109, is_short=True, outgrown=False)

    low.tier = Tier.HIGH
    low.save()

    assert form_of(Assessment.objects.get(pk=assessment.pk)).outgrown


def test_the_whole_form_is_told_as_such(organisation, analyst):
    assessment = started(organisation, analyst)

    assert form_of(assessment) == AskedForm(109, 109, is_short=False, outgrown=False)
