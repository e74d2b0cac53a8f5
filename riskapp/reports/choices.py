"""Enumerations of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Removed after its time")


class ReportKind(models.TextChoices):
    """What a report is about."""

    ASSESSMENT = "assessment", _("One assessment")
    BUNDLE = "bundle", _("All approved vendors")
    SELECTION = "selection", _("Selected reports")
    PORTFOLIO = "portfolio", _("The portfolio")
    COMPARISON = "comparison", _("A comparison of vendors")
    BOARD = "board", _("The first page, for the board")
    PACK = "pack", _("Export pack, for an audit")
    INCIDENT = "incident", _("An incident")


# What holds the files of other reports.
ZIPPED = (ReportKind.BUNDLE, ReportKind.SELECTION)


class Variant(models.TextChoices):
    """For whom a report is: how much of it is shown."""

    FULL = "full", _("Full report, for security")
    COMPLETE = "complete", _("Full report with every answer")
    SUMMARY = "summary", _("Summary, for procurement")
    VENDOR = "vendor", _("Vendor's copy, without internal notes")


# What holds answers: whoever reads such a report may see answers.
WITH_ANSWERS = (Variant.FULL, Variant.COMPLETE, Variant.VENDOR)


class Format(models.TextChoices):
    """What kind of file a report is."""

    PDF = "pdf", _("PDF")
    ARCHIVE = "pdfa", _("PDF for archives (PDF/A-3, with the data attached)")
    XLSX = "xlsx", _("Workbook (XLSX)")
    JSON = "json", _("JSON")
    ADDENDUM = "addendum", _("Contract addendum, draft (DOCX)")
    ADDENDUM_PDF = "addendum-pdf", _("Contract addendum, draft (PDF)")
    CYCLONEDX = "cyclonedx", _("CycloneDX 1.7 declarations")
    OSCAL_RESULTS = "oscal-results", _("OSCAL assessment results")
    OSCAL_PLAN = "oscal-plan", _("OSCAL plan of action")
    SARIF = "sarif", _("Findings for code scanners (SARIF)")
    ZIP = "zip", _("ZIP")


ADDENDA = (Format.ADDENDUM, Format.ADDENDUM_PDF)
ISSUED_AS = Format.ADDENDUM_PDF  # a contract addendum that is in force
FILES_WITH_ANSWERS = tuple(
    file for file in Format if file not in (Format.PDF, Format.ARCHIVE, Format.ZIP)
)


class Rhythm(models.TextChoices):
    """How often a report is sent on a schedule."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every three months")


class Stage(models.TextChoices):
    """How far a report came that somebody decides on, or issues."""

    DRAFT = "draft", _("Draft")
    FINAL = "final", _("Final")
    FOR_COUNSEL = "for-counsel", _("Draft for your counsel")
    ISSUED = "issued", _("Issued")


# Who reads what is not about one assessment, whichever answers it may hold.
KIND_READERS = {
    ReportKind.PORTFOLIO: _("The board"),
    ReportKind.BOARD: _("The board"),
    ReportKind.PACK: _("An auditor"),
    ReportKind.INCIDENT: _("Security, and whoever has to report it"),
}
# Who reads a contract addendum, in whichever variant it was asked for.
ADDENDUM_READERS = {
    Stage.FOR_COUNSEL: _("Your counsel"),
    Stage.ISSUED: _("Both parties, as an annex to the contract"),
}


class Language(models.TextChoices):
    """The languages reports are written in, each in its own words."""

    EN = "en", _("English")
    DE = "de", _("Deutsch")


class VerificationResult(models.TextChoices):
    """What a verification says; nothing else about a report leaves the house."""

    CURRENT = "current", _("Genuine and current")
    SUPERSEDED = "superseded", _("Genuine, but superseded by a newer one")
    ALTERED = "altered", _("Altered: this file is not what was issued")
    UNKNOWN = "unknown", _("Not known here")


# What the audit trail says of a link, and why one opened nothing.
LINK_ACTIONS = {
    "report link made": _("Made"),
    "report link mailed": _("Sent"),
    "report link opened": _("Opened"),
    "report link downloaded": _("Downloaded"),
    "report link refused": _("Refused"),
    "report link revoked": _("Revoked"),
}
LINK_REFUSALS = {
    "revoked": _("it was revoked"),
    "ended": _("its time was over"),
    "used up": _("every download was used"),
    "password": _("wrong password"),
}
CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.ARCHIVE: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.ADDENDUM: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ADDENDUM_PDF: "application/pdf",
    Format.CYCLONEDX: "application/vnd.cyclonedx+json",
    Format.OSCAL_RESULTS: "application/json",
    Format.OSCAL_PLAN: "application/json",
    Format.SARIF: "application/sarif+json",
    Format.ZIP: "application/zip",
}
EXTENSIONS = {
    Format.PDF: "pdf",
    Format.ARCHIVE: "archive.pdf",
    Format.XLSX: "xlsx",
    Format.JSON: "json",
    Format.ADDENDUM: "addendum.docx",
    Format.ADDENDUM_PDF: "addendum.pdf",
    Format.CYCLONEDX: "cdx.json",
    Format.OSCAL_RESULTS: "oscal-results.json",
    Format.OSCAL_PLAN: "oscal-plan.json",
    Format.SARIF: "sarif",
    Format.ZIP: "zip",
}
