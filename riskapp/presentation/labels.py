"""What the codes of a score are called, and the one way from any code to its label.

Codes that the database holds are called what their enumeration says (``choices.py`` of each
package); those of a score what the tables here say. ``label_of`` reads both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from questionnaires.document.words import mark, say

RATINGS = {
    "low": mark("Low"),
    "moderate": mark("Moderate"),
    "high": mark("High"),
    "critical": mark("Critical"),
}
RISKS = {
    "low": mark("Low risk"),
    "moderate": mark("Moderate risk"),
    "high": mark("High risk"),
    "critical": mark("Critical risk"),
}
BANDS = {
    "low": mark("low"),
    "moderate": mark("moderate"),
    "high": mark("high"),
    "very_high": mark("very high"),
    "poor": mark("poor"),
    "weak": mark("weak"),
    "adequate": mark("adequate"),
    "strong": mark("strong"),
    "medium": mark("medium"),
    "critical": mark("critical"),
}
# What a rating suggests, as it is kept with a decision.
SUGGESTED = {
    "low": mark("Continue; review in 12 months."),
    "moderate": mark("Continue with agreed actions; review in 6 months."),
    "high": mark("Limit access until the actions are done; review in 3 months."),
    "critical": mark("Stop the tool or the access concerned now."),
}
# Of a provision, from worst to best, then what was not evaluated.
STATUSES = {
    "not_met": mark("Not met"),
    "not_answered": mark("Not answered"),
    "not_asked": mark("Not asked"),
    "partly_met": mark("Partly met"),
    "met": mark("Met"),
    "not_applicable": mark("Not applicable"),
    "buyers_duty": mark("The buyer’s own duty"),
    "information_only": mark("Information only"),
}
EVIDENCE = {
    "declared": mark("declared"),
    "documented": mark("documented"),
    "verified": mark("verified"),
}
# Why a question carries no score.
LEFT_OUT = {
    "hidden": mark("not asked, by its condition"),
    "not_applicable": mark("marked as not applicable"),
    "unscored": mark("answered; the answer carries no score"),
    "answered": mark("carries no score"),
}
# What lies over an answer.
OVERLAY = {
    "corrected": mark("Corrected by the reviewer"),
    "refused": mark("“Not applicable” refused, counts as open"),
    "verified": mark("Evidence checked, counts as verified"),
    "lapsed": mark("Not confirmed in time, counts as open"),
}
# What the law says of a place.
PLACES = {
    "eea": mark("inside the EEA"),
    "adequate": mark("adequacy decision"),
    "conditional": mark("adequacy decision with a condition"),
    "third": mark("third country without adequacy decision"),
    "unclear": mark("status not clear"),
    "not_known": mark("not known"),
}


class Enumeration(Protocol):
    """A class of codes that has a label for each, as those of Django do."""

    @property
    def choices(self) -> list[tuple[Any, Any]]: ...


def label_of(labels: Mapping[str, str] | Enumeration, code: str) -> str:
    """What a table above, or an enumeration, says of a code, in the language in force; the
    code itself where they do not know it, "" for none."""
    if isinstance(labels, Mapping):
        return say(labels[code]) if code in labels else code
    return str(_known(labels).get(code, code))  # type: ignore[arg-type]  # a class is hashable


@cache
def _known(labels: Any) -> dict[str, Any]:
    """Each code with its label, which is worded when it is read."""
    return dict(labels.choices)
