"""What a file said, without the file."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models

from questionnaires.models import Entry, Respondent, Response
from riskapp.activity.models import GivenFile
from riskapp.evidence.exporting import reading_from
from riskapp.evidence.model import FileReading


class SourceFile(GivenFile, models.Model):
    """A file that was read for facts: its name and digest, and what was read.

    ``readings`` are those of ``riskapp.evidence`` as plain data: an inventory holds those of
    all its files. ``entry`` and ``question`` say on which tool, or on which answer, it was
    dropped. It came from somebody at the vendor (``respondent``), or from a member (``by``),
    which the vendor does not see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="source_files"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(max_length=32, blank=True)
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=60)
    is_recheckable = models.BooleanField(default=False)
    data_day = models.DateField(null=True, blank=True)
    facts = models.PositiveIntegerField()
    readings = models.JSONField()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "sha256", "entry", "question"],
                condition=models.Q(by=None),
                name="one_source_file_of_the_vendor_for_each_place",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["response", "sha256", "entry", "question"],
                condition=models.Q(respondent=None),
                name="one_source_file_of_members_for_each_place",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="source_file_comes_from_somebody",
                condition=models.Q(respondent=None, by__isnull=False)
                | models.Q(respondent__isnull=False, by=None),
            ),
            models.CheckConstraint(
                name="only_members_can_ask_the_source",
                condition=models.Q(is_recheckable=False) | models.Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @cached_property
    def file_readings(self) -> list[FileReading]:
        """What the file said."""
        data: list[dict[str, Any]] = self.readings
        return [reading_from(one) for one in data]
