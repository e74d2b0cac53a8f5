"""What a score says anew of findings that are known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires.queries import answer_set_of
from riskapp.findings.actions.raising import FoundByScore, raise_findings
from riskapp.findings.models import Finding
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db


def found_again(assessment):
    result = evaluate(answer_set_of(assessment.response), core_catalogue())
    return FoundByScore(assessment.score, result.findings, result.floors)


def test_findings_that_stay_as_they_are_are_not_written(organisation, analyst):
    assessment = scored(organisation, analyst)

    with CaptureQueriesContext(connection) as caught:
        raise_findings([found_again(assessment)])

    written = [query["sql"] for query in caught if query["sql"].startswith("UPDATE")]
    assert [sql for sql in written if "json_to_recordset" in sql] == []


def test_one_that_comes_leaves_the_others_where_they_are(organisation, analyst):
    assessment = scored(organisation, analyst)
    order = [(finding.question, finding.entry) for finding in assessment.findings.all()]
    third = assessment.findings.all()[2]
    Finding.objects.filter(pk=third.pk).update(question="GONE-1")
    ranks = dict(assessment.findings.values_list("pk", "rank"))

    raise_findings([found_again(assessment)])

    after = assessment.findings.exclude(pk=third.pk)
    assert [(finding.question, finding.entry) for finding in after] == order
    assert ranks.items() <= dict(assessment.findings.values_list("pk", "rank")).items()
