"""Enumerations of findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import ProductMail
from riskapp.presentation.labels import RATINGS

POINTS_TO_ACT_ON = ProductMail(
    "findings", _("Points to act on"), _("%(asker)s shows you points to act on")
)


class FindingSource(models.TextChoices):
    RULE = "rule", _("Raised by rule")
    HAND = "hand", _("Added by hand")
    CONDITION = "condition", _("Condition of a decision")


class FindingState(models.TextChoices):
    """Where a finding stands; the first three still need somebody."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Action agreed")
    DONE = "done", _("Reported as done")
    VERIFIED = "verified", _("Verified and closed")
    RESOLVED = "resolved", _("Settled by a new answer")
    ACCEPTED = "accepted", _("Risk accepted")
    MERGED = "merged", _("Merged into another")
    DISMISSED = "dismissed", _("Not a weakness")


class FindingEventKind(models.TextChoices):
    RAISED = "raised", _("Raised")
    EDITED = "edited", _("Edited")
    RELEASED = "released", _("Shown to the vendor")
    PROPOSED = "proposed", _("Action proposed")
    REPORTED = "reported", _("Reported as done")
    AGREED = "agreed", _("Action agreed")
    DECLINED = "declined", _("Action declined")
    VERIFIED = "verified", _("Verified and closed")
    RESOLVED = "resolved", _("Settled by a new answer")
    ACCEPTED = "accepted", _("Risk accepted")
    REOPENED = "reopened", _("Reopened")
    MERGED = "merged", _("Merged")
    DISMISSED = "dismissed", _("Dismissed")


class PlanState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a later one")


class Severity(models.TextChoices):
    CRITICAL = "critical", _(RATINGS["critical"])
    HIGH = "high", _(RATINGS["high"])
    MODERATE = "moderate", _(RATINGS["moderate"])
    LOW = "low", _(RATINGS["low"])


WORST_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.MODERATE, Severity.LOW)
