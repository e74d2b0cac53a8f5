"""Kinds of data with a period of their own, and the states of an erasure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ErasureState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class RetentionKind(models.TextChoices):
    """What has a period; each is counted from the day its description names."""

    DRAFTS = "drafts", _("Answers never submitted")
    REMOVED = "removed", _("What vendors removed from their answers")
    HISTORY = "history", _("History of answers")
    EVIDENCE = "evidence", _("Files of evidence")
    INVITATIONS = "invitations", _("Addresses of invitations and mails to vendors")
    UPLOADS = "uploads", _("Files read in: answers and imports of vendors")
    INCIDENTS = "incidents", _("What vendors said of incidents")
    REPORTS = "reports", _("Files of reports and of vendors' copies")
    NOTIFICATIONS = "notifications", _("Notifications")
    SIGN_INS = "sign_ins", _("Addresses and browsers in the audit trail")
    ARCHIVED = "archived", _("Archived vendors and engagements")
    FORMER = "former", _("Former members")


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What may be chosen for a kind, in days; ``days`` is the default, None for never."""

    days: int | None
    least: int
    means: str | Promise


RULES: dict[str, RetentionRule] = {
    RetentionKind.DRAFTS: RetentionRule(
        365,
        30,
        _(
            "Answers, files and people of a response that was withdrawn, or whose invitations have ended; counted from its last change."
        ),
    ),
    RetentionKind.REMOVED: RetentionRule(
        90,
        1,
        _(
            "Entries and files that a vendor removed before submitting; counted from the submission."
        ),
    ),
    RetentionKind.HISTORY: RetentionRule(
        1095,
        90,
        _(
            "Who changed which answer, with the value before; counted from the submission. The answers stay."
        ),
    ),
    RetentionKind.EVIDENCE: RetentionRule(
        1095,
        90,
        _(
            "The files alone, counted from the submission; their names and fingerprints stay."
        ),
    ),
    RetentionKind.INVITATIONS: RetentionRule(
        365,
        30,
        _(
            "Of invitations that ended; counted from their end. Who submitted stays with the answers."
        ),
    ),
    RetentionKind.UPLOADS: RetentionRule(
        90, 7, _("Counted from the day they were read in.")
    ),
    RetentionKind.INCIDENTS: RetentionRule(
        1095,
        90,
        _(
            "Questions and answers about an incident, and who answered; counted from the day it was closed. Which vendors were affected, asked and answered stays."
        ),
    ),
    RetentionKind.REPORTS: RetentionRule(
        730,
        30,
        _("Counted from the day they were made. Codes and fingerprints stay."),
    ),
    RetentionKind.NOTIFICATIONS: RetentionRule(
        180, 7, _("Counted from the day they were made.")
    ),
    RetentionKind.SIGN_INS: RetentionRule(
        365,
        30,
        _("Network addresses and browsers; who did what stays, and the chain holds."),
    ),
    RetentionKind.ARCHIVED: RetentionRule(
        None,
        180,
        _(
            "With everything asked, answered, scored, decided and reported about them; counted from the day they were archived."
        ),
    ),
    RetentionKind.FORMER: RetentionRule(
        None,
        180,
        _(
            "Name and address become a pseudonym; counted from the day the membership ended."
        ),
    ),
}
