"""Enumerations of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskapp.presentation.labels import RATINGS


class Tier(models.TextChoices):
    """The band of an engagement's inherent risk before any tool is known."""

    VERY_HIGH = "very_high", _("Very high")
    HIGH = "high", _(RATINGS["high"])
    MODERATE = "moderate", _(RATINGS["moderate"])
    LOW = "low", _(RATINGS["low"])


class Rating(models.TextChoices):
    LOW = "low", _(RATINGS["low"])
    MODERATE = "moderate", _(RATINGS["moderate"])
    HIGH = "high", _(RATINGS["high"])
    CRITICAL = "critical", _(RATINGS["critical"])


class Asked(models.TextChoices):
    """Whether work was put to its vendor."""

    NEVER = "never", _("Never asked")
    OPEN = "open", _("Assessment open")
    IDLE = "idle", _("Nothing open")


class ImportState(models.TextChoices):
    """Where a file of vendors stands; nothing is in the register before ``DONE``."""

    CHECKED = "checked", _("Checked")
    QUEUED = "queued", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")


class RowChange(models.TextChoices):
    """What a row of a file would do."""

    VENDOR = "vendor", _("New vendor")
    ENGAGEMENT = "engagement", _("New engagement")
    CONTACT = "contact", _("New contact")
    UPDATE = "update", _("Updated")
    NOTHING = "nothing", _("Already there")
    FAULT = "fault", _("Not imported")
