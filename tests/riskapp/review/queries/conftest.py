"""An assessment whose answers can be made to contradict each other."""

import pytest

from questionnaires.actions.answers import fill
from questionnaires.actions.responses import submit_response
from questionnaires.queries import answer_set_of
from riskapp.assessments.models import Assessment
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.queries.contradictions import clashes_of
from tests.factories.riskapp import example


@pytest.fixture
def opened(world):
    made = world.assessment("careful", "Portal", filled=False)
    fill(made.response, example("careful").filled)
    return made


def submit(assessment):
    submit_response(assessment.response, name="Vera Vendor", role="CTO")
    score_assessment(assessment)
    return Assessment.objects.get(pk=assessment.pk)


def found(assessment, kind):
    clashes = clashes_of(assessment.response, answer_set_of(assessment.response))
    return [clash for clash in clashes if clash.kind == kind]
