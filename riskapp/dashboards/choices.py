"""Enumerations of the first pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Runs(models.TextChoices):
    """What can run out."""

    DECISION = "decision", _("Decisions")
    ACCEPTANCE = "acceptance", _("Risk acceptances")
    CONTRACT = "contract", _("Contracts")
    CREDENTIAL = "credential", _("Credentials")


class Counted(models.TextChoices):
    """What totals of all work are kept of, and what their keys say."""

    CELL = "cell"  # tier, rating and whether there is little evidence (0 or 1)
    CRITICAL = "critical"  # the last day of its decision; nothing without a decision
    TO_REVIEW = "to_review"  # nothing
    HOLDING = "holding"  # what holds a rating, the tier, and the rating without it
    LAW = "law"  # law and status
    UNMET = "unmet"  # provision
    DECISION = "decision"  # day, as the next three
    ACCEPTANCE = "acceptance"
    CONTRACT = "contract"
    CREDENTIAL = "credential"
    PROVIDER = "provider"  # name
    PRODUCT = "product"  # name
    MODEL = "model"  # name of a family of models
    PLACES = "places"  # codes
    OWNER = "owner"  # key of a member, of all vendors
    LABEL = "label"  # label, of all vendors


class Moves(models.TextChoices):
    """How a rating moved."""

    WORSE = "worse", _("Got worse")
    BETTER = "better", _("Got better")
    FIRST = "first", _("Rated for the first time")
