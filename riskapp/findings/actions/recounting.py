"""Stored totals of findings: proven equal to what is counted, and counted anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from riskapp.assessments.models import Assessment
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import UNSETTLED, Finding, FindingTotal, ThemeTotal
from riskapp.findings.queries.listing import proposed
from riskapp.vendors.models import Engagement

BATCH = 500
Facts = dict[str, list[str] | list[UUID]]
# What is stored beside what is counted now, each as text that can be compared.
STORED = """
SELECT assessment_id, theme || '|' || concat_ws(',', put_away, vendor_id, kinds, number, worst,
       gain, extract(epoch FROM raised_at), to_do, coalesce(worst_to_do, -1),
       coalesce(gain_to_do, -1), coalesce(due_on::text, '-'),
       coalesce(extract(epoch FROM raised_to_do), -1), owner_ids, owner_ids_to_do)
  FROM findings_themetotal WHERE assessment_id = ANY (%(of)s)
UNION ALL
SELECT assessment_id, concat_ws(',', put_away, to_do, done, accepted, number, themes, themes_to_do,
       tier, coalesce(analyst_id, -1), coalesce(vendor_owner_id, -1), labels)
  FROM findings_findingtotal WHERE assessment_id = ANY (%(of)s)
UNION ALL
SELECT assessment_id, concat_ws(',', 'finding', id, put_away, has_proposal)
  FROM findings_finding WHERE assessment_id = ANY (%(of)s)
UNION ALL
SELECT id, 'assessment ' || put_away FROM assessments_assessment WHERE id = ANY (%(of)s)
"""
COUNTED = """
WITH a AS (
    SELECT a.id, e.vendor_id, a.analyst_id, e.tier, v.owner_id, v.labels,
           (e.archived_at IS NOT NULL OR v.archived_at IS NOT NULL) AS is_away
      FROM assessments_assessment a
      JOIN vendors_engagement e ON e.id = a.engagement_id
      JOIN vendors_vendor v ON v.id = e.vendor_id
     WHERE a.id = ANY (%(of)s)
)
SELECT f.assessment_id, f.theme || '|' || concat_ws(',', a.is_away, a.vendor_id,
       bit_or(1::bigint << (4 * (array_position(%(states)s::text[], f.state::text) - 1)
           + array_position(%(severities)s::text[], f.severity::text) - 1)),
       count(*), min(array_position(%(severities)s::text[], f.severity::text) - 1),
       sum(f.gain), extract(epoch FROM max(f.raised_at)),
       count(*) FILTER (WHERE f.state = ANY (%(to_do)s)),
       coalesce(min(array_position(%(severities)s::text[], f.severity::text) - 1)
           FILTER (WHERE f.state = ANY (%(to_do)s)), -1),
       coalesce(sum(f.gain) FILTER (WHERE f.state = ANY (%(to_do)s)), -1),
       coalesce(min(f.due_on) FILTER (WHERE f.state = ANY (%(to_do)s))::text, '-'),
       coalesce(extract(epoch FROM max(f.raised_at) FILTER (WHERE f.state = ANY (%(to_do)s))), -1),
       array_agg(DISTINCT coalesce(f.owner_id, 0)),
       coalesce(array_agg(DISTINCT coalesce(f.owner_id, 0))
           FILTER (WHERE f.state = ANY (%(to_do)s)), '{}'))
  FROM findings_finding f
  JOIN a ON a.id = f.assessment_id
 WHERE f.assessment_id = ANY (%(of)s)
 GROUP BY f.assessment_id, f.theme, a.is_away, a.vendor_id
UNION ALL
SELECT f.assessment_id, concat_ws(',', a.is_away,
       count(*) FILTER (WHERE f.state = ANY (%(to_do)s)),
       count(*) FILTER (WHERE f.state = 'done'), count(*) FILTER (WHERE f.state = 'accepted'),
       count(*), count(DISTINCT f.theme),
       count(DISTINCT f.theme) FILTER (WHERE f.state = ANY (%(to_do)s)),
       a.tier, coalesce(a.analyst_id, -1), coalesce(a.owner_id, -1), a.labels)
  FROM findings_finding f JOIN a ON a.id = f.assessment_id
 WHERE f.assessment_id = ANY (%(of)s)
 GROUP BY f.assessment_id, a.is_away, a.tier, a.analyst_id, a.owner_id, a.labels
UNION ALL
SELECT f.assessment_id, concat_ws(',', 'finding', f.id, a.is_away, EXISTS (
           SELECT FROM findings_plan p WHERE p.finding_id = f.id AND p.state = 'proposed'))
  FROM findings_finding f JOIN a ON a.id = f.assessment_id
 WHERE f.assessment_id = ANY (%(of)s)
UNION ALL
SELECT id, 'assessment ' || is_away FROM a
"""


def wrong_totals(assessments: Collection[UUID]) -> set[UUID]:
    """The assessments among these whose stored totals are not what is counted."""
    facts: Facts = {
        "of": list(assessments),
        "states": list(FindingState.values),
        "severities": list(Severity.values),
        "to_do": [str(state) for state in UNSETTLED],
    }
    return {pk for pk, _line in _lines(STORED, facts) ^ _lines(COUNTED, facts)}


def count_anew(assessments: Collection[UUID]) -> None:
    """Store what is counted now; in a transaction of its own."""
    keys = list(assessments)
    findings = Finding.objects.filter(assessment__in=keys)
    own = Assessment.objects.filter(pk=OuterRef("assessment")).values("put_away")
    with transaction.atomic():
        # Of work and assessments triggers say whether they are, whatever is said here.
        Engagement.objects.filter(assessments__in=keys).update(put_away=False)
        Assessment.objects.filter(pk__in=keys).update(put_away=False)
        findings.update(put_away=Subquery(own), has_proposal=proposed())
        ThemeTotal.objects.filter(assessment__in=keys).delete()
        FindingTotal.objects.filter(assessment__in=keys).delete()
        themes = findings.order_by().distinct()
        pairs = list(themes.values_list("assessment", "theme"))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT findings_count_anew(%s::uuid[], %s::text[])",
                [[pk for pk, _theme in pairs], [theme for _pk, theme in pairs]],
            )


def batches() -> Iterator[list[UUID]]:
    """The assessments of everybody in hand, some at a time."""
    keys = Assessment.objects.order_by("pk").values_list("pk", flat=True)
    last: UUID | None = None
    while found := list((keys.filter(pk__gt=last) if last else keys)[:BATCH]):
        yield found
        last = found[-1]


def _lines(sql: str, facts: Facts) -> set[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return set(cursor.fetchall())
