"""Codes of a score as words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping

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


def label_of(table: Mapping[str, str], code: str) -> str:
    """What one of the tables above says of a code, in the language in force; the code itself
    where the table does not know it, "" for none."""
    return say(table[code]) if code in table else code
