"""Questions about answers that were given, and the replies."""

from __future__ import annotations

import uuid

from django.db import models

from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Entry, Response


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def drafts(self) -> ClarificationQuerySet:
        """Written, but not sent."""
        return self.filter(asked_in=None)


class Clarification(models.Model):
    """One question about one answer of a submitted response.

    ``asked_in`` is the response in which the reply is given; until it is set, the question
    is a draft that only the asker sees. ``author`` is for the asker's eyes only; ``signed`` is
    the name that is seen there, where whoever asks shows one. A trigger
    refuses every change once that response is submitted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="clarifications"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(max_length=32)
    text = models.TextField(max_length=2000)
    author = models.CharField(max_length=254)
    signed = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    asked_in = models.ForeignKey(
        Response,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions_asked",
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(max_length=4000, blank=True)
    replied_by = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "entry", "question"],
                condition=models.Q(asked_in=None),
                name="one_draft_question_per_answer",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.text[:60]}"

    @property
    def version(self) -> str:
        """What stands for the reply as it is now, in a form that changes it."""
        return self.replied_at.isoformat() if self.replied_at else "none"
