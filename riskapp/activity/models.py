"""Daily totals of agents, and what was unusual in them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from questionnaires.models import Entry, OfTenant, Respondent, Response, TenantOf
from riskapp.accounts.models import Organisation
from riskapp.activity.choices import WAITING, AlertState
from riskapp.baselines.agreed import AgreedHosts, OfficeHours
from riskapp.common.zones import UTC, zone_of
from riskapp.vendors.models import Engagement

LATER = models.Q(made_at__gt=models.F("response__submitted_at"))
GIVEN_LATER = models.Case(models.When(LATER, then=True), default=False)


class GivenFile:
    """A file of a response, which may have been given after submission (``GIVEN_LATER``)."""

    @property
    def is_later(self) -> bool:
        """Whether it was given after submission; known of files that queries read."""
        return bool(getattr(self, "given_later", False))


class ActivityFile(GivenFile, models.Model):
    """A file of daily totals that was read: its name and digest, and which days it speaks of.

    ``entry`` says on which tool it was dropped. It came from somebody at the vendor
    (``respondent``), or from a member (``by``), which the vendor does not see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="activity_files"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="activity_files"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    agents = models.JSONField()
    sources = models.JSONField()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "sha256", "entry"],
                condition=models.Q(by=None),
                name="one_activity_file_of_the_vendor_for_each_place",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["response", "sha256", "entry"],
                condition=models.Q(respondent=None),
                name="one_activity_file_of_members_for_each_place",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="activity_file_comes_from_somebody",
                condition=models.Q(respondent=None, by__isnull=False)
                | models.Q(respondent__isnull=False, by=None),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ActivityDay(models.Model):
    """What one agent did on one day, by measure and name (``riskapp.baselines.model.Seen``)."""

    file = models.ForeignKey(
        ActivityFile, on_delete=models.CASCADE, related_name="rows"
    )
    agent = models.CharField(max_length=200)
    day = models.DateField()
    seen = models.JSONField()
    tenant = TenantOf(path="file.response")

    objects: ClassVar[OfTenant[ActivityDay]] = OfTenant()  # type: ignore[assignment]

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["file", "agent", "day"], name="one_row_an_agent_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent}, {self.day}"


class ActivityAlertQuerySet(models.QuerySet["ActivityAlert"]):
    """Alerts, filtered in words."""

    def waiting(self) -> ActivityAlertQuerySet:
        """Those that nobody explained, and those that have grown since."""
        return self.filter(state__in=WAITING)


class ActivityAlert(models.Model):
    """Something unusual that an agent did, on one day or on several.

    ``kind``, ``measure`` and ``name`` say what (``riskapp.baselines.watching.Deviation.key``);
    the numbers are those of the day with most of it (``peak_day``). ``explained_peak`` is how
    much it was when somebody explained it: it comes back once it is much more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="activity_alerts"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="activity_alerts"
    )
    agent = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    measure = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    question = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    first_day = models.DateField()
    last_day = models.DateField()
    days = models.PositiveIntegerField()
    peak_day = models.DateField()
    peak = models.BigIntegerField()
    numbers = models.JSONField()
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_peak = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    objects: ClassVar[models.Manager[ActivityAlert]] = (
        ActivityAlertQuerySet.as_manager()
    )

    class Meta:
        ordering = ["-last_day", "agent", "kind", "measure", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "agent", "kind", "measure", "name"],
                name="one_alert_for_each_kind_of_departure",
            ),
            models.CheckConstraint(
                name="explained_alert_says_by_whom_and_why",
                condition=models.Q(
                    state=AlertState.OPEN, explained_at=None, explained_peak=None
                )
                | models.Q(
                    ~models.Q(reason=""),
                    state__in=[AlertState.EXPLAINED, AlertState.GROWN],
                    explained_at__isnull=False,
                    explained_peak__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.kind} {self.measure} {self.name}".strip()


class AgreedLimits(models.Model):
    """What a buyer agreed about the agents of an engagement, or about one of its tools.

    ``tool`` is the tool or the agent as it is called, "" for all of them. Hours are those of a
    clock in ``zone``, ``hours_until`` at most 24; None where none were agreed. ``hosts`` are the
    only ones, with what lies below each; none where any may be called.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="agreed_limits"
    )
    tool = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    hours_from = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_until = models.PositiveSmallIntegerField(null=True, blank=True)
    zone = models.CharField(max_length=50, default=UTC)
    weekdays_only = models.BooleanField(default=False)
    hosts = models.JSONField(default=list, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["tool", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "tool"], name="agreed_once_for_each_tool"
            ),
            models.CheckConstraint(
                name="agreed_hours_begin_and_end",
                condition=models.Q(hours_from=None, hours_until=None)
                | models.Q(hours_from__lt=24, hours_until__range=(1, 24)),
            ),
        ]

    def __str__(self) -> str:
        return self.tool or "every agent"

    @property
    def office(self) -> OfficeHours | None:
        """The hours, where some were agreed."""
        if self.hours_from is None or self.hours_until is None:
            return None
        return OfficeHours(
            self.hours_from,
            self.hours_until,
            str(zone_of(self.zone)),
            self.weekdays_only,
            self.since,
        )

    @property
    def only_hosts(self) -> AgreedHosts | None:
        """The hosts, where some were agreed."""
        return AgreedHosts(frozenset(self.hosts), self.since) if self.hosts else None
