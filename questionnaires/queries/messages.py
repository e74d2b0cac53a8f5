"""What those who answer and whoever asks say to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from questionnaires.models import Message, Response
from questionnaires.queries.cycles import chain_of


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that was said about a question, or about the whole where that is "", oldest
    first."""

    question: str
    messages: tuple[Message, ...]

    @property
    def waits(self) -> bool:
        """Whether the last word is that of somebody who answers."""
        return self.messages[-1].is_asked


def threads_in(responses: Iterable[object]) -> dict[str, Thread]:
    """The threads of some responses by their questions, the one about the whole as ""; one
    query."""
    found: dict[str, list[Message]] = {}
    rows = Message.objects.filter(response__in=list(responses)).select_related(
        "respondent__invitation"
    )
    for row in rows:
        found.setdefault(row.question, []).append(row)
    return {name: Thread(name, tuple(rows)) for name, rows in found.items()}


def threads_with_asker(
    response: Response, may_see: Callable[[Thread], bool]
) -> dict[str, Thread]:
    """What a person at a response may read of the threads, those of earlier rounds included."""
    found = threads_in(chain_of(response))
    return {name: thread for name, thread in found.items() if may_see(thread)}


def asked_messages() -> QuerySet[Message]:
    """What people who answer asked, or said after an answer."""
    return Message.objects.exclude(respondent=None).order_by()


def waiting_messages() -> QuerySet[Message]:
    """What was asked and has no answer after it."""
    later = Message.objects.filter(
        response=OuterRef("response"),
        question=OuterRef("question"),
        respondent=None,
        made_at__gte=OuterRef("made_at"),
    )
    return asked_messages().exclude(Exists(later))
