"""Stored totals of the first page, and what is kept of what waits for the desk: proven equal to
what is counted and found, made anew, put together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection, transaction

from riskapp.accounts.models import Organisation
from riskapp.dashboards.models import ScopedTotal, WorkTotal
from riskapp.vendors.models import Vendor

BATCH = 500
WRONG = """
SELECT v FROM unnest(%s::uuid[]) v
  LEFT JOIN dashboards_vendortally t ON t.vendor_id = v
 WHERE t.counted IS DISTINCT FROM dashboards_counted(v)
    OR t.scoped IS DISTINCT FROM dashboards_scoped(v, t.counted) OR NOT desk_is_kept(v)
"""
# What vendors are counted with, and the totals there are: keys where both differ.
DIFFERENT = """
SELECT count(*) FROM (
    SELECT scope, key, sum(number) AS number, sum(weight) AS weight, sum(heavy) AS heavy FROM (
        SELECT s.scope, p.key, (p.value->>0)::bigint AS number,
               (p.value->>1)::numeric AS weight, (p.value->>2)::numeric AS heavy
          FROM dashboards_vendortally t CROSS JOIN LATERAL dashboards_groups(t.counted, t.scoped) g
         CROSS JOIN LATERAL unnest(g.scopes) s(scope)
         CROSS JOIN LATERAL jsonb_each(g.parts) p
         WHERE t.organisation_id = %(of)s
        UNION ALL
        SELECT '', kind || ' ' || key, -number, -weight, -heavy
          FROM dashboards_worktotal WHERE organisation_id = %(of)s
        UNION ALL
        SELECT scope, kind || ' ' || key, -number, -weight, -heavy
          FROM dashboards_scopedtotal WHERE organisation_id = %(of)s
    ) parts GROUP BY scope, key
) keys WHERE number <> 0 OR weight <> 0 OR heavy <> 0
"""
ANEW = """
INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
    SELECT t.organisation_id, split_part(p.key, ' ', 1), substr(p.key, strpos(p.key, ' ') + 1),
           sum((p.value->>0)::bigint), sum((p.value->>1)::numeric), sum((p.value->>2)::numeric)
      FROM dashboards_vendortally t CROSS JOIN LATERAL jsonb_each(t.counted) p
     WHERE t.organisation_id = %(of)s GROUP BY t.organisation_id, p.key
"""
SCOPED_ANEW = """
INSERT INTO dashboards_scopedtotal (organisation_id, scope, kind, key, number, weight, heavy)
    SELECT t.organisation_id, s.scope, split_part(p.key, ' ', 1),
           substr(p.key, strpos(p.key, ' ') + 1), sum((p.value->>0)::bigint),
           sum((p.value->>1)::numeric), sum((p.value->>2)::numeric)
      FROM dashboards_vendortally t CROSS JOIN LATERAL dashboards_groups(t.counted, t.scoped) g
     CROSS JOIN LATERAL unnest(g.scopes) s(scope)
     CROSS JOIN LATERAL jsonb_each(g.parts) p
     WHERE t.organisation_id = %(of)s AND s.scope <> ''
     GROUP BY t.organisation_id, s.scope, p.key
"""


def wrong_vendors(vendors: Collection[UUID]) -> set[UUID]:
    """Those among these vendors that stand in the totals with something else than is counted, or
    of which something else is kept as waiting than waits."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG, [list(vendors)])
        return {vendor for (vendor,) in cursor.fetchall()}


def recount(vendors: Collection[UUID]) -> None:
    """Count these vendors anew, with what is kept of their ratings and decisions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dashboards_recount(%s::uuid[])", [list(vendors)])


def has_wrong_totals(organisation: UUID) -> bool:
    """Whether totals are something else than what the vendors of an organisation come to."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"of": organisation})
        return bool(cursor.fetchone()[0])


@transaction.atomic
def add_up(organisation: UUID) -> None:
    """Make the totals anew of what the vendors of an organisation are counted with, while nobody
    else adds to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE dashboards_worktotal, dashboards_scopedtotal"
            " IN SHARE ROW EXCLUSIVE MODE"
        )
        for total, anew in ((WorkTotal, ANEW), (ScopedTotal, SCOPED_ANEW)):
            total.objects.filter(organisation=organisation).delete()
            cursor.execute(anew, {"of": organisation})


def fold(organisation: UUID) -> None:
    """Put all parts of each total together, so that a page reads few."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dashboards_fold(%(of)s), dashboards_fold_scoped(%(of)s)",
            {"of": organisation},
        )


def organisations() -> list[UUID]:
    """Everybody in hand."""
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def batches() -> Iterator[list[UUID]]:
    """The vendors of everybody in hand, some at a time."""
    keys = Vendor.objects.order_by("pk").values_list("pk", flat=True)
    last: UUID | None = None
    while found := list((keys.filter(pk__gt=last) if last else keys)[:BATCH]):
        yield found
        last = found[-1]
