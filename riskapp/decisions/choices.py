"""Enumerations of decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import ProductMail

DECISION_MADE = ProductMail(
    "decision", _("Decision"), _("%(asker)s has decided about your AI tools")
)


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    CONDITIONAL = "conditional", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")


class DecisionException(models.TextChoices):
    """What an approval can go against; each needs a reason of its own."""

    SUGGESTION = "suggestion", _("Against the suggestion")
    REVIEW = "review", _("Before the review was complete")
