"""Enumerations of reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VerdictKind(models.TextChoices):
    """What a reviewer says of one answer; ``WITHDRAWN`` leaves it as if nobody had looked."""

    ACCEPTED = "accepted", _("Accepted")
    CORRECTED = "corrected", _("Corrected")
    REFUSED = "refused", _("“Not applicable” refused")
    WITHDRAWN = "withdrawn", _("Taken back")
