"""Enumerations of what is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    """What a campaign puts to many at once."""

    ASSESSMENT = "assessment", _("Assessment")
    QUESTION = "question", _("Question about AI tools")


class SendingState(models.TextChoices):
    """Where one row of a campaign stands before its assessment tells more."""

    QUEUED = "queued", _("Being sent")
    STARTED = "started", _("Sent")
    FAILED = "failed", _("Not sent")


class CampaignProgress(models.TextChoices):
    """How far a vendor is with what a campaign sent it."""

    QUEUED = "queued", _("Being sent")
    FAILED = "failed", _("Failed")
    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    ANSWERING = "answering", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReassessmentCause(models.TextChoices):
    """Why work should be assessed again."""

    CALENDAR = "calendar", _("The time of its tier has passed")
    INCIDENT = "incident", _("Incident")
    TOOL = "tool", _("Change of tools")
    CONTRACT = "contract", _("Change of contract")


class ReassessmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    STARTED = "started", _("Started")
    DISMISSED = "dismissed", _("Dismissed")
