"""Enumerations of assessments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    """Where an assessment stands; ``SCORED`` means the vendor's part is done and judged."""

    SENT = "sent", _("Waiting for the vendor")
    SUBMITTED = "submitted", _("Being scored")
    SCORED = "scored", _("Scored")
    CLARIFYING = "clarifying", _("Waiting for replies")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ScoreCause(models.TextChoices):
    """Why a new snapshot was taken."""

    SUBMITTED = "submitted", _("Answers submitted")
    CLARIFIED = "clarified", _("Questions answered")
    CONFIRMED = "confirmed", _("Answers confirmed")
    CHANGED = "changed", _("Change reported")
    REVIEWED = "reviewed", _("Reviewed")
    LAPSED = "lapsed", _("A date has passed unconfirmed")
    MODEL = "model", _("Scored by a newer model")


class VerdictKind(models.TextChoices):
    """What a reviewer says of one answer; ``WITHDRAWN`` leaves it as if nobody had looked."""

    ACCEPTED = "accepted", _("Accepted")
    CORRECTED = "corrected", _("Corrected")
    REFUSED = "refused", _("“Not applicable” refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class FindingSource(models.TextChoices):
    RULE = "rule", _("Raised by rule")
    HAND = "hand", _("Added by hand")
    CONDITION = "condition", _("Condition of a decision")


class FindingState(models.TextChoices):
    """Where a finding stands; the first three still need somebody."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Action agreed")
    DONE = "done", _("Reported as done")
    VERIFIED = "verified", _("Verified and closed")
    RESOLVED = "resolved", _("Settled by a new answer")
    ACCEPTED = "accepted", _("Risk accepted")
    MERGED = "merged", _("Merged into another")
    DISMISSED = "dismissed", _("Not a weakness")


class FindingEventKind(models.TextChoices):
    RAISED = "raised", _("Raised")
    EDITED = "edited", _("Edited")
    RELEASED = "released", _("Shown to the vendor")
    PROPOSED = "proposed", _("Action proposed")
    REPORTED = "reported", _("Reported as done")
    AGREED = "agreed", _("Action agreed")
    DECLINED = "declined", _("Action declined")
    VERIFIED = "verified", _("Verified and closed")
    RESOLVED = "resolved", _("Settled by a new answer")
    ACCEPTED = "accepted", _("Risk accepted")
    REOPENED = "reopened", _("Reopened")
    MERGED = "merged", _("Merged")
    DISMISSED = "dismissed", _("Dismissed")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    CONDITIONAL = "conditional", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")


class DecisionException(models.TextChoices):
    """What an approval can go against; each needs a reason of its own."""

    SUGGESTION = "suggestion", _("Against the suggestion")
    REVIEW = "review", _("Before the review was complete")


class PlanState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a later one")


class Severity(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MODERATE = "moderate", _("Moderate")
    LOW = "low", _("Low")


WORST_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.MODERATE, Severity.LOW)


class CampaignKind(models.TextChoices):
    """What a campaign puts to many at once."""

    ASSESSMENT = "assessment", _("Assessment")
    QUESTION = "question", _("Question about AI tools")


class SendingState(models.TextChoices):
    """Where one row of a campaign stands before its assessment tells more."""

    QUEUED = "queued", _("Being sent")
    STARTED = "started", _("Sent")
    FAILED = "failed", _("Not sent")


class Progress(models.TextChoices):
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
