"""Enumerations of the questionnaires package."""

from django.db import models


class ResponseState(models.TextChoices):
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"


class EvidenceLevel(models.TextChoices):
    DECLARED = "declared", "Declared"
    DOCUMENTED = "documented", "Documented"
    VERIFIED = "verified", "Verified"


class EventKind(models.TextChoices):
    """What can happen to a response; every one leaves a row that cannot be changed."""

    OPENED = "opened", "Opened"
    ANSWERED = "answered", "Answered"
    CLEARED = "cleared", "Answer cleared"
    ENTRY_ADDED = "entry_added", "Entry added"
    ENTRY_COPIED = "entry_copied", "Entry copied"
    ENTRY_REMOVED = "entry_removed", "Entry removed"
    ENTRY_RESTORED = "entry_restored", "Entry restored"
    INVITED = "invited", "Invitation made"
    INVITATION_REVOKED = "invitation_revoked", "Invitation revoked"
    ENTERED = "entered", "Respondent entered"
    SUBMITTED = "submitted", "Submitted"
