"""Enumerations of the register."""

from django.db import models


class Tier(models.TextChoices):
    """The band of an engagement's inherent risk before any tool is known."""

    VERY_HIGH = "very_high", "Very high"
    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"


class Rating(models.TextChoices):
    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class ImportState(models.TextChoices):
    """Where a file of vendors stands; nothing is in the register before ``DONE``."""

    CHECKED = "checked", "Checked"
    QUEUED = "queued", "Being imported"
    DONE = "done", "Imported"
    FAILED = "failed", "Not imported"


class Change(models.TextChoices):
    """What a row of a file would do."""

    VENDOR = "vendor", "New vendor"
    ENGAGEMENT = "engagement", "New engagement"
    CONTACT = "contact", "New contact"
    NOTHING = "nothing", "Already there"
    FAULT = "fault", "Not imported"
