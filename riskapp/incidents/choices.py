"""Enumerations of incidents, and the five questions that are ready to be sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import ProductMail

INCIDENT_ASKED = ProductMail(
    "incident", _("Questions about an incident"), _("Incident: %(asker)s asks you at once")
)  # fmt: skip

FIRST_ANSWER = datetime.timedelta(hours=24)
WHOLE_ANSWER = datetime.timedelta(hours=72)


class SubjectKind(models.TextChoices):
    """What an incident is about."""

    PROVIDER = "provider", _("Provider")
    TOOL = "tool", _("AI tool")
    MODEL = "model", _("Model")
    CREDENTIAL = "credential", _("Kind of credential")


class IncidentState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class IncidentSource(models.TextChoices):
    TYPED = "typed", _("Typed")
    CSAF = "csaf", _("CSAF file")


class HowKnown(models.IntegerChoices):
    """How we know that work is affected; what weighs more is the greater number."""

    CATALOGUE = 1, _("By the catalogue: the tool builds on it")
    DECLARED = 2, _("Declared in the answers")
    SHOWN = 3, _("Shown by a file")


class SilentBecause(models.TextChoices):
    """Why nothing is known about a piece of work."""

    NEVER_ASKED = "never_asked", _("Never assessed")
    NOT_SUBMITTED = "not_submitted", _("Answers not submitted yet")
    UNANSWERED = "unanswered", _("No AI tool listed, and not said that none is used")


class ToolInUse(models.TextChoices):
    """What a vendor says of using it."""

    YES = "yes", _("Yes, in use")
    BEFORE = "before", _("Not now, but within the last 90 days")
    NO = "no", _("No, not within the last 90 days")
    CHECKING = "checking", _("Not known yet")


class StatedEffect(models.TextChoices):
    """What a vendor says of being affected."""

    YES = "yes", _("Yes")
    CHECKING = "checking", _("Not known yet, being checked")
    NO = "no", _("No")


class RequestStanding(models.TextChoices):
    """How far the answers of a vendor are."""

    UNDELIVERED = "undelivered", _("Mail not delivered")
    WAITING = "waiting", _("Asked, no answer yet")
    FIRST_OVERDUE = "first_overdue", _("Overdue: no answer within 24 hours")
    BEGUN = "begun", _("First answer is here")
    REST_OVERDUE = "rest_overdue", _("Overdue: the rest is missing after 72 hours")
    ANSWERED = "answered", _("All five answered")


# In the order in which they are asked. The first two are due within 24 hours.
QUESTIONS: Mapping[str, object] = {
    "in_use": _(
        "Do you use %(subject)s in this work, or did you within the last 90 days?"
    ),
    "effect": _("As far as you know today, are you affected by the incident?"),
    "reached": _(
        "Which code, data, systems or credentials of ours could be reached through it?"
    ),
    "done": _(
        "What have you done so far, and when? For example: access withdrawn, credentials changed, versions taken back."
    ),
    "times": _(
        "From when until when were you exposed, and when will you tell us more?"
    ),
}
TEXTS = ("reached", "done", "times")
