"""The copy a vendor keeps of what it submitted."""

from __future__ import annotations

import uuid

from django.db import models

from questionnaires.models import Respondent, Response
from riskapp.vendor_copies.choices import CopyState


class Copy(models.Model):
    """A PDF of a submitted response in one language, made once by a task.

    ``sha256`` is that of the file's bytes; ``reason`` says in words why making it failed. A
    database trigger refuses to change or delete one that is ready.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="copies"
    )
    language = models.CharField(max_length=10)
    take = models.PositiveSmallIntegerField(default=1, db_default=1)
    state = models.CharField(max_length=12, choices=CopyState, default=CopyState.QUEUED)
    reason = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        Respondent, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="copies/%Y/%m/", blank=True)
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "copies"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "language", "take"],
                name="one_copy_for_each_language_and_take",
            ),
            models.CheckConstraint(
                name="ready_copy_has_a_file",
                condition=~models.Q(state=CopyState.READY)
                | (~models.Q(file="") & ~models.Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Copy of {self.response}"

    @property
    def is_working(self) -> bool:
        """Whether it is on its way."""
        return self.state in (CopyState.QUEUED, CopyState.RENDERING)
