"""Questionnaires and their frozen versions."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import get_language, gettext

from questionnaires.document.translation import texts_in


class Questionnaire(models.Model):
    """A questionnaire by its stable name, e.g. ``ai-toolchain-partner``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersion(models.Model):
    """A published document. A database trigger refuses every change and deletion.

    ``document`` is the source as plain data, countries included, so that a version stands
    alone; ``digest`` is the SHA-256 of its canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.CharField(max_length=20)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

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
    def label(self) -> str:
        """What people call it, in the language of the reader."""
        language = (get_language() or "en").partition("-")[0]
        title = self.questionnaire.title
        return gettext("%(title)s, version %(number)s") % {
            "title": texts_in(self.questionnaire.slug, language).get(title, title),
            "number": self.version,
        }
