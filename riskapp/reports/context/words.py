"""Codes as words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.document.translation import TEXTS
from riskapp.scoring.rated.extension import EXTENSION
from riskapp.scoring.stored import said_again

RATINGS = {
    "low": _("Low"),
    "moderate": _("Moderate"),
    "high": _("High"),
    "critical": _("Critical"),
}
RISKS = {
    "low": _("Low risk"),
    "moderate": _("Moderate risk"),
    "high": _("High risk"),
    "critical": _("Critical risk"),
}
BANDS = {
    "low": _("low"),
    "moderate": _("moderate"),
    "high": _("high"),
    "very_high": _("very high"),
    "poor": _("poor"),
    "weak": _("weak"),
    "adequate": _("adequate"),
    "strong": _("strong"),
    "medium": _("medium"),
    "critical": _("critical"),
}
SUGGESTED = {
    "low": _("Continue; review in 12 months."),
    "moderate": _("Continue with agreed actions; review in 6 months."),
    "high": _("Limit access until the actions are done; review in 3 months."),
    "critical": _("Stop the tool or the access concerned now."),
}
STATUSES = {
    "not_met": _("Not met"),
    "not_answered": _("Not answered"),
    "partly_met": _("Partly met"),
    "met": _("Met"),
    "not_applicable": _("Not applicable"),
    "buyers_duty": _("The buyer’s own duty"),
    "information_only": _("Information only"),
}
EVIDENCE = {
    "declared": _("declared"),
    "documented": _("documented"),
    "verified": _("verified"),
}
LEFT_OUT = {
    "hidden": _("not asked, by its condition"),
    "not_applicable": _("marked as not applicable"),
    "unscored": _("answered; the answer carries no score"),
    "answered": _("carries no score"),
}
OVERLAY = {
    "corrected": _("Corrected by the reviewer"),
    "refused": _("“Not applicable” refused, counts as open"),
    "verified": _("Evidence checked, counts as verified"),
    "lapsed": _("Not confirmed in time, counts as open"),
}
PLACES = {
    "eea": _("inside the EEA"),
    "adequate": _("adequacy decision"),
    "conditional": _("adequacy decision with a condition"),
    "third": _("third country without adequacy decision"),
    "unclear": _("status not clear"),
    "not_known": _("not known"),
}
SEVERITIES = {
    "critical": _("Critical"),
    "high": _("High"),
    "moderate": _("Moderate"),
    "low": _("Low"),
}
OUTCOMES = {
    "approved": _("Approved"),
    "conditional": _("Approved with conditions"),
    "rejected": _("Rejected"),
}
EXCEPTIONS = {
    "suggestion": _("Against the suggestion"),
    "review": _("Before the review was complete"),
}
FINDING_STATES = {
    "open": _("Open"),
    "planned": _("Action agreed"),
    "done": _("Reported as done"),
    "verified": _("Verified and closed"),
    "resolved": _("Settled by a new answer"),
    "accepted": _("Risk accepted"),
    "merged": _("Merged into another"),
    "dismissed": _("Not a weakness"),
}
# Beside the texts of the questionnaire: an entry that stands for an empty register has a name.
STORED = TEXTS | EXTENSION.texts | {"tool"}


def in_language(data: Any, texts: Mapping[str, str], key: str = "") -> Any:
    """A stored score with its texts in the language ``texts`` leads to; English otherwise."""
    if isinstance(data, Mapping):
        return {name: in_language(part, texts, name) for name, part in data.items()}
    if isinstance(data, list | tuple):
        return [in_language(part, texts) for part in data]
    if isinstance(data, str) and key in STORED:
        return said_again(data, texts)
    return data
