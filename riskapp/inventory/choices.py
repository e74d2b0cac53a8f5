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


class RightsClass(models.IntegerChoices):
    """What the heaviest right of a tool lets it do; its number is the class."""

    NOTHING = 0, _("none of these")
    READING = 1, _("reads code or tickets")
    WRITING = 2, _("writes branches or starts pipelines")
    PUBLISHING = 3, _("merges or publishes")
    PRODUCTION = 4, _("reaches production or secrets")
