"""What those who answer ask whoever asks them, and what they are told."""

from __future__ import annotations

import uuid

from django.db import models

from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Response


class Message(models.Model):
    """One line of a conversation about a question, or about the whole where that is "".

    A ``respondent`` wrote it, or somebody at whoever asks: then ``author`` is who, for the
    asker's eyes only, and ``signed`` the name that is seen where the answers are given. It is
    never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="messages"
    )
    question = models.CharField(max_length=32, blank=True)
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.CharField(max_length=254, blank=True)
    signed = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=2000)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [
            models.Index(
                fields=["response", "question", "made_at"], name="messages_of_response"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_has_one_writer",
                condition=models.Q(respondent=None) ^ models.Q(author=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.text[:60]}"

    @property
    def is_asked(self) -> bool:
        """Whether somebody who answers wrote it."""
        return self.respondent_id is not None
