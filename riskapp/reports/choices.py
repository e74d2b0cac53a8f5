"""Enumerations of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Variant(models.TextChoices):
    """For whom a report is: how much of it is shown."""

    FULL = "full", _("Full report, for security")
    SUMMARY = "summary", _("Summary, for procurement")
    VENDOR = "vendor", _("Vendor's copy, without internal notes")
