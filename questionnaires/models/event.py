"""The history of a response: append-only, in the transaction of the change itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from questionnaires.choices import EventKind
from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Entry, Response
from questionnaires.models.tenancy import OfTenant, TenantOf


class ResponseEvent(models.Model):
    """Who did what to a response, when, with the value before and after.

    A database trigger refuses every change and deletion.
    """

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=24, choices=EventKind)
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT
    )
    actor = models.CharField(max_length=254, blank=True)
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT)
    question = models.CharField(max_length=32, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    tenant = TenantOf()

    objects: ClassVar[OfTenant[ResponseEvent]] = OfTenant()  # type: ignore[assignment]

    class Meta:
        base_manager_name = "objects"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["response", "id"], name="event_by_response"),
            models.Index(
                fields=["response"],
                condition=models.Q(kind=EventKind.OFFER_REFUSED),
                name="event_refused_offer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.question}".strip()
