"""The laws: every provision that was evaluated, duty told apart from good practice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from riskapp.presentation.labels import STATUSES, label_of
from riskapp.presentation.laws import Provision, laws_of, unknown_provisions
from riskapp.scoring.catalogue import Catalogue, Criterion
from riskapp.scoring.languages import catalogue_in

UNMET = ("not_met", "not_answered", "partly_met")
# What was not evaluated is named in a line instead of filling rows.
ASIDE = ("not_asked", "not_applicable", "information_only")
# Nothing follows for it from what a vendor says; it has a table of its own.
OWN = "buyers_duty"


def laws(data: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Each law with its rows, binding ones first; raises LookupError for a provision that
    nobody knows."""
    if unknown := unknown_provisions(data, catalogue):
        raise LookupError(", ".join(unknown))
    found = []
    for block in laws_of(data, catalogue):
        prefix = _prefix(block.rows)
        tables = _tables(block.rows, prefix)
        found.append(
            {
                "law": block.law,
                "prefix": prefix,
                "is_duty": block.is_duty,
                "tables": tables,
                "parts": [_part(table) for table in tables],
                "own": [_short(row, prefix) for row in block.rows if row.status == OWN],
                "aside": [
                    (label_of(STATUSES, status), rows)
                    for status in ASIDE
                    if (rows := [row for row in block.rows if row.status == status])
                ],
                "total": block.total,
                "unmet": block.unmet,
                "counts": block.parts,
            }
        )
    return sorted(found, key=lambda block: not block["is_duty"])


def quotes(
    data: Mapping[str, Any], catalogue: Catalogue, *, duties_only: bool = False
) -> list[dict[str, Any]]:
    """The exact words of the provisions that the answers do not meet, for the annex: by law,
    each provision once with its points below it; ``duties_only``: of those that bind."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    whole = {(c.law, c.ref): c for c in catalogue.criteria.values()}
    named = {law.id: law for law in catalogue.laws}
    for item in data["criteria"]:
        criterion = catalogue.criteria[item["id"]]
        if item["status"] not in UNMET or not criterion.quote:
            continue
        if duties_only and not item["duty"]:
            continue
        ref, point = _parted(criterion.ref)
        block = found.setdefault(item["law"], {}).setdefault(
            ref, {"ref": ref, "head": None, "points": []}
        )
        if point:
            block["head"] = block["head"] or _head(whole.get((item["law"], ref)))
            block["points"].append({"point": point, **_quoted(criterion)})
        else:
            block["head"] = _quoted(criterion)
    return [
        {"law": named[law], "provisions": list(blocks.values())}
        for law, blocks in found.items()
    ]


# "Art. 28(3)(a)" is point (a) of Art. 28(3), and so in German; "§ 30(2) no. 1" is no. 1 of § 30(2).
POINT = re.compile(
    r"^(?P<ref>.+?)\s*"
    r"(?P<point>\([a-z]+\)|Buchst\. [a-z]|Ziffer [ivx]+|no\. \d+|Nr\. \d+)$"
)


def _parted(ref: str) -> tuple[str, str]:
    """A provision and the point of it; "" for the provision as a whole."""
    match = POINT.match(ref)
    return (match["ref"], match["point"]) if match else (ref, "")


def _head(criterion: Criterion | None) -> dict[str, Any] | None:
    """The words that lead in the points of a provision, where the catalogue has them."""
    return _quoted(criterion) if criterion and criterion.quote else None


def _quoted(criterion: Criterion) -> dict[str, Any]:
    """A provision in its own words; no quote where these only say its title again,
    in whatever language."""
    titles = {
        criterion.title.casefold(),
        catalogue_in("en").criteria[criterion.id].title.casefold(),
    }
    return {
        "title": criterion.title,
        "quote": "" if criterion.quote.casefold() in titles else criterion.quote,
        "language": criterion.quote_language,
    }


def _prefix(rows: Sequence[Provision]) -> str:
    """What nearly all references begin with (“Art.”), to say it once in the column's head."""
    starts = Counter(re.split(r"\d", row.ref)[0].rstrip() for row in rows)
    start, times = starts.most_common(1)[0]
    return start if 2 * times > len(rows) else ""


def _tables(rows: Sequence[Provision], prefix: str) -> list[dict[str, Any]]:
    evaluated = [_short(row, prefix) for row in rows if row.status not in (*ASIDE, OWN)]
    return [
        {"is_duty": is_duty, "rows": part}
        for is_duty in (True, False)
        if (part := [row for row in evaluated if bool(row.duty) is is_duty])
    ]


def _part(table: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of a table by their status, the worst first."""
    return {
        "is_duty": table["is_duty"],
        "statuses": [
            {"status": status, "words": label_of(STATUSES, status), "rows": rows}
            for status in STATUSES
            if (rows := [row for row in table["rows"] if row.status == status])
        ],
    }


def _short(row: Provision, prefix: str) -> Provision:
    return replace(row, ref=row.ref.removeprefix(f"{prefix} "))
