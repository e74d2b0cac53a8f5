"""Enumerations of the first pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Runs(models.TextChoices):
    """What can run out."""

    DECISION = "decision", _("Decisions")
    ACCEPTANCE = "acceptance", _("Risk acceptances")
    CONTRACT = "contract", _("Contracts")
    CREDENTIAL = "credential", _("Credentials")
