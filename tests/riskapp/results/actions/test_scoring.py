from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from questionnaires.queries import answer_set_of
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.errors import NotSubmitted
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.findings.models import Finding
from riskapp.results.actions import scoring
from riskapp.results.actions.scoring import score_assessment, score_each
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from tests.factories.riskapp import (
    scored,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_a_score_keeps_the_whole_evaluation_and_what_lists_need(organisation, analyst):
    assessment = submitted(organisation, analyst)

    score = score_assessment(assessment)

    assessment.refresh_from_db()
    result = evaluate(answer_set_of(assessment.response), core_catalogue())
    assert assessment.state == AssessmentState.SCORED
    assert assessment.score == score
    assert score.result == to_data(result)
    assert (score.residual, score.rating) == (result.residual, result.rating)
    assert score.tools == len(result.tools) == 5
    assert score.response_digest == assessment.response.digest
    assert score.law_counts.keys() == {"GDPR", "NIS2", "NIS2IR", "CRA", "AIACT"}


def test_a_low_evidence_floor_is_no_rule_that_fired(organisation, analyst):
    score = scored(organisation, analyst, "half-answered").score

    by = {floor["by"] for floor in score.result["floors"]}
    assert "low_confidence" in by
    assert score.rules_fired == len(by - {"low_confidence"})


def test_findings_are_kept_in_the_order_of_the_evaluation(organisation, analyst):
    assessment = scored(organisation, analyst)

    findings = list(assessment.findings.all())

    suggested = assessment.score.result["findings"]
    assert len({finding.rank for finding in findings}) == len(suggested)
    assert [(f.question, f.entry, str(f.gain)) for f in findings] == [
        (item["question"], item["entry"], item["gain"]) for item in suggested
    ]


def test_more_findings_need_no_more_statements_at_first_and_anew(
    organisation, analyst, monkeypatch
):
    """An example with few findings and one with many: first by model 1, then anew by model 2."""

    def statements(work):
        with CaptureQueriesContext(connection) as caught:
            work()
        return len(caught)

    scored(organisation, analyst)  # what is read once for every process
    monkeypatch.setattr(scoring, "MODEL", "ait-score 1")
    monkeypatch.setattr(evaluate, "__defaults__", (1,))
    few, many = (
        submitted(organisation, analyst, name)
        for name in ("careful", "personal-accounts")
    )
    first = [statements(partial(score_assessment, one)) for one in (few, many)]
    assert few.findings.count() * 20 < many.findings.count()
    monkeypatch.undo()
    Assessment.objects.update(score_again=ScoreCause.MODEL)
    anew = [statements(partial(score_each, [one.pk])) for one in (few, many)]

    assert first[0] == first[1]
    # Of the few none says something else anew.
    assert anew[1] - anew[0] == 1
    assert Score.objects.filter(model="ait-score 2").count() == 3


def test_scoring_again_gives_the_score_there_is(organisation, analyst):
    assessment = scored(organisation, analyst)

    again = score_assessment(assessment)

    assert again == assessment.score
    assert Score.objects.count() == 1
    assert Finding.objects.count() == len(again.result["findings"])
    assert AuditEntry.objects.filter(action="assessment scored").count() == 1


def test_scoring_leaves_an_audit_entry(organisation, analyst):
    assessment = scored(organisation, analyst)

    entry = AuditEntry.objects.get(action="assessment scored")

    assert entry.object_id == str(assessment.pk)
    assert entry.actor_label == "system"
    assert entry.after["rating"] == assessment.score.rating


def test_an_open_response_is_not_scored(organisation, analyst):
    assessment = started(organisation, analyst)

    with pytest.raises(NotSubmitted, match="has not submitted"):
        score_assessment(assessment)

    assert not Score.objects.exists()


def test_a_score_never_changes(organisation, analyst):
    scored(organisation, analyst)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Score.objects.update(rating="low")


@pytest.mark.parametrize("answers", ["careful", "personal-accounts"])
def test_scoring_needs_the_same_queries_for_any_number_of_findings(
    organisation, analyst, answers, django_assert_max_num_queries
):
    assessment = submitted(organisation, analyst, answers)

    with django_assert_max_num_queries(25):
        score_assessment(assessment)
    before = Assessment.objects.get(pk=assessment.pk)
    give_verdict(
        before,
        ("GOV-01", ""),
        kind=VerdictKind.CORRECTED,
        raw="no_rule",
        reason="Said on the phone.",
        by=analyst,
    )
    with django_assert_max_num_queries(27):
        score = score_assessment(before)

    assert score != before.score
