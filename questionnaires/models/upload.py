"""A file of answers that somebody uploaded, waiting to be taken over."""

from __future__ import annotations

import uuid

from django.db import models

from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Response


class Upload(models.Model):
    """What a file says, not the file: ``says`` is a ``document.offline.content.FileContent``.

    It is seen by whoever uploaded it. ``signed`` tells who signed it where the file was a signed
    one (``questionnaires.actions.uploads.Signed``): its answers are then only proposed. ``elsewhere`` holds what was said where the file was an
    answered questionnaire of somebody else (``questionnaires.actions.uploads.Elsewhere``), which proposes too. ``applied`` and ``left_out`` count answers once it was
    taken over; the history of the response has them one by one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="uploads"
    )
    respondent = models.ForeignKey(
        Respondent, on_delete=models.PROTECT, related_name="uploads"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    says = models.JSONField()
    signed = models.JSONField(default=dict, blank=True, db_default={})
    elsewhere = models.JSONField(default=dict, blank=True, db_default={})
    applied_at = models.DateTimeField(null=True, blank=True)
    applied = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name
