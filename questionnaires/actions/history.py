"""Writing the history of a response, in the transaction of the change itself."""

from __future__ import annotations

from typing import Any

from questionnaires.choices import EventKind
from questionnaires.models import Entry, Respondent, Response, ResponseEvent


def remember(
    response: Response,
    kind: EventKind,
    *,
    respondent: Respondent | None = None,
    actor: str = "",
    entry: Entry | None = None,
    question: str = "",
    before: Any = None,
    after: Any = None,
) -> ResponseEvent:
    """Append one line to the history; ``before`` and ``after`` are JSON-ready."""
    return ResponseEvent.objects.create(
        response=response,
        kind=kind,
        respondent=respondent,
        actor=actor,
        entry=entry,
        question=question,
        before=before,
        after=after,
    )
