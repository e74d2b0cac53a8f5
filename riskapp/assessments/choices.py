"""Enumerations of assessments."""

from django.db import models


class AssessmentState(models.TextChoices):
    """Where an assessment stands; ``SCORED`` means the vendor's part is done and judged."""

    SENT = "sent", "Waiting for the vendor"
    SUBMITTED = "submitted", "Being scored"
    SCORED = "scored", "Scored"


class Rating(models.TextChoices):
    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class Tier(models.TextChoices):
    """The band of an engagement's inherent risk before any tool is known."""

    VERY_HIGH = "very_high", "Very high"
    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
