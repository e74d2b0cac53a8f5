"""What does not go together, as a report tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from riskapp.reports.context.about import Followed
from riskapp.scoring.missing import said_once


def contradictions(data: Mapping[str, Any], followed: Followed) -> dict[str, Any]:
    """What is open by group, what may stand, what files contradict and which checks could not be
    made. Where nobody reviews, and for a vendor, the checks of the score alone."""
    told = followed.contradictions
    if told is None:
        told = _of_score(data["warnings"])
    missing = [w for w in data["warnings"] if w.get("is_missing")]
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in told["rows"]:
        if row["is_open"]:
            groups.setdefault(row["group"], []).append(row)
    found = {
        "open": told["open"],
        "stands": told["stands"],
        "lead": do_not_fit(told["open"]) if told["open"] else "",
        "groups": list(groups.items()),
        "standing": [row for row in told["rows"] if not row["is_open"]],
        "more": told["more"],
        "against_files": list(followed.against_files),
        "against_more": followed.against_more,
        "not_made": said_once(missing),
        "rows": list(told["rows"]),
    }
    return found | {"is_told": _is_told(found)}


def do_not_fit(many: int) -> str:
    """How many contradictions are open, in one sentence."""
    words = ngettext(
        "%(many)s pair of statements does not fit together.",
        "%(many)s pairs of statements do not fit together.",
        many,
    )
    return words % {"many": many}


def _of_score(warnings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    clashes = [w for w in warnings if not w.get("is_missing")]
    rows = [
        {
            "kind": "check",
            "group": "",
            "title": "",
            "tools": list(one.tools),
            "is_open": True,
            "text": one.words,
            "reason": "",
        }
        for one in said_once(clashes)
    ]
    return {"open": len(clashes), "stands": 0, "rows": rows, "more": 0}


def _is_told(found: Mapping[str, Any]) -> bool:
    return any(
        found[name] for name in ("groups", "standing", "against_files", "not_made")
    )
