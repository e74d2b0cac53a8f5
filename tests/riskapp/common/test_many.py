"""Many rows are written in one statement, as each would be for itself."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from riskapp.assessments.models import Score
from riskapp.common.many import as_text, insert_many, update_many
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import Finding
from tests.factories.riskapp import scored

AWKWARD = "50 % \\ \"quoted\" 'single' {braces}\n\ttab, NULL, ü, \U0001f600, \\u0000 %s"


@pytest.fixture
def score(db, organisation, analyst):
    return scored(organisation, analyst, "careful").score


def finding(score, text=AWKWARD, **more):
    return Finding(
        organisation_id=score.organisation_id,
        assessment_id=score.assessment_id,
        score=score,
        severity=Severity.HIGH,
        rank=900,
        question=f"Q-{uuid.uuid4().hex[:8]}",
        gain=Decimal("12.5"),
        text=text,
        rules=["R1", AWKWARD[:12]],
        due_on=datetime.date(2026, 3, 1),
        settled_at=datetime.datetime(2026, 3, 1, 12, 0, 0, 123456, datetime.UTC),
        **more,
    )


def rows_of(*findings):
    fields = [f for f in Finding._meta.concrete_fields if not f.generated]
    return [
        {field.column: field.pre_save(one, add=True) for field in fields}
        for one in findings
    ]


def kept(pks, *left_out):
    rows = Finding.objects.filter(pk__in=pks).order_by("question").values()
    return [{k: v for k, v in row.items() if k not in left_out} for row in rows]


def test_rows_are_inserted_as_each_would_be_for_itself(score):
    one, other = finding(score), finding(score, "")
    other.due_on = other.settled_at = None
    insert_many(Finding, rows_of(one, other))
    found = kept([one.pk, other.pk], "raised_at")

    Finding.objects.filter(pk__in=[one.pk, other.pk]).delete()
    one.save(force_insert=True)
    other.save(force_insert=True)

    assert found == kept([one.pk, other.pk], "raised_at")
    assert {row["text"] for row in found} == {AWKWARD, ""}


def test_columns_that_are_not_named_are_left_to_the_database(score):
    one = finding(score)
    (row,) = rows_of(one)

    insert_many(Finding, [{k: v for k, v in row.items() if k != "due_on"}])

    found = Finding.objects.get(pk=one.pk)
    assert (found.due_on, found.has_proposal) == (None, False)


def test_only_the_columns_that_are_named_are_written(score):
    one, other = finding(score), finding(score)
    insert_many(Finding, rows_of(one, other))
    before = kept([one.pk, other.pk], "rank", "rules", "gain", "settled_at")

    update_many(
        Finding,
        [
            {"id": pk, "rank": rank, "rules": [], "gain": "0.1", "settled_at": None}
            for pk, rank in ((one.pk, 1), (other.pk, 2), (uuid.uuid4(), 3))
        ],
    )

    assert kept([one.pk, other.pk], "rank", "rules", "gain", "settled_at") == before
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.rank, other.rank) == (1, 2)
    assert (one.rules, one.gain, one.settled_at) == ([], Decimal("0.1"), None)


def test_what_the_database_refuses_is_refused(score):
    wrong = finding(score, state=FindingState.ACCEPTED)

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(Finding, rows_of(wrong))


def test_nothing_is_written_with_no_statement(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        insert_many(Score, [])
        update_many(Score, [])


def test_only_what_has_one_way_to_be_written_is():
    assert as_text({"a": [Decimal("1.50"), None]}) == '{"a":["1.50",null]}'
    with pytest.raises(TypeError, match="set"):
        as_text({"a": {1}})
