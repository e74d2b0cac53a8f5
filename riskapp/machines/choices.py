"""What a program may be allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiScope(models.TextChoices):
    """One right of an API client; its owner has to hold what lies behind it as well."""

    VENDORS_READ = "vendors:read", _("Read vendors and engagements")
    VENDORS_WRITE = "vendors:write", _("Register and change vendors")
    ASSESSMENTS_READ = "assessments:read", _("Read assessments and scores")
    ANSWERS_READ = "answers:read", _("Read answers and the reasons of scores")
    FINDINGS_READ = "findings:read", _("Read findings")
    DECISIONS_READ = "decisions:read", _("Read decisions")
    TOOLS_READ = "tools:read", _("Read the register of AI tools")
    REPORTS_READ = "reports:read", _("Read and download reports")
