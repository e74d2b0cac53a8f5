"""Enumerations of the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaitingKind(models.TextChoices):
    """The one reason why something waits for the desk; of several, the first that holds."""

    MAIL = "mail", _("Mail failed")
    OVERDUE = "overdue", _("Overdue")
    ASKED = "asked", _("Vendor asks")
    REPLIES = "replies", _("Replies in")
    CONTRADICTIONS = "contradictions", _("Contradictions")
    REVIEW = "review", _("To review")
    DONE = "done", _("Reported as done")
    PROPOSED = "proposed", _("Action proposed")
    PROFILE = "profile", _("Profile missing")
    AGAIN = "again", _("Reassessment due")


class Whose(models.TextChoices):
    """Whose work is shown."""

    MINE = "mine", _("Mine")
    TEAM = "team", _("Team")
    NOBODY = "nobody", _("Nobody’s")


class FoundKind(models.TextChoices):
    """What a search finds, in the order in which it is shown."""

    VENDOR = "1_vendor", _("Vendors")
    WORK = "2_work", _("Engagements and assessments")
    TOOL = "3_tool", _("AI tools")
    FINDING = "4_finding", _("Findings")
    PERSON = "5_person", _("People at vendors")
    REPORT = "6_report", _("Reports")


class ManyDo(models.TextChoices):
    """What can be done with many rows of a list at once."""

    TAKE = "take", _("Take")
    GIVE = "give", _("Give")
    REMIND = "remind", _("Remind")
    MOVE = "move", _("Move the due date")
    LABEL = "label", _("Label")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Restore")
    DISMISS = "dismiss", _("Dismiss")
    RENEW = "renew", _("Accept until another day")
