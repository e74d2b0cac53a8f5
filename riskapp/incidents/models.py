"""Incidents, what was asked because of them, and what came back."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from questionnaires.models import Respondent, Response
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.incidents.choices import (
    FIRST_ANSWER,
    TEXTS,
    WHOLE_ANSWER,
    IncidentSource,
    IncidentState,
    StatedEffect,
    SubjectKind,
    ToolInUse,
)
from riskapp.vendors.models import Engagement, Vendor


class Incident(models.Model):
    """Something happened to a provider, a tool, a model or a kind of credential.

    ``subject`` is what was typed (for a kind of credential the code of its answer), ``names``
    what is looked for in answers and files, ``plans`` the entries of the catalogue that build
    on it. ``advisory`` tells of the CSAF file it came from: name, digest, id, version, publisher.
    ``aware_at`` is when somebody here became aware of it; the clocks of the law begin there.
    ``outcome`` holds, once it is closed, the lists as they stood then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=SubjectKind)
    subject = models.CharField(max_length=200)
    names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    plans = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    summary = models.TextField(max_length=4000, blank=True, default="")
    source = models.CharField(
        max_length=8, choices=IncidentSource, default=IncidentSource.TYPED
    )
    advisory = models.JSONField(default=dict, blank=True)
    aware_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=IncidentState, default=IncidentState.OPEN
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(max_length=4000, blank=True, default="")
    outcome = models.JSONField(default=dict, blank=True)

    objects: ClassVar[TenantQuerySet[Incident]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="closed_incident_says_by_whom_and_why",
                condition=models.Q(
                    state=IncidentState.OPEN, closed_at=None, closing_note=""
                )
                | (
                    models.Q(
                        state=IncidentState.CLOSED,
                        closed_at__isnull=False,
                        closed_by__isnull=False,
                    )
                    & ~models.Q(closing_note="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state == IncidentState.OPEN


class IncidentRequest(models.Model):
    """The five questions as one vendor was sent them, about all its ``engagements`` at once.

    There is one for each vendor and incident, so the same mail never goes out twice. The vendor
    answers in ``response``, on a page of its own. ``questions`` are the texts as they were sent,
    by their name; ``subject`` is what they ask about, in words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="requests"
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    engagements = ArrayField(models.UUIDField(), default=list)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    questions = models.JSONField()
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, related_name="incident_request"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["vendor__name_sorted"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "vendor"], name="vendor_asked_once_per_incident"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor}, {self.email}"

    @property
    def first_due_at(self) -> datetime.datetime:
        return self.asked_at + FIRST_ANSWER

    @property
    def whole_due_at(self) -> datetime.datetime:
        return self.asked_at + WHOLE_ANSWER


class IncidentReply(models.Model):
    """What a vendor sent at one time. It never changes; a later one lies on top."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        IncidentRequest, on_delete=models.PROTECT, related_name="replies"
    )
    respondent = models.ForeignKey(
        Respondent, on_delete=models.PROTECT, related_name="+"
    )
    said_by = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    in_use = models.CharField(max_length=10, choices=ToolInUse)
    effect = models.CharField(max_length=10, choices=StatedEffect)
    reached = models.TextField(max_length=4000, blank=True, default="")
    done = models.TextField(max_length=4000, blank=True, default="")
    times = models.TextField(max_length=4000, blank=True, default="")

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "incident replies"

    def __str__(self) -> str:
        return f"Reply of {self.said_by}"

    @property
    def is_whole(self) -> bool:
        """Whether all five questions are answered; where nothing is used and nothing happened
        the last three do not arise."""
        if self.in_use == ToolInUse.NO and self.effect == StatedEffect.NO:
            return True
        is_known = (
            self.in_use != ToolInUse.CHECKING and self.effect != StatedEffect.CHECKING
        )
        return is_known and all(getattr(self, name).strip() for name in TEXTS)


class ShownName(models.Model):
    """A tool, provider, model or kind of credential that a file shows for a piece of work;
    kept from what was read of the file, so that all files need not be read again.

    ``source`` is the id of the file. What only a member dropped is ``of_member``: it counts
    whether or not the vendor has submitted.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    source = models.UUIDField(db_index=True)
    file_name = models.CharField(max_length=150)
    name = models.CharField(max_length=200)
    is_credential = models.BooleanField(default=False)
    of_member = models.BooleanField(default=False)

    objects: ClassVar[TenantQuerySet[ShownName]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "is_credential", "name"], name="name_once_per_file"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "name"],
                include=["engagement", "response", "is_credential", "of_member"],
                name="shown_names",
            ),
        ]

    def __str__(self) -> str:
        return self.name
