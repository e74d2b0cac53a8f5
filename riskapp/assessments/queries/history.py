"""The vendor's side of an assessment, line by line, as it happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from questionnaires.choices import EventKind, Purpose
from questionnaires.document.wording import display_text
from questionnaires.models import Entry, Response, ResponseEvent
from questionnaires.queries import answer_set_of, document_of
from riskapp.assessments.models import Assessment

VALUES = (EventKind.ANSWERED, EventKind.CLEARED, EventKind.CONFIRMED)


def events_of(assessment: Assessment) -> QuerySet[ResponseEvent]:
    """Everything that was done to the responses of an assessment, newest first.

    One query for each round of questions.
    """
    found: list[UUID] = []
    if assessment.follow_up_id:
        found.append(assessment.follow_up_id)
    step: Response | None = assessment.response
    while step is not None:
        found.append(step.pk)
        if step.purpose in (Purpose.FIRST, Purpose.CYCLE):
            break
        step = step.follows
    return (
        ResponseEvent.objects.filter(response__in=found)
        .select_related("respondent", "entry", "response")
        .order_by("-id")
    )


def events_in_words(
    assessment: Assessment, events: Iterable[ResponseEvent]
) -> list[dict[str, Any]]:
    """Events with their question and both values in words; a fixed number of queries."""
    document = document_of(assessment.response.version)
    titles = _titles(assessment)
    rows = []
    for event in events:
        question = document.questions.get(event.question)
        as_answer = question if event.kind in VALUES else None
        before, after = (
            _plain(value)
            if as_answer is None
            else ("" if value is None else display_text(document, as_answer, value))
            for value in (event.before, event.after)
        )
        rows.append(
            {
                "event": event,
                "who": event.respondent or event.actor or "system",
                "question": question,
                "tool": titles.get(event.entry_id) if event.entry_id else "",
                "before": before,
                "after": after,
            }
        )
    return rows


def _titles(assessment: Assessment) -> dict[UUID, str]:
    """What the entries are called now, also under the ids they had in earlier rounds."""
    named = {
        entry.id: entry.title
        for entry in answer_set_of(assessment.response).filled.entries
    }
    found: dict[UUID, str] = {}
    rows = Entry.objects.filter(response=assessment.response_id)
    for pk, origin in rows.values_list("pk", "origin"):
        title = named.get(str(pk), "")
        found[pk] = title
        if origin:
            found[origin] = title
    return found


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(
            f"{name.replace('_', ' ')}: {_short(own)}"
            for name, own in value.items()
            if own not in (None, "", [])
        )
    return _short(value)


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
