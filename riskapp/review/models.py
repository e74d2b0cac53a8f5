"""What reviewers say about answers. It lies over them; what the vendor said stays."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from questionnaires.models import Entry, Response
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.models import Assessment
from riskapp.review.choices import VerdictKind


class AboutAnswer(models.Model):
    """A line about one place of a response: who wrote it, and when. Never changed."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField(max_length=32, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def place(self) -> tuple[str, str]:
        """Where the answer stands: question and entry id, or ""."""
        return self.question, str(self.entry_id) if self.entry_id else ""


class Verdict(AboutAnswer):
    """A reviewer's word on one answer; the newest of a place counts.

    ``about`` is the answer it evaluates, ``value`` the one that counts instead. ``is_verified``
    says that its evidence was checked. ``carried`` is set on the copy that stands by the same
    answer in a response that follows.
    """

    kind = models.CharField(max_length=10, choices=VerdictKind)
    about = models.JSONField(null=True, blank=True)
    value = models.JSONField(null=True, blank=True)
    is_verified = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000, blank=True)
    carried = models.BooleanField(default=False)

    objects: ClassVar[TenantQuerySet[Verdict]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["response", "id"], name="verdicts_of_response"),
        ]
        constraints = [
            models.CheckConstraint(
                name="corrected_verdict_has_a_value",
                condition=models.Q(kind=VerdictKind.CORRECTED, value__isnull=False)
                | models.Q(
                    kind__in=[
                        VerdictKind.ACCEPTED,
                        VerdictKind.REFUSED,
                        VerdictKind.WITHDRAWN,
                    ],
                    value__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="verdict_that_changes_something_has_a_reason",
                condition=models.Q(
                    kind__in=[VerdictKind.ACCEPTED, VerdictKind.WITHDRAWN],
                    is_verified=False,
                )
                | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="only_what_counts_is_verified",
                condition=models.Q(is_verified=False)
                | models.Q(kind__in=[VerdictKind.ACCEPTED, VerdictKind.CORRECTED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_kind_display()}"


class ReviewNote(AboutAnswer):
    """An internal note about one answer; the vendor never sees it."""

    text = models.TextField(max_length=4000)

    objects: ClassVar[TenantQuerySet[ReviewNote]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["response", "id"], name="notes_of_response")]

    def __str__(self) -> str:
        return f"{self.question}: {self.text[:60]}"


class Dismissal(AboutAnswer):
    """A contradiction that a reviewer looked at and let stand, with the reason; the newest of
    a contradiction counts, and one that does not ``stands`` brings it back.

    ``key`` names the contradiction within its response and entry.
    """

    key = models.CharField(max_length=120)
    reason = models.TextField(max_length=2000, blank=True)
    stands = models.BooleanField(default=True)

    objects: ClassVar[TenantQuerySet[Dismissal]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["response", "id"], name="dismissals_of_response")
        ]
        constraints = [
            models.CheckConstraint(
                name="dismissal_has_a_reason",
                condition=models.Q(stands=False) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.key
