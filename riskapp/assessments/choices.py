"""Enumerations of assessments."""

from django.db import models


class AssessmentState(models.TextChoices):
    """Where an assessment stands; ``SCORED`` means the vendor's part is done and judged."""

    SENT = "sent", "Waiting for the vendor"
    SUBMITTED = "submitted", "Being scored"
    SCORED = "scored", "Scored"
    CLARIFYING = "clarifying", "Waiting for replies"
    DECIDED = "decided", "Decided"


class ScoreCause(models.TextChoices):
    """Why a new snapshot was taken."""

    SUBMITTED = "submitted", "Answers submitted"
    CLARIFIED = "clarified", "Questions answered"
    CONFIRMED = "confirmed", "Answers confirmed"
    CHANGED = "changed", "Change reported"
    REVIEWED = "reviewed", "Reviewed"
    LAPSED = "lapsed", "A date has passed unconfirmed"


class VerdictKind(models.TextChoices):
    """What a reviewer says of one answer; ``WITHDRAWN`` leaves it as if nobody had looked."""

    ACCEPTED = "accepted", "Accepted"
    CORRECTED = "corrected", "Corrected"
    REFUSED = "refused", "“Not applicable” refused"
    WITHDRAWN = "withdrawn", "Taken back"


class FindingSource(models.TextChoices):
    RULE = "rule", "Raised by rule"
    HAND = "hand", "Added by hand"
    CONDITION = "condition", "Condition of a decision"


class FindingState(models.TextChoices):
    """Where a finding stands; the first three still need somebody."""

    OPEN = "open", "Open"
    PLANNED = "planned", "Action agreed"
    DONE = "done", "Reported as done"
    VERIFIED = "verified", "Verified and closed"
    RESOLVED = "resolved", "Settled by a new answer"
    ACCEPTED = "accepted", "Risk accepted"
    MERGED = "merged", "Merged into another"
    DISMISSED = "dismissed", "Not a weakness"


class FindingEventKind(models.TextChoices):
    RAISED = "raised", "Raised"
    EDITED = "edited", "Edited"
    RELEASED = "released", "Shown to the vendor"
    PROPOSED = "proposed", "Action proposed"
    REPORTED = "reported", "Reported as done"
    AGREED = "agreed", "Action agreed"
    DECLINED = "declined", "Action declined"
    VERIFIED = "verified", "Verified and closed"
    RESOLVED = "resolved", "Settled by a new answer"
    ACCEPTED = "accepted", "Risk accepted"
    REOPENED = "reopened", "Reopened"
    MERGED = "merged", "Merged"
    DISMISSED = "dismissed", "Dismissed"


class Outcome(models.TextChoices):
    APPROVED = "approved", "Approved"
    CONDITIONAL = "conditional", "Approved with conditions"
    REJECTED = "rejected", "Rejected"


class PlanState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    REPLACED = "replaced", "Replaced by a later one"


class Severity(models.TextChoices):
    CRITICAL = "critical", "Critical"
    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
