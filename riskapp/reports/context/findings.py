"""Weaknesses, one per question, with the tools they concern and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from riskapp.findings.choices import FindingState, Severity
from riskapp.presentation.labels import label_of
from riskapp.reports.context.about import Followed

SETTLED = ("verified", "resolved", "dismissed", "merged")


def findings(data: Mapping[str, Any], followed: Followed) -> list[dict[str, Any]]:
    """What is to be remedied, heaviest first: followed findings where there are any, the
    weak answers of the score otherwise."""
    if followed.tracked:
        rows = [row for row in followed.findings if row["state"] not in SETTLED]
    else:
        rows = [_untracked(item) for item in data["findings"]]
    return _grouped(rows)


def settled(followed: Followed) -> list[dict[str, Any]]:
    """What was remedied or turned out to be no weakness."""
    rows = [row for row in followed.findings if row["state"] in SETTLED[:3]]
    return _grouped(rows)


def accepted(followed: Followed) -> list[Mapping[str, Any]]:
    """The risks somebody took on, with a name and an end date."""
    return [row for row in followed.findings if row["state"] == "accepted"]


def _untracked(item: Mapping[str, Any]) -> dict[str, Any]:
    return dict(item) | {"state": "", "severity": "", "owner": "", "due_on": None}


def _grouped(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["question"], row["text"], row["remedy"])
        group = groups.setdefault(
            key,
            {
                "question": row["question"],
                "text": row["text"],
                "remedy": row["remedy"],
                "risk": 0,
                "gain": Decimal(0),
                "rules": {},
                "criteria": row["criteria"],
                "tools": [],
                "open_tools": 0,
                "severity": row["severity"],
                "lines": [],
            },
        )
        group["risk"] = max(group["risk"], row["risk"])
        group["gain"] = max(group["gain"], Decimal(row["gain"]))
        group["rules"] |= dict.fromkeys(row["rules"])
        group["open_tools"] += bool(row.get("is_open"))
        if row["tool"]:
            group["tools"].append(row["tool"])
        if row["state"]:
            group["lines"].append(_line(row))
    return [
        group
        | {
            "rules": list(group["rules"]),
            "severity_words": label_of(Severity, group["severity"]),
        }
        for group in groups.values()
    ]


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"state_words": label_of(FindingState, row["state"])}
