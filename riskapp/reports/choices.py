"""Enumerations of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Removed after its time"


class Kind(models.TextChoices):
    """What a report is about."""

    ASSESSMENT = "assessment", "One assessment"
    BUNDLE = "bundle", "All approved vendors"
    PORTFOLIO = "portfolio", "The portfolio"
    COMPARISON = "comparison", "A comparison of vendors"


class Variant(models.TextChoices):
    """For whom a report is: how much of it is shown."""

    FULL = "full", _("Full report, for security")
    SUMMARY = "summary", _("Summary, for procurement")
    VENDOR = "vendor", _("Vendor's copy, without internal notes")


class Format(models.TextChoices):
    """What kind of file a report is."""

    PDF = "pdf", "PDF"
    ARCHIVE = "pdfa", "PDF for archives (PDF/A-3, with the data attached)"
    XLSX = "xlsx", "Workbook (XLSX)"
    JSON = "json", "JSON"
    CYCLONEDX = "cyclonedx", "CycloneDX 1.6 declarations"
    OSCAL_RESULTS = "oscal-results", "OSCAL assessment results"
    OSCAL_PLAN = "oscal-plan", "OSCAL plan of action"
    ZIP = "zip", "ZIP"


class Language(models.TextChoices):
    """The languages reports are written in, each in its own words."""

    EN = "en", "English"
    DE = "de", "Deutsch"


class Standing(models.TextChoices):
    """What a verification says; nothing else about a report leaves the house."""

    CURRENT = "current", _("Genuine and current")
    SUPERSEDED = "superseded", _("Genuine, but superseded by a newer one")
    ALTERED = "altered", _("Altered: this file is not what was issued")
    UNKNOWN = "unknown", _("Not known here")


CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.ARCHIVE: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.CYCLONEDX: "application/vnd.cyclonedx+json",
    Format.OSCAL_RESULTS: "application/json",
    Format.OSCAL_PLAN: "application/json",
    Format.ZIP: "application/zip",
}
EXTENSIONS = {
    Format.PDF: "pdf",
    Format.ARCHIVE: "archive.pdf",
    Format.XLSX: "xlsx",
    Format.JSON: "json",
    Format.CYCLONEDX: "cdx.json",
    Format.OSCAL_RESULTS: "oscal-results.json",
    Format.OSCAL_PLAN: "oscal-plan.json",
    Format.ZIP: "zip",
}
