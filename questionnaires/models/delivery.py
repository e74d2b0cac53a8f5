"""Mails to people at the vendor, each with its own state."""

from __future__ import annotations

import uuid

from django.db import models

from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.models.invitation import Invitation


class Delivery(models.Model):
    """One mail to one address. What it says follows from the invitation when it is sent;
    ``reason`` is why the last attempt failed, in words. ``leads_to`` is the path of the page
    its link opens after entry; without one it is the respondent's first page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="deliveries"
    )
    kind = models.CharField(max_length=12, choices=DeliveryKind)
    email = models.EmailField()
    language = models.CharField(max_length=10, blank=True)  # of the page it comes from
    leads_to = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED
    )
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=models.Q(state=DeliveryState.QUEUED),
                name="delivery_still_queued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.email}"


class EntryCode(models.Model):
    """A six-digit code that was mailed; only its proof is kept, and only for minutes."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="codes"
    )
    email = models.EmailField()
    proof = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Code for {self.email}"
