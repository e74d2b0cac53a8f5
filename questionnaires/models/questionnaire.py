"""Questionnaires and their frozen versions."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import get_language, gettext

from questionnaires.document.translation import texts_in


class Questionnaire(models.Model):
    """A questionnaire by its stable name, e.g. ``speakers``.

    ``owner`` is whose it is, an id that only whoever asks can read; without one everybody
    may ask it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80)
    owner = models.UUIDField(null=True, blank=True, editable=False)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(owner=None),
                name="shared_questionnaire_once",
            ),
            models.UniqueConstraint(
                fields=["slug", "owner"], name="own_questionnaire_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    """Published versions."""

    def for_owner(self, owner: uuid.UUID) -> VersionQuerySet:
        """What somebody may ask, without the documents: what is shared, then their own, each
        newest first. A file of one's own takes no place unless somebody chooses it."""
        return (
            self.filter(
                models.Q(questionnaire__owner=None)
                | models.Q(questionnaire__owner=owner)
            )
            .select_related("questionnaire")
            .defer("document")
            .order_by(
                models.F("questionnaire__owner").asc(nulls_first=True), "-published_at"
            )
        )


class QuestionnaireVersion(models.Model):
    """A published document. A database trigger refuses every change and deletion.

    ``document`` is the source as plain data, countries included, so that a version stands
    alone, without its ``short_form``; ``digest`` is the SHA-256 of the canonical JSON of both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.CharField(max_length=20)
    document = models.JSONField()
    short_form = models.JSONField(default=list, blank=True, db_default=[])
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "version"], name="questionnaire_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, version {self.version}"

    @property
    def source(self) -> dict[str, Any]:
        """The document with its short form, where it has one, as it was published."""
        short = {"short_form": self.short_form} if self.short_form else {}
        return {**self.document, **short}

    @property
    def label(self) -> str:
        """What people call it, in the language of the reader."""
        language = (get_language() or "en").partition("-")[0]
        title = self.questionnaire.title
        return gettext("%(title)s, version %(number)s") % {
            "title": texts_in(self.questionnaire.slug, language).get(title, title),
            "number": self.version,
        }


class Draft(models.Model):
    """A file that is to become a version, kept until somebody publishes it or a day is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(db_index=True)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name
