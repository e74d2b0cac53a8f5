"""What a program may be allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiScope(models.TextChoices):
    """One right of an API client; its owner has to hold what lies behind it as well."""

    VENDORS_READ = "vendors:read", _("Read vendors and engagements")
    VENDORS_WRITE = "vendors:write", _("Register and change vendors")
    ASSESSMENTS_READ = "assessments:read", _("Read assessments and scores")
    ASSESSMENTS_WRITE = "assessments:write", _("Start assessments")
    ANSWERS_READ = "answers:read", _("Read answers and the reasons of scores")
    FINDINGS_READ = "findings:read", _("Read findings")
    FINDINGS_WRITE = "findings:write", _("Assign, settle and reopen findings")
    DECISIONS_READ = "decisions:read", _("Read decisions")
    DECISIONS_WRITE = "decisions:write", _("Record decisions")
    TOOLS_READ = "tools:read", _("Read the register of AI tools")
    REPORTS_READ = "reports:read", _("Read and download reports")
    REPORTS_WRITE = "reports:write", _("Ask for reports")
    AUDIT_READ = "audit:read", _("Read the audit trail")


class WebhookKind(models.TextChoices):
    """What a webhook tells of: objects to which something happened."""

    VENDOR = "vendor", _("Vendors")
    ENGAGEMENT = "engagement", _("Engagements")
    ASSESSMENT = "assessment", _("Assessments and decisions")
    FINDING = "finding", _("Findings")
    REPORT = "report", _("Reports")


# Whose entries in the audit trail are told.
TOLD_OF = {
    "vendors.vendor": WebhookKind.VENDOR,
    "vendors.engagement": WebhookKind.ENGAGEMENT,
    "assessments.assessment": WebhookKind.ASSESSMENT,
    "findings.finding": WebhookKind.FINDING,
    "reports.report": WebhookKind.REPORT,
}


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
