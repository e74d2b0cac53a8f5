"""Enumerations of the register of tools."""

from django.db import models


class Told(models.TextChoices):
    """What kind of statement stands where a day or a number is asked."""

    VALUE = "value", "A day or a number"
    NEVER = "never", "Never"
    ALWAYS = "always", "At every run"
    ENDLESS = "endless", "Without end"
    UNKNOWN = "unknown", "Not known"
    NOT_ASKED = "not_asked", "Does not apply"
