"""Many scored together are scored as each would be for itself."""

import gc
import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.models import (
    Assessment,
    EngagementStanding,
    Score,
    ScoreChange,
)
from riskapp.audit.models import AuditEntry
from riskapp.common.collecting import collected_later
from riskapp.common.packing import unpacked
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding, FindingEvent
from riskapp.inventory.models import Tool
from riskapp.results.actions import scoring
from riskapp.results.actions.scoring import (
    Evaluation,
    score_assessment,
    score_each,
)
from riskapp.results.tasks import score_batch
from riskapp.scoring.evaluation import evaluate
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import scored, submitted

pytestmark = pytest.mark.django_db
OLDER = "ait-score 1"
# What differs each time: keys, secrets and moments.
ASIDE = {
    "id", "uuid", "secret", "content_hash", "at", "created_at", "made_at", "raised_at",
    "kept_at", "settled_at", "scored_at", "score_id", "after_id", "finding_id",
}  # fmt: skip
TABLES = (
    Score,
    ScoreChange,
    Finding,
    FindingEvent,
    Tool,
    AuditEntry,
    Assessment,
    Engagement,
    EngagementStanding,
)


@pytest.fixture
def due(organisation, analyst, monkeypatch):
    """Three that wait for the newest model, with findings people decided on; a first score."""
    monkeypatch.setattr(scoring, "MODEL", OLDER)
    monkeypatch.setattr(evaluate, "__defaults__", (1,))
    found = [
        scored(organisation, analyst, name) for name in ("typical", "half-answered")
    ]
    monkeypatch.undo()
    for assessment, state in zip(
        found, (FindingState.RESOLVED, FindingState.VERIFIED), strict=True
    ):
        first = [finding.pk for finding in assessment.findings.all()[:4]]
        Finding.objects.filter(pk__in=first[:3]).update(
            state=state, settled_at=timezone.now()
        )
        Finding.objects.filter(pk=first[3]).update(question="GONE-1")
    Assessment.objects.update(score_again=ScoreCause.MODEL)
    return [*found, submitted(organisation, analyst, "careful")]


def test_what_scores_were_made_of_goes_with_the_last_of_them(due):
    with collected_later():
        score_each([one.pk for one in due])
        left = [one for one in gc.get_objects() if isinstance(one, Evaluation)]

    assert left == []


def everything(scores):
    """All that scoring writes, without what differs each time; new scores by their place."""
    names = {str(pk): place for place, pk in enumerate(scores)}
    rows = {}
    for table in TABLES:
        found = [
            {
                key: unpacked(value) if key == "packed" else value
                for key, value in row.items()
                if key not in ASIDE
            }
            for row in table.objects.order_by("pk").values()
        ]
        text = [json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True) for row in found]
        for pk, place in names.items():
            text = [line.replace(pk, f"score {place}") for line in text]
        rows[table.__name__] = sorted(text)
    return rows


def rolled_back(work):
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result


def scores_of(assessments):
    found = Assessment.objects.in_bulk([one.pk for one in assessments])
    return [found[one.pk].score_id for one in assessments]


def test_a_batch_writes_what_each_for_itself_would(due):
    def alone():
        for assessment in sorted(due, key=lambda one: one.pk):
            score_assessment(assessment)
        return everything(scores_of(due))

    def together():
        assert score_each([one.pk for one in due]) == {one.pk for one in due}
        return everything(scores_of(due))

    expected = rolled_back(alone)
    found = rolled_back(together)

    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in expected.items()
    }
    assert found == expected


def test_more_of_them_need_no_more_statements(due):
    def statements(assessments):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            score_each([one.pk for one in assessments])
        return len(caught)

    score_each([due[2].pk])  # what is read once for every process
    rolled_back(lambda: score_each([one.pk for one in due]))

    one = rolled_back(lambda: statements(due[1:2]))
    two = rolled_back(lambda: statements(due[:2]))

    assert two == one


def test_one_that_cannot_be_evaluated_leaves_out_itself_alone(due, monkeypatch):
    spoilt = {str(pk) for pk in due[1].response.entries.values_list("pk", flat=True)}

    def refusing(answer_set, *args, **more):
        if spoilt & {entry.id for entry in answer_set.filled.entries}:
            raise ValueError
        return evaluate(answer_set, *args, **more)

    monkeypatch.setattr(scoring, "evaluate", refusing)

    done = score_each([one.pk for one in due])

    assert done == {due[0].pk, due[2].pk}
    assert Assessment.objects.get(pk=due[1].pk).score == due[1].score
    assert Assessment.objects.get(pk=due[2].pk).state == AssessmentState.SCORED


def test_what_stops_a_batch_is_met_by_each_for_itself(
    due, monkeypatch, celery_runs_here
):
    def broken(ids):
        raise ValueError(ids)

    monkeypatch.setattr("riskapp.results.tasks.score_each", broken)

    score_batch(str(due[0].organisation_id), [str(one.pk) for one in due])

    assert not Assessment.objects.unscored().exists()


def test_a_database_that_is_away_is_waited_for_and_costs_nobody_a_try(
    due, monkeypatch, celery_runs_here
):
    def away(ids):
        raise OperationalError(ids)

    monkeypatch.setattr("riskapp.results.tasks.score_each", away)
    batch = str(due[0].organisation_id), [str(one.pk) for one in due]

    with pytest.raises(OperationalError):
        score_batch(*batch)

    assert Assessment.objects.unscored().filter(score_tries=0).count() == len(due)
    score_batch.delay(*batch)  # tried again, each for itself
    assert not Assessment.objects.unscored().exists()
