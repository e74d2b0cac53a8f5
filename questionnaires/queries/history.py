"""What was changed in a response, and since when."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from questionnaires.choices import EventKind
from questionnaires.document.model import Section
from questionnaires.document.values import Value
from questionnaires.models import Entry, Respondent, Response, ResponseEvent


def changes_since(
    response: Response, section: Section, entry: Entry | None, since: int
) -> QuerySet[ResponseEvent]:
    """Answers given or cleared at a place after an event, oldest first; at most 500."""
    return ResponseEvent.objects.filter(
        response=response,
        entry=entry,
        pk__gt=since,
        kind__in=(EventKind.ANSWERED, EventKind.CLEARED),
        question__in=[question.id for question in section.questions],
    ).select_related("respondent")[:500]


def last_change(response: Response) -> int:
    """The number of the newest line in the history of a response."""
    newest = ResponseEvent.objects.filter(response=response).aggregate(pk=Max("pk"))
    return newest["pk"] or 0


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to answers after a change: what stood there before, and where somebody
    else had the last word."""

    before: Mapping[tuple[str, str], Value | None]
    by_others: frozenset[tuple[str, str]]


def changes_to_answers(
    response: Response, since: int, respondent: Respondent | None
) -> Since:
    """Every place whose answer was given or cleared after a change; one query."""
    before: dict[tuple[str, str], Value | None] = {}
    last: dict[tuple[str, str], uuid.UUID | None] = {}
    for event in ResponseEvent.objects.filter(
        response=response,
        pk__gt=since,
        kind__in=(EventKind.ANSWERED, EventKind.CLEARED),
    ).exclude(question=""):
        key = (event.question, str(event.entry_id) if event.entry_id else "")
        before.setdefault(key, event.before)
        last[key] = event.respondent_id
    own = respondent.pk if respondent else None
    return Since(
        before, frozenset(key for key, person in last.items() if person != own)
    )
