"""What comes back: a response, its entries and its answers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from questionnaires.choices import EntryPolicy, EvidenceLevel, Purpose, ResponseState
from questionnaires.models.questionnaire import QuestionnaireVersion
from questionnaires.models.tenancy import OfTenant, TenantOf


class Response(models.Model):
    """The answers of one company to one questionnaire version.

    ``tenant`` is the opaque id of whoever asked. ``asked_by``, ``about`` and ``respondent_name``
    are the words that are read there: who asks, about which work, of whom. ``profile`` holds the
    asker's answers about the work, frozen when the response is opened.
    ``message`` is what the asker adds to the mail that invites.
    ``entry_policy`` is what a person must show besides the link; a mail address must then
    belong to one of ``allowed_domains``. Mails to people who never chose a language are in
    ``language``, or in the installation's where it is empty. Days are counted in ``time_zone``:
    what is due, or ends, on a day has until its midnight there.
    The counters are the one definition of progress, stored when an answer is written.

    ``digest`` is that of everything submitted, each text behind a salt that follows from
    ``secret``; ``proofs`` take its place when a text was erased (``document.sealing``).

    ``is_short``: only the short form of the version is asked.

    ``page`` is the path of a page of the product: what is asked there takes the place of the
    version's questions, which nobody is shown. "" for a questionnaire.

    A response that ``follows`` another began with its answers. ``closed`` are the places,
    as ``[question, entry id or ""]``, whose answers may not be changed in it, because only
    some were asked for again. ``threads`` says of each question that was asked about
    (``Message``) whether the last word is that of whoever asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.UUIDField(db_index=True)
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="responses"
    )
    asked_by = models.CharField(max_length=200)
    about = models.CharField(max_length=200)
    respondent_name = models.CharField(max_length=200)
    profile = models.JSONField(default=dict)
    entry_policy = models.CharField(
        max_length=8, choices=EntryPolicy, default=EntryPolicy.LINK
    )
    allowed_domains = ArrayField(
        models.CharField(max_length=253), default=list, blank=True
    )
    colleagues_anywhere = models.BooleanField(default=False, db_default=False)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=50, blank=True, default="", db_default="")
    purpose = models.CharField(max_length=14, choices=Purpose, default=Purpose.FIRST)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
    )
    closed = models.JSONField(default=list, blank=True)
    is_short = models.BooleanField(default=False, db_default=False)
    threads = models.JSONField(default=dict, blank=True, db_default={})
    page = models.CharField(max_length=200, blank=True, default="", db_default="")
    due_on = models.DateField(null=True, blank=True)
    message = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=20, choices=ResponseState, default=ResponseState.OPEN
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    attested_name = models.CharField(max_length=200, blank=True)
    attested_role = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    secret = models.CharField(max_length=32, blank=True, default="", db_default="")
    proofs = models.JSONField(null=True, blank=True)
    answered = models.PositiveIntegerField(default=0)
    applicable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="submitted_response_is_whole",
                condition=models.Q(
                    state=ResponseState.OPEN, submitted_at=None, digest=""
                )
                | (
                    models.Q(state=ResponseState.SUBMITTED, submitted_at__isnull=False)
                    & ~models.Q(digest="")
                    & ~models.Q(attested_name="")
                ),
            ),
            models.CheckConstraint(
                name="only_the_first_response_follows_none",
                condition=models.Q(purpose=Purpose.FIRST, follows=None)
                | (~models.Q(purpose=Purpose.FIRST) & models.Q(follows__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.respondent_name}: {self.about}"

    @property
    def is_open(self) -> bool:
        return self.state == ResponseState.OPEN

    @property
    def is_limited(self) -> bool:
        """Whether only some answers were asked for."""
        return bool(self.closed)


class Entry(models.Model):
    """One row of a repeating section, such as one talk of a speaker.

    A removed entry keeps its answers, so that removing can be undone until submission.
    ``catalogue`` is the id of what it was chosen from; empty when it was not.
    ``origin`` is the same thing in the response that this one follows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="entries"
    )
    section = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    catalogue = models.CharField(max_length=80, blank=True)
    origin = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "added_at"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.section} {self.position}"


class Answer(models.Model):
    """One value, canonical as ``questionnaires.document.values`` describes.

    ``revision`` is the number of the event that made it, so it never comes back: a writer
    that knew another one is told. A ``prefilled`` answer was taken over and nobody has
    stood by it yet; ``signed_elsewhere`` says that it came in a signed file, from answers
    given to somebody else; ``answered_elsewhere``, that another questionnaire proposes it.
    """

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="answers"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    question = models.CharField(max_length=32)
    value = models.JSONField()
    evidence_level = models.CharField(
        max_length=12, choices=EvidenceLevel, default=EvidenceLevel.DECLARED
    )
    revision = models.BigIntegerField(default=0)
    prefilled = models.BooleanField(default=False)
    signed_elsewhere = models.BooleanField(default=False, db_default=False)
    answered_elsewhere = models.BooleanField(default=False, db_default=False)
    answered_by = models.ForeignKey(
        "questionnaires.Respondent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
    )
    answered_at = models.DateTimeField()
    tenant = TenantOf()

    objects: ClassVar[OfTenant[Answer]] = OfTenant()  # type: ignore[assignment]

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "entry", "question"],
                name="one_answer_per_question_and_entry",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
