"""Codes as words, in the language of the reader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
