"""Sending to many, reminding, and why work is assessed again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from questionnaires.models import QuestionnaireVersion, Response
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.common.work import in_words
from riskapp.sending.choices import (
    CampaignKind,
    ReassessmentCause,
    ReassessmentState,
    SendingState,
)
from riskapp.vendors.models import Engagement


class Campaign(models.Model):
    """One questionnaire version, or one ``question`` about AI tools, put to many engagements
    at once; ``message`` goes with it. ``whole``: nobody is asked the short form. The answers
    are the work of ``analyst``, else of whoever made it. What it asked goes on when it is put
    away (``archived_at``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10,
        choices=CampaignKind,
        default=CampaignKind.ASSESSMENT,
        db_default=CampaignKind.ASSESSMENT,
    )
    version = models.ForeignKey(
        QuestionnaireVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    question = models.CharField(max_length=32, blank=True, default="", db_default="")
    due_on = models.DateField()
    message = models.TextField(blank=True)
    prefill = models.BooleanField(default=True)
    whole = models.BooleanField(default=False, db_default=False)
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet[Campaign]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="campaign_asks_a_questionnaire_or_a_question",
                condition=models.Q(
                    kind=CampaignKind.ASSESSMENT, version__isnull=False, question=""
                )
                | (
                    models.Q(kind=CampaignKind.QUESTION, version=None)
                    & ~models.Q(question="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """One engagement of a campaign and whom to ask. ``reason`` says why it was not sent, in
    English; ``why`` in the language of whoever reads it.

    A questionnaire starts an ``assessment``. A question is ``about`` one that was submitted,
    and the tools among its ``entries``; the vendor replies in ``asked_in``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="sendings"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="+"
    )
    email = models.EmailField(blank=True)
    state = models.CharField(
        max_length=8, choices=SendingState, default=SendingState.QUEUED
    )
    reason = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    assessment = models.OneToOneField(
        "assessments.Assessment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sending",
    )
    about = models.ForeignKey(
        "assessments.Assessment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    entries = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    asked_in = models.OneToOneField(
        Response,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["engagement__vendor__name_sorted", "engagement__name_sorted"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "engagement"], name="engagement_once_per_campaign"
            ),
            models.CheckConstraint(
                name="started_sending_has_an_assessment",
                condition=models.Q(state=SendingState.STARTED, assessment__isnull=False)
                | models.Q(state=SendingState.STARTED, asked_in__isnull=False)
                | (
                    ~models.Q(state=SendingState.STARTED)
                    & models.Q(assessment=None, asked_in=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} to {self.email}"

    @property
    def why(self) -> str:
        return in_words(self.reason)


class Reminder(models.Model):
    """A day of the schedule on which a vendor was reminded; there is one for each."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    is_overdue = models.BooleanField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "on"], name="one_reminder_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder of {self.on}"


class Reassessment(models.Model):
    """A reason to assess work again: a date of the calendar, or something that happened.

    ``due_on`` is the day from which it should be done. The calendar proposes each day once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="reassessments"
    )
    cause = models.CharField(max_length=10, choices=ReassessmentCause)
    text = models.TextField(blank=True)
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=ReassessmentState, default=ReassessmentState.PROPOSED
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    assessment = models.ForeignKey(
        "assessments.Assessment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[TenantQuerySet[Reassessment]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["due_on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "due_on"],
                condition=models.Q(cause=ReassessmentCause.CALENDAR),
                name="calendar_proposes_each_day_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on"],
                condition=models.Q(state=ReassessmentState.PROPOSED),
                name="reassessments_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.get_cause_display()}"
