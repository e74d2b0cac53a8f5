"""Enumerations of the terms watch."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FORMAT = "riskapp-catalogue 1"
PAYLOAD_TYPE = "application/vnd.riskapp.catalogue+json"
MOST_BYTES = 4_000_000


class TermsOutcome(models.TextChoices):
    """What was done for a piece of work because published terms changed."""

    ASKED = "asked", _("Vendor asked")
    REASSESS = "reassess", _("Reassessment proposed")
    DISMISSED = "dismissed", _("Dismissed")


class FactsShown(models.TextChoices):
    """Which of the published facts are looked at alone; each is in one of them."""

    DATED = "dated", _("Facts with an exact day, still recent")
    AGAIN = "again", _("Facts with an exact day, to be looked at again")
    UNDATED = "undated", _("Facts whose day or words are not on record")


class PlanChangeKind(models.TextChoices):
    """What became of a tool under one plan."""

    LISTED = "listed", _("New in the catalogue")
    CHANGED = "changed", _("Changed")
    UNLISTED = "unlisted", _("No longer in the catalogue")
