"""Catalogues that were taken or came with the product, what they changed, and what was done about it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.terms.choices import PlanChangeKind, TermsOutcome
from riskapp.vendors.models import Engagement


class CatalogueFile(models.Model):
    """A file that was verified and taken. The newest counts where it is newer than the
    catalogue the product comes with; it belongs to the whole installation.

    ``content`` is what was signed, byte for byte; ``digest`` its SHA-256, ``keyid`` the key.
    One that ``is_shipped`` came with the product: it is kept, without a key, so that the next
    upgrade can say what it changes.
    """

    version = models.PositiveIntegerField(unique=True)
    gathered = models.CharField(max_length=10)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    keyid = models.CharField(max_length=64)
    taken_at = models.DateTimeField(auto_now_add=True)
    is_shipped = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(self.version)


class PublishedChange(models.Model):
    """One thing that a file says of a plan and the catalogue before it did not."""

    file = models.ForeignKey(
        CatalogueFile, on_delete=models.PROTECT, related_name="changes"
    )
    position = models.PositiveIntegerField()
    plan = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    plan_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=PlanChangeKind)
    fact = models.CharField(max_length=80, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    source = models.TextField(blank=True)
    seen_on = models.DateField(null=True)

    class Meta:
        ordering = ["file", "position"]
        indexes = [models.Index(fields=["file", "plan"], name="changes_of_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan}: {self.fact or self.kind}"


class TermsStep(models.Model):
    """What somebody did for a piece of work because a plan it leans on changed in a file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(CatalogueFile, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=TermsOutcome)
    reason = models.TextField(max_length=2000, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[TermsStep]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "plan", "engagement"], name="one_step_for_each_work"
            ),
            models.CheckConstraint(
                name="dismissed_terms_say_why",
                condition=~models.Q(outcome=TermsOutcome.DISMISSED, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.outcome}"
