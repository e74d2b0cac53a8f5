"""Reports: frozen documents about an assessment or the portfolio."""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.models import Assessment, Score
from riskapp.reports.choices import (
    ADDENDA,
    ADDENDUM_READERS,
    FILES_WITH_ANSWERS,
    KIND_READERS,
    WITH_ANSWERS,
    Format,
    Language,
    ReportKind,
    ReportState,
    Rhythm,
    Stage,
    Variant,
)
from riskapp.vendors.models import Engagement


class ReportQuerySet(TenantQuerySet["Report"]):
    """Reports, by what they hold."""

    def without_answers(self) -> ReportQuerySet:
        """Those that whoever may not see answers may see."""
        return self.exclude(variant__in=WITH_ANSWERS).exclude(
            format__in=FILES_WITH_ANSWERS
        )


class Report(models.Model):
    """A file about one score of one assessment, or about several, made by a task.

    ``inputs`` is everything it is made from besides the frozen score and answers, as it was
    when it was asked for; ``inputs_digest`` its SHA-256: the same inputs give the same
    report. ``sha256`` is that of the file's bytes, and stays when the file is removed after
    its time. ``code`` stands on the cover. ``reason`` says in words why making it failed,
    ``progress`` is in percent. ``is_draft`` says whether a decision was still to come for its
    reader; None where none is taken on what it is about. A trigger refuses to change what a finished report says;
    ``archived_at`` takes it out of the list and changes nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField(
        max_length=12, choices=ReportKind, default=ReportKind.ASSESSMENT
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    score = models.ForeignKey(
        Score, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    variant = models.CharField(max_length=8, choices=Variant, default=Variant.FULL)
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    format = models.CharField(max_length=16, choices=Format, default=Format.PDF)
    inputs = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=14, null=True, blank=True, unique=True)
    state = models.CharField(
        max_length=12, choices=ReportState, default=ReportState.QUEUED
    )
    is_draft = models.BooleanField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m/", blank=True)
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    is_signed = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="ready_report_has_a_file",
                condition=~models.Q(state=ReportState.READY)
                | (~models.Q(file="") & ~models.Q(sha256="")),
            ),
            models.CheckConstraint(
                name="report_on_an_assessment_names_its_score",
                condition=~models.Q(kind=ReportKind.ASSESSMENT)
                | models.Q(assessment__isnull=False, score__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation", "inputs_digest"],
                condition=~models.Q(inputs_digest=""),
                name="one_report_per_input",
            ),
        ]

    def __str__(self) -> str:
        return f"Report on {self.assessment or self.get_kind_display().lower()}"

    @property
    def holds_answers(self) -> bool:
        """Whether only those may see it who may see answers."""
        return self.variant in WITH_ANSWERS or self.format in FILES_WITH_ANSWERS

    @property
    def is_addendum(self) -> bool:
        return self.format in ADDENDA

    @property
    def is_issued(self) -> bool:
        """Whether this is a contract addendum in the form that was issued; asks for no other.
        One whose file was lost and made again says so by what it was made from."""
        if not self.is_addendum or self.is_draft:
            return False
        if getattr(self, "issue", None) is not None:
            return True
        return self.state == ReportState.EXPIRED and "issued" in self.inputs

    @property
    def stage(self) -> Stage | None:
        """How far it came; None where nothing is decided on what it is about."""
        if self.is_addendum:
            return Stage.ISSUED if self.is_issued else Stage.FOR_COUNSEL
        if self.is_draft is None:
            return None
        return Stage.DRAFT if self.is_draft else Stage.FINAL

    @property
    def readers(self) -> str:
        """For whom it is, in words."""
        words = ADDENDUM_READERS.get(self.stage) if self.stage else None
        words = words or KIND_READERS.get(ReportKind(self.kind))
        return str(words or self.get_variant_display())

    @property
    def file_words(self) -> str:
        """What kind of file it is, as people read it."""
        if self.is_issued:
            return str(_("Contract addendum, issued (PDF)"))
        return str(self.get_format_display())

    @property
    def is_working(self) -> bool:
        return self.state in (ReportState.QUEUED, ReportState.RENDERING)


class ReportLinkQuerySet(TenantQuerySet["ReportLink"]):
    """Links to reports, by what they still open."""

    def usable(self) -> ReportLinkQuerySet:
        return self.filter(
            revoked_at=None,
            expires_at__gt=timezone.now(),
            downloads__lt=models.F("most_downloads"),
        )


class ReportLink(models.Model):
    """A way to one report for a person named, who needs no account; it ends.

    Only the digest of its token is kept; there is none before it is mailed. ``password`` is
    hashed, or empty where none is asked for; too many ``wrong_tries`` end the link. ``reason``
    is what the person is told. What was done with it is in the audit trail. ``handed_at`` is when
    its mail was handed to the mail server, until that has answered: then it may be out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="report_links"
    )
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="links")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    reason = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    password = models.CharField(max_length=128, blank=True)
    expires_at = models.DateTimeField()
    most_downloads = models.PositiveSmallIntegerField()
    downloads = models.PositiveSmallIntegerField(default=0)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ReportLinkQuerySet] = ReportLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="link_opens_only_so_often",
                condition=models.Q(downloads__lte=models.F("most_downloads")),
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.name} to a report"

    @property
    def is_usable(self) -> bool:
        return (
            self.revoked_at is None
            and self.expires_at > timezone.now()
            and self.downloads < self.most_downloads
        )

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class ReportSchedule(models.Model):
    """The newest report on one work, or the portfolio where ``engagement`` is None, sent to
    people named (``people``: each with ``name`` and ``email``) by links, again and again.

    ``next_on`` is the next day it is sent, counted from ``first_on`` where the organisation is, so
    that a short month moves no later one. It goes on for as long as ``made_by`` may make such a
    report, or until it is stopped. ``password`` is hashed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="report_schedules"
    )
    engagement = models.ForeignKey(
        Engagement,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="report_schedules",
    )
    variant = models.CharField(max_length=8, choices=Variant)
    language = models.CharField(max_length=2, choices=Language)
    format = models.CharField(max_length=16, choices=Format, default=Format.PDF)
    rhythm = models.CharField(max_length=9, choices=Rhythm)
    people = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    days = models.PositiveSmallIntegerField()
    most_downloads = models.PositiveSmallIntegerField()
    password = models.CharField(max_length=128, blank=True)
    first_on = models.DateField(null=True)  # empty in older rows
    next_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet[ReportSchedule]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Schedule of a report on {self.engagement or 'the portfolio'}"

    @property
    def people_in_words(self) -> str:
        return ", ".join(f"{one['name']} ({one['email']})" for one in self.people)


class CounselReview(models.Model):
    """What counsel said of the draft of a contract addendum; never changed, a later one lies on top.

    ``terms`` are added to the addendum in counsel's own words; ``remarks`` stay in the house.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="counsel_reviews"
    )
    counsel = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    is_fit = models.BooleanField()
    terms = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[CounselReview]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"Review of {self.report} by counsel"


class IssuedAddendum(models.Model):
    """A contract addendum that somebody issued: from which review, who, on which day; never
    changed. ``report`` is the frozen document; a later one of the same work ``replaces`` it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="issued_addenda"
    )
    review = models.OneToOneField(
        CounselReview, on_delete=models.PROTECT, related_name="issue"
    )
    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, related_name="issue"
    )
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    issued_on = models.DateField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[IssuedAddendum]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"Contract addendum of {self.engagement}, issued on {self.issued_on}"


class ReportLook(models.Model):
    """An organisation's colour, as chosen (``#rrggbb``), and its logo as a small PNG."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="report_look"
    )
    colour = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(blank=True, default=b"")

    def __str__(self) -> str:
        return f"Look of the reports of {self.organisation}"
