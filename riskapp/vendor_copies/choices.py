"""Enumerations of copies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CopyState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
