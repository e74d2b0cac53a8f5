"""Documents of versions, and what is read with them; each parsed once and kept."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from questionnaires.document.guides import NO_GUIDE, Guide
from questionnaires.document.model import Document, Question
from questionnaires.document.parsing import (
    document_from_data,
    parse_document,
    read_source,
)
from questionnaires.document.source import Source
from questionnaires.document.translation import translated
from questionnaires.document.values import Value
from questionnaires.models import Draft, QuestionnaireVersion, Response

# Many who come to a new process at once wait for one to parse, instead of all parsing.
_PARSING = RLock()


def document_of(version: QuestionnaireVersion) -> Document:
    """The parsed document of a version, in the language of whoever reads it.

    Parsed once per process and language, since versions never change.
    """
    return document_with_id(version.pk)


def document_with_id(version_id: uuid.UUID) -> Document:
    with _PARSING:
        return _document_in(version_id, language_in_force())


def language_in_force() -> str:
    return (get_language() or "en").partition("-")[0]


@lru_cache(maxsize=64)
def _document_in(version_id: uuid.UUID, language: str) -> Document:
    data = QuestionnaireVersion.objects.get(pk=version_id).source
    return document_from_data(translated(data, language))


def document_in(version: QuestionnaireVersion, language: str) -> Document:
    """The parsed document of a version in a language."""
    with _PARSING:
        return _document_in(version.pk, language)


def guide_of(version: QuestionnaireVersion) -> Guide:
    """What is shown beside a version's questions; asked for once per process and language.

    The setting ``QUESTIONNAIRE_GUIDE`` names who knows it.
    """
    return guide_with_id(version.pk)


def guide_for(response: Response) -> Guide:
    """The same for a response, without reading its version again."""
    return guide_with_id(response.version_id)


def guide_with_id(version_id: uuid.UUID) -> Guide:
    with _PARSING:
        return _guide_in(version_id, language_in_force(), _edition())


def _edition() -> int:
    """The edition of what is known beside questions; the setting
    ``QUESTIONNAIRE_GUIDE_EDITION`` names who says it, and without one there is only one."""
    name = getattr(settings, "QUESTIONNAIRE_GUIDE_EDITION", "")
    return int(import_string(name)()) if name else 0


@lru_cache(maxsize=64)
def _guide_in(version_id: uuid.UUID, language: str, _edition: int) -> Guide:
    name = getattr(settings, "QUESTIONNAIRE_GUIDE", "")
    if not name:
        return NO_GUIDE
    guide: Guide = import_string(name)(_document_in(version_id, language), language)
    return guide


def provisions_of(
    document: Document,
    question: Question,
    profile: Mapping[str, Value],
    day: datetime.date,
) -> list[Any]:
    """What a question is asked for, by the profile of the work, in the language of
    whoever reads it; the setting ``QUESTIONNAIRE_PROVISIONS`` names who knows that, and
    without one nothing is known."""
    name = getattr(settings, "QUESTIONNAIRE_PROVISIONS", "")
    if not name:
        return []
    found: list[Any] = import_string(name)(
        document, question, profile, day, language_in_force()
    )
    return found


def read_draft(draft: Draft) -> tuple[Source, Document]:
    """A file as the document it would become; raises DocumentError with every fault."""
    source = read_source(bytes(draft.content), draft.file_name)
    return source, parse_document(source, known_criteria())


def known_criteria() -> Collection[str] | None:
    """The ids outside of a document that its keys may name, where the setting
    ``QUESTIONNAIRE_CRITERIA`` names who knows them; else None, and any may stand there."""
    name = getattr(settings, "QUESTIONNAIRE_CRITERIA", "")
    if not name:
        return None
    known: Collection[str] = import_string(name)()
    return known


@dataclass(frozen=True, slots=True)
class Differences:
    """What another version asks that this one does not, and the other way round."""

    version: QuestionnaireVersion
    added: list[Question]
    gone: list[Question]
    changed: list[Question]


def differences(document: Document, owner: uuid.UUID) -> Differences | None:
    """How a document differs from the newest version of its name; None where it is new."""
    newest = (
        QuestionnaireVersion.objects.for_owner(owner)
        .filter(questionnaire__slug=document.id)
        .first()
    )
    if newest is None:
        return None
    before = document_in(newest, "en").questions
    now = document.questions
    return Differences(
        newest,
        added=[now[name] for name in now if name not in before],
        gone=[before[name] for name in before if name not in now],
        changed=[now[n] for n in now if n in before and now[n] != before[n]],
    )
