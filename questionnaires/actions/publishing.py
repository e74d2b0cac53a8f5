"""Publishing questionnaire versions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionnaires.document.digest import digest
from questionnaires.document.model import Document
from questionnaires.document.parsing import load_source, parse_document
from questionnaires.document.short_form import KEY
from questionnaires.document.source import Source
from questionnaires.errors import VersionTaken
from questionnaires.models import Draft, Questionnaire, QuestionnaireVersion
from questionnaires.queries.documents import known_criteria, read_draft

KEPT_FOR = datetime.timedelta(days=1)
MOST_DRAFTS = 20  # of an owner


@transaction.atomic
def publish(path: Path) -> QuestionnaireVersion:
    """Publish a document for everybody; publishing the same again gives the version there is.

    Raises DocumentError for a bad document and VersionTaken when the version exists
    with other content: published versions never change.
    """
    source = load_source(path)
    return _publish(source, parse_document(source, known_criteria()), owner=None)


@transaction.atomic
def keep_draft(owner: UUID, *, file_name: str, content: bytes) -> Draft:
    """Keep a file to be looked at and published by its owner; older ones go."""
    theirs = Draft.objects.filter(owner=owner).order_by("-made_at", "pk")
    Draft.objects.filter(
        pk__in=list(theirs.values_list("pk", flat=True)[MOST_DRAFTS - 1 :])
    ).delete()
    forget_old_drafts()
    return Draft.objects.create(
        owner=owner, file_name=file_name[-200:], content=content
    )


def forget_old_drafts() -> None:
    """Delete what nobody published within a day."""
    Draft.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()


@transaction.atomic
def publish_draft(draft: Draft) -> QuestionnaireVersion:
    """Publish a file for its owner alone. Raises as :func:`publish` does; what is
    shared already stays so."""
    source, document = read_draft(draft)
    shared = QuestionnaireVersion.objects.filter(
        questionnaire__slug=document.id,
        questionnaire__owner=None,
        version=document.version,
    ).first()
    if shared is not None:
        if shared.digest != digest(source.data):
            raise VersionTaken(f"{document.id}@{document.version}")
        draft.delete()
        return shared
    version = _publish(source, document, owner=draft.owner)
    draft.delete()
    return version


def parts_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """A document as a version stores it: the short form apart from the rest, so that servers of
    the release before, which know of none, read it as they always did."""
    return {
        "document": {key: value for key, value in data.items() if key != KEY},
        "short_form": list(data.get(KEY, ())),
    }


def _publish(
    source: Source, document: Document, *, owner: UUID | None
) -> QuestionnaireVersion:
    questionnaire, _ = Questionnaire.objects.get_or_create(
        slug=document.id, owner=owner, defaults={"title": document.title}
    )
    fingerprint = digest(source.data)
    version, created = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        version=document.version,
        defaults={**parts_of(source.data), "digest": fingerprint},
    )
    if not created and version.digest != fingerprint:
        raise VersionTaken(f"{document.id}@{document.version}")
    return version
