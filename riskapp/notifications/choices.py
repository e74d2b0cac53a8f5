"""What people are told, who hears it, and how."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.choices import Capability


class Kind(models.TextChoices):
    SUBMITTED = "submitted", _("A vendor submitted answers")
    REPLIED = "replied", _("A vendor replied to questions")
    ACTION = "action", _("A vendor proposed an action, or reported it as done")
    OVERDUE = "overdue", _("Answers are overdue")
    MAIL_FAILED = "mail_failed", _("A mail to a vendor could not be delivered")
    CREDENTIAL = "credential", _("A credential lapses or lapsed")
    DECISION = "decision", _("A decision is wanted")
    ACCEPTANCE = "acceptance", _("The acceptance of a risk ends")
    BREAK_GLASS = "break_glass", _("The break-glass account was used")
    DOMAIN = "domain", _("A verified e-mail domain lapses or lapsed")


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


# Who hears of it: members who may do something about it.
HEARD_BY: Mapping[str, Capability] = {
    Kind.SUBMITTED: Capability.ASSESS,
    Kind.REPLIED: Capability.ASSESS,
    Kind.ACTION: Capability.ASSESS,
    Kind.OVERDUE: Capability.ASSESS,
    Kind.MAIL_FAILED: Capability.ASSESS,
    Kind.CREDENTIAL: Capability.ASSESS,
    Kind.DECISION: Capability.DECIDE,
    Kind.ACCEPTANCE: Capability.DECIDE,
    Kind.BREAK_GLASS: Capability.MANAGE_MEMBERS,
    Kind.DOMAIN: Capability.MANAGE_MEMBERS,
}

# What nobody can decide not to hear of: shown, and mailed at once.
ALWAYS_NOTIFIED = frozenset({Kind.BREAK_GLASS, Kind.DOMAIN})

# What an entry of the audit trail tells people, by its action.
NOTIFIED_BY: Mapping[str, Kind] = {
    "answers submitted": Kind.SUBMITTED,
    "change reported": Kind.SUBMITTED,
    "replies submitted": Kind.REPLIED,
    "action proposed": Kind.ACTION,
    "action reported as done": Kind.ACTION,
    "vendor asked to confirm dates": Kind.CREDENTIAL,
    "review completed": Kind.DECISION,
    "decision recommended": Kind.DECISION,
    "break-glass account used": Kind.BREAK_GLASS,
    "domain record missing": Kind.DOMAIN,
    "domain lapsed": Kind.DOMAIN,
}
