"""The lists of which views can be kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListName(models.TextChoices):
    """A list by the name of its address; one more list is one more line here."""

    FIRST_PAGE = "dashboards:home", _("First page")
    VENDORS = "vendors:list", _("Vendors")
    ENGAGEMENTS = "vendors:engagements", _("Engagements")
    ASSESSMENTS = "assessments:list", _("Assessments")
    FINDINGS = "assessments:all_findings", _("Findings")
    TOOLS = "inventory:list", _("AI tools")
    WORK = "desk:waiting", _("My work")
    CAMPAIGNS = "assessments:campaigns", _("Campaigns")
    REASSESSMENTS = "assessments:reassessments", _("Reassessments due")
    WAIVERS = "assessments:waivers", _("Accepted risks")
    REPORTS = "reports:list", _("Reports")
