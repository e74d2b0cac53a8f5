"""A register as large as that of a big buyer, copied inside the database in a second or two."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils import timezone

from questionnaires.models import Response
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.models import Assessment, Score
from riskapp.findings.models import Finding
from riskapp.vendors.choices import Rating, Tier
from riskapp.vendors.models import Engagement, Vendor
from tests.conftest import owner
from tests.factories.riskapp import EngagementFactory, core_version

# What triggers keep of other rows, counted for a whole organisation.
KEPT = (
    """
    UPDATE vendors_engagement e
       SET rating = s.rating, residual = s.residual, assessed_on = current_date
      FROM assessments_assessment a JOIN assessments_score s ON s.id = a.score_id
     WHERE a.engagement_id = e.id AND e.organisation_id = %s
    """,
    "SELECT vendors_total(array_agg(id)) FROM vendors_vendor WHERE organisation_id = %s",
    """
    SELECT findings_count_anew(array_agg(assessment_id), array_agg(theme))
      FROM findings_finding WHERE organisation_id = %s
    """,
)


def large_register(
    organisation: Organisation, by: User, *, vendors: int = 2000, work: int = 2500
) -> None:
    """So many vendors and pieces of work in one organisation, two assessments of each piece
    of work, the older one scored and with a finding. The planner knows of it afterwards.

    Triggers count anew for each row that comes, so they wait, and what they keep on vendors,
    engagements and findings is counted once. The totals of first pages are not."""

    def known(model: type[models.Model], number: str = "n") -> str:
        """The id of the copy with a number, as SQL."""
        return f"md5('{organisation.pk} {model.__name__} ' || ({number}))::uuid"

    engagement = EngagementFactory(vendor__organisation=organisation, name="Work")
    seed = _assessment(engagement, by)
    finding = _finding(_score(seed))
    score = finding.score
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _copy(
            engagement.vendor,
            vendors,
            id=known(Vendor),
            name="'Vendor ' || lpad(n::text, 5, '0')",
            name_key="'vendor ' || lpad(n::text, 5, '0')",
            labels="ARRAY['label ' || mod(n, 20)]",
        )
        _copy(
            engagement,
            work,
            id=known(Engagement),
            vendor_id=known(Vendor, f"1 + mod(n, {vendors})"),
            name="'Work ' || n",
            name_key="'work ' || n",
            tier=_one_of(Tier),
            inherent="mod(n, 100)",
            next_review_on="current_date + mod(n, 400)",
        )
        _copy(seed.response, 2 * work, id=known(Response))
        _copy(
            seed,
            2 * work,
            id=known(Assessment),
            engagement_id=known(Engagement, f"1 + mod(n, {work})"),
            response_id=known(Response),
            due_on="current_date + mod(n, 60) - 10",
            started_at="now() - n * interval '1 minute'",
        )
        _copy(
            score,
            work,
            id=known(Score),
            assessment_id=known(Assessment),
            response_id=known(Response),
            residual="mod(n, 100)",
            rating=_one_of(Rating),
            rules_fired="mod(n, 4)",
        )
        _copy(
            finding,
            work,
            id=known(Finding),
            assessment_id=known(Assessment),
            score_id=known(Score),
            severity=_one_of(Rating),
            gain="mod(n, 5)",
            text="'Finding ' || n",
            due_on="current_date + mod(n, 90) - 20",
        )
        cursor.execute(
            "UPDATE assessments_assessment SET score_id = s.id, state = 'scored',"
            " residual = s.residual, rating = s.rating"
            " FROM assessments_score s WHERE s.assessment_id = assessments_assessment.id"
            " AND s.organisation_id = %s",
            [organisation.pk],
        )
        cursor.execute("ANALYZE")
        for statement in KEPT:
            cursor.execute(statement, [organisation.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")


def _copy(row: models.Model, count: int, **changed: str) -> None:
    """Copies of a row, numbered ``n`` from 1; ``changed`` are columns as SQL."""
    table = row._meta.db_table
    columns = {
        field.column: f'seed."{field.column}"'
        for field in row._meta.concrete_fields
        if not field.generated
    }
    columns |= changed
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}"  # names of our own tables
            f" FROM {table} seed, generate_series(1, %s) n WHERE seed.id = %s",
            [count, row.pk],
        )


def _one_of(choices: Any) -> str:
    words = ", ".join(f"'{word}'" for word in choices.values)
    return f"(ARRAY[{words}])[1 + mod(n, {len(choices.values)})]"


def _assessment(engagement: Engagement, by: User) -> Assessment:
    response = Response.objects.create(
        tenant=engagement.organisation_id,
        version=core_version(),
        asked_by="Buyer",
        about="Work",
        respondent_name="Vendor",
    )
    return Assessment.objects.create(
        organisation=engagement.organisation,
        engagement=engagement,
        response=response,
        due_on=timezone.localdate(),
        started_by=by,
    )


def _finding(score: Score) -> Finding:
    return Finding.objects.create(
        organisation=score.organisation,
        assessment=score.assessment,
        score=score,
        severity=Rating.HIGH,
        rank=1,
        question="ACC-06",
        text="Finding",
    )


def _score(assessment: Assessment) -> Score:
    return Score.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        response_digest="0" * 64,
        model="m",
        catalogue_version="1",
        as_of=timezone.localdate(),
        result={},
        inherent=40,
        control=50,
        residual_model=30,
        residual=30,
        rating=Rating.HIGH,
        evidence=20,
        completeness=100,
        provisional=False,
        rules_fired=0,
        tools=3,
    )
