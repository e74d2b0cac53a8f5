"""What people are told, who hears it, and how."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.choices import Capability


class NotificationKind(models.TextChoices):
    SUBMITTED = "submitted", _("A vendor submitted answers")
    REPLIED = "replied", _("A vendor replied to questions")
    ASKED = "asked", _("A vendor asks you something")
    ACTION = "action", _("A vendor proposed an action, or reported it as done")
    OVERDUE = "overdue", _("Answers are overdue")
    MAIL_FAILED = "mail_failed", _("A mail to a vendor could not be delivered")
    CREDENTIAL = "credential", _("A credential lapses or lapsed")
    ACTIVITY = "activity", _("An agent did something unusual")
    FILES = "files", _("A vendor gave files after submission")
    INCIDENT = (
        "incident",
        _("An incident was opened or answered, or a clock of one runs out"),
    )
    DECISION = "decision", _("A decision is wanted")
    ACCEPTANCE = "acceptance", _("The acceptance of a risk ends")
    BREAK_GLASS = "break_glass", _("The break-glass account was used")
    DOMAIN = "domain", _("A verified e-mail domain lapses or lapsed")
    WEBHOOK = "webhook", _("A webhook was switched off because nobody answers")


class Mail(models.TextChoices):
    """When a mail about it goes out."""

    NONE = "none", _("No mail")
    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")


class Sentence(models.TextChoices):
    """What is said beside the object; filled with facts in the language of the reader."""

    DUE = "due", _("Due by %(day)s")
    ACCEPTED = "accepted", _("Accepted until %(day)s")
    UNDELIVERED = "undelivered", _("%(email)s: %(reason)s")
    FIRST_LATE = (
        "first_late",
        _("No answer within 24 hours: %(late)s of %(asked)s vendors"),
    )
    REST_LATE = (
        "rest_late",
        _("Answers incomplete after 72 hours: %(late)s of %(asked)s vendors"),
    )
    CLOCK_ENDS = "clock_ends", _("Ends %(moment)s, if it applies to you: %(refs)s")


# Who hears of it: members who may do something about it.
HEARD_BY: Mapping[str, Capability] = {
    NotificationKind.SUBMITTED: Capability.ASSESS,
    NotificationKind.REPLIED: Capability.ASSESS,
    NotificationKind.ASKED: Capability.ASSESS,
    NotificationKind.ACTION: Capability.ASSESS,
    NotificationKind.OVERDUE: Capability.ASSESS,
    NotificationKind.MAIL_FAILED: Capability.ASSESS,
    NotificationKind.CREDENTIAL: Capability.ASSESS,
    NotificationKind.ACTIVITY: Capability.ASSESS,
    NotificationKind.FILES: Capability.ASSESS,
    NotificationKind.INCIDENT: Capability.HANDLE_INCIDENTS,
    NotificationKind.DECISION: Capability.DECIDE,
    NotificationKind.ACCEPTANCE: Capability.DECIDE,
    NotificationKind.BREAK_GLASS: Capability.MANAGE_MEMBERS,
    NotificationKind.DOMAIN: Capability.MANAGE_MEMBERS,
    NotificationKind.WEBHOOK: Capability.MANAGE_MEMBERS,
}

# What nobody can decide not to hear of: shown, and mailed at once.
ALWAYS_NOTIFIED = frozenset({NotificationKind.BREAK_GLASS, NotificationKind.DOMAIN})

# What an entry of the audit trail tells people, by its action.
NOTIFIED_BY: Mapping[str, NotificationKind] = {
    "answers submitted": NotificationKind.SUBMITTED,
    "change reported": NotificationKind.SUBMITTED,
    "replies submitted": NotificationKind.REPLIED,
    "vendor asked a question": NotificationKind.ASKED,
    "action proposed": NotificationKind.ACTION,
    "action reported as done": NotificationKind.ACTION,
    "vendor asked to confirm dates": NotificationKind.CREDENTIAL,
    "unusual activity of agents found": NotificationKind.ACTIVITY,
    "vendor gave files after submission": NotificationKind.FILES,
    "incident opened": NotificationKind.INCIDENT,
    "vendor answered about an incident": NotificationKind.INCIDENT,
    "review completed": NotificationKind.DECISION,
    "decision recommended": NotificationKind.DECISION,
    "break-glass account used": NotificationKind.BREAK_GLASS,
    "domain record missing": NotificationKind.DOMAIN,
    "domain lapsed": NotificationKind.DOMAIN,
    "webhook switched off": NotificationKind.WEBHOOK,
}
