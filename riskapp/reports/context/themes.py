"""Findings as themes: what a reader takes in, heaviest first, with what putting right does.

The same themes as on the pages of an assessment (``riskapp.scoring.themes``); here of plain
values, because a report is made from what was frozen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet
from riskapp.common.numbers import number
from riskapp.findings.choices import FindingState, Severity
from riskapp.presentation.labels import RATINGS, label_of
from riskapp.reports.context.about import Followed
from riskapp.reports.context.findings import SETTLED
from riskapp.scoring.mending import After, Mending
from riskapp.scoring.missing import not_ruled_out
from riskapp.scoring.reading import model_number
from riskapp.scoring.themes import Theme, floors_in, grouped, severity_of

SHOWN = 10  # so many themes are named on the second page


@dataclass(frozen=True, slots=True)
class Weakness:
    """A finding as the report is given it; ``state`` is "" where findings are not followed."""

    question: str
    entry: str
    tool: str
    text: str
    remedy: str
    risk: int
    gain: Decimal
    rules: Sequence[str]
    severity: str = ""
    state: str = ""
    owner: str = ""
    due_on: str | None = None
    plan: Mapping[str, Any] | None = None


def themes(
    data: Mapping[str, Any], followed: Followed, answer_set: AnswerSet, language: str
) -> dict[str, Any]:
    """What is to be put right, as themes: ``rows`` heaviest first, ``way`` to the next better
    rating in words ("" where nothing leads there) and ``more`` beyond the first ones.

    ``answer_set`` holds the answers that count. Every critical rule that stands heads a theme,
    also one that no finding is left of.
    """
    weak = _weaknesses(data, followed)
    found = grouped(
        weak, floors_in(data), answer_set.document, language, severity=_severity
    )
    mending = Mending(answer_set, model_number(data["model"]))
    way = mending.way_down(found)
    on_the_way = {id(theme) for theme in way.themes} if way else set()
    rows = [
        _row(theme, mending, is_on_the_way=id(theme) in on_the_way) for theme in found
    ]
    return {
        "rows": rows,
        "first": rows[:SHOWN],
        "more": len(rows[SHOWN:]),
        "has_people": any(row.owner or row.due_on for row in weak),
        "way": _way(way.after, len(way.findings), len(way.themes)) if way else "",
    }


def _weaknesses(data: Mapping[str, Any], followed: Followed) -> list[Weakness]:
    rows: Iterable[Mapping[str, Any]] = data["findings"]
    if followed.tracked:
        rows = [row for row in followed.findings if row["state"] not in SETTLED]
    names = [field.name for field in fields(Weakness)]
    return [
        Weakness(
            **{name: row[name] for name in names if name in row}
            | {"gain": Decimal(row["gain"]), "entry": row.get("entry", "")}
        )
        for row in rows
    ]


def _severity(row: Weakness) -> str:
    return row.severity or severity_of(row)


def _row(
    theme: Theme[Weakness], mending: Mending, *, is_on_the_way: bool
) -> dict[str, Any]:
    after = mending.after_themes([theme])
    is_better = after.is_better_than(mending.now)
    return {
        "title": theme.title,
        "severity": theme.severity,
        "severity_words": label_of(Severity, theme.severity),
        "rule": theme.rule,
        "floor": theme.floors[0].value if theme.floors else None,
        "floor_words": label_of(RATINGS, theme.floors[0].rating)
        if theme.floors
        else "",
        "why": theme.why,
        "way_out": theme.way_out,
        "missing": _missing(theme),
        "tools": list(theme.tools),
        "count": len(theme.findings),
        "findings": _together(theme.findings, usual := _usual(theme.findings)),
        "usual": usual,
        "people": _people(theme.findings),
        "is_on_the_way": is_on_the_way,
        "effect": f"{label_of(RATINGS, after.rating)} {number(after.residual)}"
        if is_better
        else "",
    }


def _missing(theme: Theme[Weakness]) -> list[dict[str, str]]:
    """Where and why the rule of a theme cannot be ruled out."""
    return [
        {"tool": floor.tool, "words": words}
        for floor in theme.floors
        if (words := not_ruled_out(floor.missing, floor.lifted_by))
    ]


def _together(
    rows: Iterable[Weakness], usual: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """One line for each weakness, with the tools it concerns and what became of it there, where
    that is not what the theme itself says."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(
            (row.question, row.text, row.remedy),
            {
                "question": row.question,
                "text": row.text,
                "remedy": row.remedy,
                "tools": [],
                "states": [],
            },
        )
        if row.tool and row.tool not in line["tools"]:
            line["tools"].append(row.tool)
        if row.state:
            line["states"].append(_state(row))
    for line in found.values():
        line["states"] = _once(line["states"], usual)
    return list(found.values())


def _state(row: Weakness) -> dict[str, Any]:
    plan = row.plan or {}
    return {
        "tool": row.tool,
        "words": label_of(FindingState, row.state),
        "owner": row.owner,
        "due_on": row.due_on,
        "plan": plan.get("text", ""),
        "plan_due_on": plan.get("due_on"),
    }


def _once(
    states: list[dict[str, Any]], usual: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """The states of a line, each once with its tools; without tools where it is the same for
    all of them, and none that the theme says already."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for state in states:
        key = tuple(value for name, value in state.items() if name != "tool")
        line = found.setdefault(key, {**state, "tools": []})
        if state["tool"]:
            line["tools"].append(state["tool"])
    told = list(found.values())
    if len(told) == 1:
        told[0]["tools"] = []
    return [line for line in told if line["plan"] or _as_usual(line) != usual]


def _as_usual(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: state[name] for name in ("words", "owner", "due_on")}


def _usual(rows: Iterable[Weakness]) -> dict[str, Any] | None:
    """What most findings of a theme share: state, owner and day. Said with the theme, so that a
    finding only says what is otherwise with it; None where there is nothing that half of them
    share."""
    states = [_state(row) for row in rows if row.state]
    if not states:
        return None
    counts = Counter(
        (state["words"], state["owner"], state["due_on"]) for state in states
    )
    (words, owner, due_on), many = counts.most_common(1)[0]
    if 2 * many < len(states):
        return None
    return {"words": words, "owner": owner, "due_on": due_on}


def _people(rows: Iterable[Weakness]) -> dict[str, Any]:
    """Who has it in hand, and the first day it is due."""
    owners = dict.fromkeys(row.owner for row in rows if row.owner)
    days = sorted(row.due_on for row in rows if row.due_on)
    return {"owners": list(owners), "due_on": days[0] if days else None}


def _way(after: After, findings: int, among: int) -> str:
    facts = {
        "rating": label_of(RATINGS, after.rating),
        "value": number(after.residual),
        "findings": findings,
        "themes": among,
    }
    if not findings:
        return (
            _("To reach %(rating)s (%(value)s): resolve what is marked below.") % facts
        )
    if findings == 1:
        return (
            _(
                "To reach %(rating)s (%(value)s): one finding, in the theme marked below."
            )
            % facts
        )
    return (
        _(
            "To reach %(rating)s (%(value)s): %(findings)s findings, in the themes marked below."
        )
        % facts
    )
