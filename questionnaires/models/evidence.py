"""What is shown for an answer: files, links and notes."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from questionnaires.choices import EvidenceKind, EvidenceLevel, ScanState
from questionnaires.models.invitation import Respondent
from questionnaires.models.response import Entry, Response


def evidence_storage() -> Storage:
    """Where the bytes lie: the storage that settings call ``evidence``."""
    return storages["evidence"]


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def present(self) -> EvidenceQuerySet:
        """What has not been removed."""
        return self.filter(removed_at=None)

    def at(
        self, response_id: uuid.UUID, entry_id: uuid.UUID | None, question: str
    ) -> EvidenceQuerySet:
        """What belongs to one answer."""
        return self.filter(response_id=response_id, entry=entry_id, question=question)

    def documenting(self, today: datetime.date) -> EvidenceQuerySet:
        """What raises an answer to "documented" on a day: present, not expired, and
        clean; without a scanner, a file that nobody scanned counts as well."""
        good = [ScanState.CLEAN] if settings.CLAMAV_HOST else GOOD_WITHOUT_SCANNER
        return self.present().filter(
            ~models.Q(kind=EvidenceKind.FILE) | models.Q(scan_state__in=good),
            models.Q(expires_on=None) | models.Q(expires_on__gte=today),
            level=EvidenceLevel.DOCUMENTED,
        )

    def to_scan(self) -> EvidenceQuerySet:
        """Files that the scanner has not checked yet."""
        return self.present().filter(
            kind=EvidenceKind.FILE, scan_state__in=[ScanState.NONE, ScanState.WAITING]
        )


GOOD_WITHOUT_SCANNER = [ScanState.CLEAN, ScanState.NONE]


class StoredFile(models.Model):
    """A file somebody sent: where its bytes lie, what it is, what the virus scanner says.

    ``file`` is a random name in the evidence storage; ``file_name`` is what people see.
    """

    file = models.FileField(storage=evidence_storage, max_length=200, blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    scan_state = models.CharField(
        max_length=8, choices=ScanState, default=ScanState.NONE
    )
    scan_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_being_checked(self) -> bool:
        """A file the scanner has yet to check."""
        return self.scan_state == ScanState.WAITING or (
            self.scan_state == ScanState.NONE and bool(settings.CLAMAV_HOST)
        )

    @property
    def is_downloadable(self) -> bool:
        """A file that is there and clean; without a scanner, also one nobody scanned."""
        if not self.file:
            return False
        if self.scan_state == ScanState.NONE:
            return not settings.CLAMAV_HOST
        return self.scan_state == ScanState.CLEAN


class Evidence(StoredFile):
    """One thing attached to the place of an answer, whether or not it is answered yet.

    ``level`` is the claim of whoever attached it and never "verified". What a file shows (``FACT``) has
    no bytes: the file was read and not kept, ``text`` says what stands where, and it goes with
    the answer it was confirmed for. Removed or infected evidence
    keeps its row and its SHA-256, not its bytes. After submission a database trigger
    refuses every change but the result of a virus scan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="evidence"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    question = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    level = models.CharField(
        max_length=12, choices=EvidenceLevel, default=EvidenceLevel.DECLARED
    )
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(
        Respondent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_never_verified_by_its_vendor",
                condition=models.Q(
                    level__in=[EvidenceLevel.DECLARED, EvidenceLevel.DOCUMENTED]
                ),
            ),
            models.CheckConstraint(
                name="evidence_shows_something",
                condition=(models.Q(kind=EvidenceKind.FILE) & ~models.Q(sha256=""))
                | (models.Q(kind=EvidenceKind.LINK) & ~models.Q(url=""))
                | (models.Q(kind=EvidenceKind.NOTE) & ~models.Q(text=""))
                | (
                    models.Q(kind=EvidenceKind.FACT)
                    & ~models.Q(text="")
                    & ~models.Q(sha256="")
                ),
            ),
            models.CheckConstraint(
                name="evidence_expires_after_it_begins",
                condition=models.Q(effective_on=None)
                | models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("effective_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_expired(self) -> bool:
        """Whether it no longer holds: the day it expires is its last."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_being_checked(self) -> bool:
        """A file the scanner has yet to check."""
        return self.kind == EvidenceKind.FILE and super().is_being_checked

    @property
    def is_downloadable(self) -> bool:
        """A file that is there, not removed, and clean; without a scanner, also one nobody scanned."""
        return self.removed_at is None and super().is_downloadable
