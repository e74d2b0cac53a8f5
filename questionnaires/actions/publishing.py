"""Publishing questionnaire versions."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from questionnaires.document.digest import digest
from questionnaires.document.parsing import CONTENT, load_source, parse_document
from questionnaires.errors import VersionTaken
from questionnaires.models import Questionnaire, QuestionnaireVersion

CORE = CONTENT / "ai-toolchain-partner.yaml"


@transaction.atomic
def publish(path: Path = CORE) -> QuestionnaireVersion:
    """Publish a document; publishing the same again gives the version there is.

    Raises DocumentError for a bad document and VersionTaken when the version exists
    with other content: published versions never change.
    """
    source = load_source(path)
    document = parse_document(source, import_string(settings.QUESTIONNAIRE_CRITERIA)())
    questionnaire, _ = Questionnaire.objects.get_or_create(
        slug=document.id, defaults={"title": document.title}
    )
    fingerprint = digest(source.data)
    version, created = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        version=document.version,
        defaults={"document": source.data, "digest": fingerprint},
    )
    if not created and version.digest != fingerprint:
        raise VersionTaken(f"{document.id}@{document.version}")
    return version
