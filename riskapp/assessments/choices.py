"""Enumerations of assessments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    """Where an assessment stands; ``SCORED`` means the vendor's part is done and evaluated."""

    SENT = "sent", _("Waiting for the vendor")
    SUBMITTED = "submitted", _("Being scored")
    SCORED = "scored", _("Scored")
    CLARIFYING = "clarifying", _("Waiting for replies")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ScoreCause(models.TextChoices):
    """Why a new snapshot was taken."""

    SUBMITTED = "submitted", _("Answers submitted")
    CLARIFIED = "clarified", _("Questions answered")
    CONFIRMED = "confirmed", _("Answers confirmed")
    CHANGED = "changed", _("Change reported")
    REVIEWED = "reviewed", _("Reviewed")
    LAPSED = "lapsed", _("A date has passed unconfirmed")
    MODEL = "model", _("Scored by a newer model")
