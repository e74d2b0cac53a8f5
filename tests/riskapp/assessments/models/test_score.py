"""How the whole result of a score is kept."""

import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires.document.digest import digest
from questionnaires.queries import answer_set_of
from riskapp.assessments.models import Score
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import outline, to_data
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db


def from_before(score):
    """The same score as one that was taken before results were packed."""
    before = copy.copy(score)
    before.packed, before.outline = None, score.result
    return before


def test_the_whole_result_is_kept_in_bytes_and_little_in_json(organisation, analyst):
    assessment = scored(organisation, analyst)

    score = Score.objects.get(assessment=assessment)

    whole = to_data(evaluate(answer_set_of(assessment.response), core_catalogue()))
    assert score.result == whole
    assert digest(score.result) == digest(whole)
    assert score.outline == outline(whole)
    assert len(score.packed) < 20_000
    assert len(str(score.outline)) < 5_000


def test_the_result_of_a_score_is_unpacked_once(organisation, analyst):
    score = scored(organisation, analyst).score

    assert score.result is score.result


def test_a_result_that_was_left_aside_is_read_in_one_statement(organisation, analyst):
    assessment = scored(organisation, analyst)
    score = Score.objects.defer(*Score.result_of()).get(assessment=assessment)

    with CaptureQueriesContext(connection) as caught:
        assert score.result["criteria"]

    assert len(caught) == 1


def test_a_score_taken_before_results_were_packed_says_the_same(organisation, analyst):
    score = scored(organisation, analyst).score

    assert from_before(score).result == score.result
