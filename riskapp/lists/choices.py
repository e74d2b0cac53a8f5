"""The lists of which views can be kept."""

from django.db import models


class ListName(models.TextChoices):
    """A list by the name of its address; one more list is one more line here."""

    VENDORS = "vendors:list", "Vendors"
    ENGAGEMENTS = "vendors:engagements", "Engagements"
    ASSESSMENTS = "assessments:list", "Assessments"
