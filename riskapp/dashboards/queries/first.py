"""The first page of whoever decides: what waits, then how all work stands."""

from __future__ import annotations

from typing import Any

from riskapp.dashboards.queries.dates import time_line
from riskapp.dashboards.queries.deciding import deciding
from riskapp.dashboards.queries.duties import duties
from riskapp.dashboards.queries.moved import moved
from riskapp.dashboards.queries.reach import depended_on, places
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import holding, standings
from riskapp.dashboards.queries.totals import KeptTotals, totals_of
from riskapp.presentation import charts
from riskapp.vendors.choices import Tier


def first_page(scope: WorkScope) -> dict[str, Any]:
    """Every panel; at most nine statements, whatever the number of vendors. Work is told
    by the totals that are kept of it; narrowed by more than two things, its rows are counted."""
    return panels(scope, totals_of(scope))


def panels(scope: WorkScope, totals: KeptTotals | None) -> dict[str, Any]:
    """Every panel, by totals or without them."""
    stands = standings(scope, totals)
    if not stands.total:
        return {"standings": stands}
    rules = holding(scope, totals)
    reach = places(scope, totals)
    law = duties(scope, totals)
    depended = depended_on(scope, is_kept=totals is not None)
    return {
        "standings": stands,
        "highest": max(c.number for row in stands.rows for c in row.cells),
        "deciding": deciding(scope, is_kept=totals is not None),
        "line": time_line(scope, totals),
        "moved": moved(scope, is_kept=totals is not None),
        "tiers": Tier.labels,
        "rules": rules,
        "highest_rule": max((max(rule.tiers) for rule in rules), default=0),
        "providers": depended["provider"],
        "families": depended["model"],
        "products": depended["product"],
        "reach": reach,
        "reach_parts": charts.laid_out(
            {
                "code": one.code,
                "label": one.label,
                "count": one.number,
                "query": one.query,
            }
            for one in reach.classes
        ),
        "map": charts.tile_map(
            {
                one.code: (one.kind, f"{one.name}: {one.number}")
                for one in reach.countries
            }
        ),
        "laws": [(total, charts.laid_out(total.parts)) for total in law.laws],
        "least": law.least,
    }
