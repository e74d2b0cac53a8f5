"""Several assessments beside each other: the portfolio for the board, and a comparison."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.document.translation import texts_in
from questionnaires.queries import language_in_force
from riskapp.common.sorting import natural
from riskapp.decisions.choices import Outcome
from riskapp.presentation.labels import BANDS, RATINGS, RISKS, label_of
from riskapp.presentation.laws import unmet
from riskapp.presentation.score import FIVE
from riskapp.reports.choices import Variant
from riskapp.reports.context.about import About, ReportStyle
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.stored import said_again

WORST_FIRST = ("critical", "high", "moderate", "low")
COLOURS = {
    "critical": "#8c1030",
    "high": "#d9814f",
    "moderate": "#ecc866",
    "low": "#4aa577",
}
NEVER = "none"  # as lists of work call it
NEVER_COLOUR = "#c5ccd3"
WORST = 10  # how many the board reads of by name before the list


def build_overview(
    rows: Sequence[Mapping[str, Any]],
    unassessed: int = 0,
    about: About | None = None,
    look: ReportStyle | None = None,
    named: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """What the portfolio and a comparison show; ``rows`` are ``queries.outcomes``, and
    ``unassessed`` how many engagements have no score, ``named`` which."""
    shown = [_row(row) for row in rows]
    shown.sort(key=lambda row: (-Decimal(row["residual"]), natural(row["vendor"])))
    counts = Counter(row["rating"] for row in shown)
    engagements = len(shown) + unassessed
    return {
        "language": language_in_force(),
        "about": about,
        "look": look or ReportStyle(),
        "variant": Variant.SUMMARY,
        "rows": shown,
        "worst": [row for row in shown if row["rating"] in WORST_FIRST[:2]][:WORST],
        "parts": _parts(counts, unassessed),
        "compared": _compared(shown),
        "total": len(shown),
        "engagements": engagements,
        "unassessed": unassessed,
        "not_assessed": list(named),
        "unnamed": unassessed - len(named),
        "tools": sum(row["tools"] for row in shown),
        "undecided": sum(not row["holds"] for row in shown),
        "approved": sum(row["holds"] and row["outcome"] != "rejected" for row in shown),
        "rejected": sum(row["holds"] and row["outcome"] == "rejected" for row in shown),
        "unproven": sum(row["evidence_band"] == "low" for row in shown),
    }


def _parts(counts: Mapping[str, int], unassessed: int) -> list[dict[str, Any]]:
    """The bar of every engagement once: those never assessed first, then worst first. ``code`` is
    what lists are narrowed by."""
    told = [
        (NEVER, _("Never assessed"), NEVER_COLOUR, unassessed),
        *(
            (code, label_of(RISKS, code), COLOURS[code], counts[code])
            for code in WORST_FIRST
        ),
    ]
    parts, start = [], 0
    for code, words, colour, many in told:
        if many:
            parts.append(
                {
                    "code": code,
                    "words": words,
                    "colour": colour,
                    "from": start,
                    "count": many,
                }
            )
            start += many
    return parts


# Laws of which nothing was evaluated, because all is the buyer's own, have nothing unmet.
EVALUATED = ("not_met", "not_answered", "partly_met", "met")


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    until = row["valid_until"]
    named = {law.id: law.short for law in catalogue_in(language_in_force()).laws}
    return dict(row) | {
        "holds": row.get("holds", bool(row["outcome"])),
        "rules": _rules(row["questionnaire"], row["rules"]),
        "rating_words": label_of(RATINGS, row["rating"]),
        "outcome_words": label_of(Outcome, row["outcome"] or ""),
        "until": datetime.date.fromisoformat(until) if until else None,
        "bands": {name: label_of(BANDS, row.get(f"{name}_band", "")) for name in FIVE},
        "laws": [
            law
            | {
                "unmet": unmet(law["counts"]),
                "short": named.get(law["law"], law["law"]),
            }
            for law in row["laws"]
            if any(law["counts"].get(status) for status in EVALUATED)
        ],
    }


def _compared(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the vendors answered, a line for each question with an answer of every vendor; a
    vendor that was not asked it has none."""
    found: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        for one in row.get("answers", ()):
            line = found.setdefault(
                one["question"],
                {"question": one["question"], "cells": [{}] * len(rows)},
            )
            line["cells"][place] = {**one, "assessment": row["assessment"]}
    return list(found.values())


def _rules(questionnaire: str, titles: Mapping[str, str]) -> list[dict[str, str]]:
    """The critical rules that stand, each once, in the reader's language."""
    language = language_in_force()
    texts = texts_in(questionnaire.partition("@")[0], language)
    return [
        {"id": name, "title": said_again(title, texts)}
        for name, title in titles.items()
    ]
