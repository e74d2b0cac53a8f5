"""Enumerations of the register of tools."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatementKind(models.TextChoices):
    """What kind of statement stands where a day or a number is asked."""

    VALUE = "value", _("A day or a number")
    NEVER = "never", _("Never")
    ALWAYS = "always", _("At every run")
    ENDLESS = "endless", _("Without end")
    UNKNOWN = "unknown", _("Not known")
    NOT_ASKED = "not_asked", _("Does not apply")
