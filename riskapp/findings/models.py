"""Findings: weaknesses to be remedied or accepted, and what became of them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from decimal import Decimal
from itertools import product
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5, Cast, Concat

from questionnaires.choices import ScanState
from questionnaires.models import Respondent, StoredFile
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.findings.choices import (
    FindingEventKind,
    FindingSource,
    FindingState,
    PlanState,
    Severity,
)

WARNED_DAYS = 30
KINDS = tuple(product(FindingState.values, Severity.values))
OF_NOBODY = 0  # among ``ThemeTotal.owner_ids``
UNSETTLED = (FindingState.OPEN, FindingState.PLANNED, FindingState.DONE)


def kind_bits(
    states: Collection[str] = FindingState.values,
    severities: Collection[str] = Severity.values,
) -> int:
    """The bits of ``ThemeTotal.kinds`` for findings of these states and severities."""
    return sum(
        1 << place
        for place, (state, severity) in enumerate(KINDS)
        if state in states and severity in severities
    )


class FindingQuerySet(TenantQuerySet["Finding"]):
    """Findings, filtered in words."""

    def kept(self) -> FindingQuerySet:
        """Without those of archived work."""
        return self.filter(put_away=False)

    def unsettled(self) -> FindingQuerySet:
        """What still has to be done, planned or looked at."""
        return self.filter(state__in=UNSETTLED)

    def shown_to_vendor(self) -> FindingQuerySet:
        return self.filter(released_at__isnull=False)

    def overdue(self, today: datetime.date) -> FindingQuerySet:
        """What should have been settled before a day."""
        return self.unsettled().filter(due_on__lt=today)

    def accepted(self) -> FindingQuerySet:
        """Risks that are accepted, the next to end first."""
        return self.filter(state=FindingState.ACCEPTED).order_by("accepted_until")

    def ending(self, today: datetime.date) -> FindingQuerySet:
        """Risks whose acceptance ends within ``WARNED_DAYS`` days, or has."""
        last = today + datetime.timedelta(days=WARNED_DAYS)
        return self.accepted().filter(accepted_until__lte=last)


class Finding(models.Model):
    """One weakness of one assessment, followed from its rise to its end.

    A finding raised by rule belongs to one answer: ``question`` and ``entry``, the id of the
    entry in the response that ``score`` evaluated ("" for the response as a whole). ``rank``
    orders by fired rule, then gain: how many points the model residual falls when this one
    answer is put right; between ranks is room, so that most stay. A later score updates rank and
    gain, names itself where its response has the place under another id, and settles what it no
    longer finds.
    ``theme`` is what it is shown under (``riskapp.scoring.themes``), "" for what people added.
    ``for_buyer``: what the buyer itself has to put right, never shown to the vendor.
    ``decision`` raised it as a condition; ``accepted_until`` the last day of an
    acceptance, gone once the finding opens again. ``put_away`` says that the work was archived;
    a trigger keeps it, and that what the vendor proposed waits for an answer (``has_proposal``).
    ``wording`` is the same wherever the same is said of the same question: of
    hundreds of thousands of findings there are a few hundred, in which words are looked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assessment = models.ForeignKey(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        related_name="findings",
        db_index=False,
    )
    score = models.ForeignKey(
        "assessments.Score", on_delete=models.PROTECT, related_name="findings"
    )
    decision = models.ForeignKey(
        "decisions.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="raised",
        db_index=False,
    )
    source = models.CharField(
        max_length=10, choices=FindingSource, default=FindingSource.RULE
    )
    state = models.CharField(
        max_length=10, choices=FindingState, default=FindingState.OPEN
    )
    severity = models.CharField(max_length=10, choices=Severity)
    for_buyer = models.BooleanField(default=False)
    rank = models.PositiveIntegerField()
    question = models.CharField(max_length=32, blank=True)
    entry = models.CharField(max_length=64, blank=True)
    tool = models.CharField(max_length=200, blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    gain = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(0))
    text = models.TextField()
    remedy = models.TextField(blank=True)
    rules = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    criteria = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    theme = models.CharField(max_length=40, blank=True, default="", db_default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    due_on = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    accepted_reason = models.TextField(blank=True)
    accepted_until = models.DateField(null=True, blank=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    put_away = models.BooleanField(default=False, db_default=False, editable=False)
    has_proposal = models.BooleanField(default=False, db_default=False, editable=False)
    wording = models.GeneratedField(
        expression=Cast(
            MD5(
                Concat(
                    "question",
                    models.Value("\n"),
                    "text",
                    output_field=models.TextField(),
                )
            ),
            models.UUIDField(),
        ),
        output_field=models.UUIDField(),
        db_persist=True,
    )

    objects: ClassVar[FindingQuerySet] = FindingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["rank", "raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question", "entry"],
                condition=models.Q(source=FindingSource.RULE),
                name="one_finding_per_answer",
            ),
            models.CheckConstraint(
                name="accepted_finding_has_a_name_and_an_end",
                condition=~models.Q(state=FindingState.ACCEPTED)
                | (
                    models.Q(accepted_by__isnull=False, accepted_until__isnull=False)
                    & ~models.Q(accepted_reason="")
                ),
            ),
            models.CheckConstraint(
                name="finding_of_the_buyer_is_never_shown_to_the_vendor",
                condition=models.Q(for_buyer=False) | models.Q(released_at=None),
            ),
            models.CheckConstraint(
                name="merged_finding_says_into_which",
                condition=models.Q(state=FindingState.MERGED, merged_into__isnull=False)
                | (~models.Q(state=FindingState.MERGED) & models.Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="condition_names_its_decision",
                condition=models.Q(
                    source=FindingSource.CONDITION, decision__isnull=False
                )
                | (~models.Q(source=FindingSource.CONDITION) & models.Q(decision=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "state", "severity"],
                include=["put_away"],
                name="findings_by_state",
            ),
            models.Index(
                fields=["organisation", "due_on"],
                include=["put_away", "severity", "state", "assessment", "theme"],
                condition=models.Q(state__in=UNSETTLED),
                name="findings_late",
            ),
            models.Index(
                fields=["assessment", "theme"],
                include=["organisation", "put_away", "state"],
                name="findings_by_theme",
            ),
            models.Index(
                fields=["organisation", "owner", "state"],
                include=["put_away"],
                name="findings_by_owner",
            ),
            models.Index(
                fields=["organisation", "raised_at"],
                include=["put_away"],
                name="findings_by_age",
            ),
            models.Index(
                fields=["organisation", "accepted_until", "id"],
                include=["put_away", "assessment", "severity", "settled_at"],
                condition=models.Q(state=FindingState.ACCEPTED),
                name="findings_accepted",
            ),
            models.Index(
                fields=["accepted_until"],
                condition=models.Q(state=FindingState.ACCEPTED),
                name="findings_accepted_until",
            ),
            # Where words occur, and of which themes, is read of this index alone.
            models.Index(
                fields=["organisation", "wording", "id"],
                include=["assessment", "theme", "put_away", "state", "severity"],
                name="findings_worded",
            ),
            models.Index(
                fields=["organisation", "tool"],
                include=["assessment", "theme", "put_away", "state"],
                name="findings_by_tool",
            ),
            models.Index(
                fields=["organisation", "state"],
                condition=models.Q(has_proposal=True),
                include=["put_away"],
                name="findings_proposed",
            ),
            # Keys that are nearly always empty: an index of all would be written for nothing.
            *(
                models.Index(
                    fields=[name],
                    condition=models.Q((f"{name}__isnull", False)),
                    name=f"findings_{name}",
                )
                for name in ("decision", "owner", "accepted_by", "merged_into")
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether it should have been settled before a day."""
        return self.is_unsettled and self.due_on is not None and self.due_on < today

    def days_left(self, today: datetime.date) -> int | None:
        """Days until an acceptance ends, its last day being 0; None when nothing is accepted."""
        return (
            None if self.accepted_until is None else (self.accepted_until - today).days
        )


class ThemeTotal(models.Model):
    """What the findings of an assessment under one theme come to, as lists sort and narrow them.

    Kept by a trigger on findings, in the transaction of whatever changes them: no action writes
    here. ``worst`` is a place in ``WORST_FIRST``; ``kinds`` has a bit for each state and severity
    that is among them (``kind_bits``). What ends in ``to_do``, and ``due_on``, is of those alone
    that are not settled.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    assessment = models.ForeignKey(
        "assessments.Assessment",
        on_delete=models.CASCADE,
        related_name="theme_totals",
        db_index=False,
    )
    vendor = models.ForeignKey(
        "vendors.Vendor", on_delete=models.CASCADE, related_name="+"
    )
    theme = models.CharField(max_length=40, blank=True)
    put_away = models.BooleanField(default=False, db_default=False)
    kinds = models.BigIntegerField()
    number = models.PositiveIntegerField()
    worst = models.PositiveSmallIntegerField()
    gain = models.DecimalField(max_digits=8, decimal_places=1)
    raised_at = models.DateTimeField()
    owner_ids = ArrayField(models.IntegerField(), default=list, db_default=[])
    to_do = models.PositiveIntegerField()
    worst_to_do = models.PositiveSmallIntegerField(null=True)
    gain_to_do = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    raised_to_do = models.DateTimeField(null=True)
    owner_ids_to_do = ArrayField(models.IntegerField(), default=list, db_default=[])
    due_on = models.DateField(null=True)

    objects: ClassVar[TenantQuerySet[ThemeTotal]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "theme"], name="one_total_per_theme"
            ),
        ]
        indexes = [
            models.Index(
                "organisation",
                "worst",
                models.F("gain").desc(),
                "assessment",
                "theme",
                include=["put_away", "kinds", "raised_at", "owner_ids"],
                name="themes_worst_first",
            ),
            # Where words stand under few themes these are read of this index alone.
            models.Index(
                fields=["organisation", "theme"],
                include=[
                    "assessment",
                    "put_away",
                    "worst",
                    "gain",
                    "to_do",
                    "worst_to_do",
                    "gain_to_do",
                ],
                name="themes_by_theme",
            ),
            models.Index(
                "organisation",
                "worst_to_do",
                models.F("gain_to_do").desc(),
                "assessment",
                "theme",
                include=["put_away", "kinds", "raised_to_do", "owner_ids_to_do"],
                condition=models.Q(to_do__gt=0),
                name="themes_to_do_worst_first",
            ),
            models.Index(fields=["organisation", "due_on"], name="themes_by_due_day"),
            models.Index(fields=["organisation", "gain"], name="themes_by_gain"),
            models.Index(
                fields=["organisation", "gain_to_do"],
                condition=models.Q(to_do__gt=0),
                name="themes_to_do_by_gain",
            ),
            models.Index(fields=["organisation", "raised_at"], name="themes_by_age"),
        ]

    def __str__(self) -> str:
        return self.theme


class FindingTotal(models.Model):
    """What the findings of an assessment come to, and under how many themes, for the sums of a
    portfolio and of what a list is narrowed to by the work; kept as ``ThemeTotal`` is. What their
    lists are narrowed by is repeated: the tier of the work, whose it is, who owns the vendor, and its labels."""

    assessment = models.OneToOneField(
        "assessments.Assessment",
        on_delete=models.CASCADE,
        related_name="+",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    put_away = models.BooleanField(default=False, db_default=False)
    to_do = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=0, db_default=0)
    themes = models.PositiveIntegerField(default=0, db_default=0)
    themes_to_do = models.PositiveIntegerField(default=0, db_default=0)
    tier = models.CharField(max_length=10, blank=True, default="", db_default="")
    analyst_id = models.IntegerField(null=True)
    vendor_owner_id = models.IntegerField(null=True)
    labels = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], blank=True
    )

    objects: ClassVar[TenantQuerySet[FindingTotal]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation"],
                include=[
                    "put_away",
                    "to_do",
                    "done",
                    "accepted",
                    "number",
                    "themes",
                    "themes_to_do",
                    "tier",
                    "analyst_id",
                    "vendor_owner_id",
                    "assessment",
                ],
                name="finding_totals",
            ),
        ]

    def __str__(self) -> str:
        return str(self.to_do)


class FindingEvent(models.Model):
    """What happened to a finding. A trigger refuses every change and deletion.

    ``by`` is a member of the buyer; ``respondent`` somebody at the vendor; neither is time
    passing or a new score.
    """

    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=12, choices=FindingEventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Plan(models.Model):
    """What a vendor proposes to do about a finding by a day, or says it has done.

    ``url`` is where it can be seen. The last proposal counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="plans")
    text = models.TextField(max_length=2000)
    url = models.URLField(max_length=2000, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_done = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=PlanState, default=PlanState.PROPOSED
    )
    answer = models.TextField(blank=True)
    made_by = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(
                fields=["finding"],
                condition=models.Q(state=PlanState.PROPOSED),
                name="plans_proposed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="plan_has_a_day_or_is_done",
                condition=models.Q(is_done=True) | models.Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class PlanFileQuerySet(models.QuerySet["PlanFile"]):
    """Files beside actions, filtered in words."""

    def to_scan(self) -> PlanFileQuerySet:
        """What the scanner has not looked at yet."""
        return self.filter(scan_state__in=[ScanState.NONE, ScanState.WAITING])


class PlanFile(StoredFile):
    """A file a vendor shows with an action; an infected one keeps its row, not its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="files")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = PlanFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
