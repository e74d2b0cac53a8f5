"""What the response before this one held, and what of it came along."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from questionnaires.choices import EvidenceKind, Purpose
from questionnaires.document.model import Document
from questionnaires.document.taking_over import Left, Reworded, left_behind, reworded
from questionnaires.document.values import EntryValue, Value
from questionnaires.models import Answer, Entry, Evidence, Response
from questionnaires.queries.documents import document_of, document_with_id
from questionnaires.queries.responses import answer_set_of, title_of
from questionnaires.wall import wall

CHAIN = """
WITH RECURSIVE earlier AS (
    SELECT id, follows_id FROM questionnaires_response WHERE id = %(id)s
    UNION
    SELECT r.id, r.follows_id FROM questionnaires_response r
    JOIN earlier ON r.id = earlier.follows_id
), chain AS (
    SELECT id FROM earlier
    UNION
    SELECT r.id FROM questionnaires_response r JOIN chain ON r.follows_id = chain.id
)
SELECT id FROM chain
"""


def chain_of(response: Response) -> list[uuid.UUID]:
    """A response, those it follows and those that follow it: what the same people answered
    about the same work. No query while it is the first and still open."""
    if response.is_open and response.purpose == Purpose.FIRST:
        return [response.pk]
    if response.is_open and response.purpose == Purpose.CYCLE and response.follows_id:
        return [response.pk, response.follows_id]
    with wall().everything("a chain of responses"), connection.cursor() as cursor:
        cursor.execute(CHAIN, {"id": response.pk})
        return [row[0] for row in cursor.fetchall()]


ORIGINS = """
WITH RECURSIVE walk AS (
    SELECT id AS newest, id, origin_id, response_id
    FROM questionnaires_entry WHERE response_id = %(after)s
    UNION ALL
    SELECT walk.newest, earlier.id, earlier.origin_id, earlier.response_id
    FROM questionnaires_entry earlier JOIN walk ON earlier.id = walk.origin_id
)
SELECT newest, id FROM walk WHERE response_id = %(before)s
"""


def same_entries(after: Response, before: Response) -> dict[str, str]:
    """The entries of a response with those of an earlier one that they go back to, by their
    ids, through any number of responses between them; one query."""
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS, {"after": after.pk, "before": before.pk})
        return {str(newest): str(earlier) for newest, earlier in cursor.fetchall()}


def values_before(
    response: Response, entry: Entry | None = None, *, everywhere: bool = False
) -> dict[tuple[str, str], Value]:
    """What was answered in the response that this one follows, by the places of this one.

    For one page (the response as a whole, or one entry), or ``everywhere``. One query, two
    for everything; none for a response that follows none.
    """
    if response.follows_id is None:
        return {}
    answers = Answer.objects.filter(response=response.follows_id)
    if not everywhere:
        if entry is not None and entry.origin_id is None:
            return {}
        own = str(entry.pk) if entry else ""
        answers = answers.filter(entry=entry.origin_id if entry else None)
        return {(row.question, own): row.value for row in answers}
    moved: dict[uuid.UUID | None, str] = {None: ""}
    for pk, origin in Entry.objects.filter(
        response=response, removed_at=None, origin__isnull=False
    ).values_list("pk", "origin"):
        moved[origin] = str(pk)
    return {
        (row.question, moved[row.entry_id]): row.value
        for row in answers
        if row.entry_id in moved
    }


def values_last_cycle(response: Response) -> dict[tuple[str, str], Value]:
    """What was answered at the end of the last cycle, by the places of this response; two
    queries, and two more for each round of questions since. Nothing in a first cycle."""
    rows = Entry.objects.filter(
        response=response, removed_at=None, origin__isnull=False
    ).values_list("origin", "pk")
    own: dict[Any, str] = {origin: str(pk) for origin, pk in rows}
    step = response
    while step.purpose not in (Purpose.FIRST, Purpose.CYCLE) and step.follows:
        step = step.follows
        rows = Entry.objects.filter(pk__in=own, origin__isnull=False).values_list(
            "origin", "pk"
        )
        own = {origin: own[pk] for origin, pk in rows}
    if step.follows_id is None:
        return {}
    own[None] = ""
    return {
        (row.question, own[row.entry_id]): row.value
        for row in Answer.objects.filter(response=step.follows_id)
        if row.entry_id in own
    }


@dataclass(frozen=True, slots=True)
class EarlierEntries:
    """Entries that stood before and do not stand any more, as they were; and which of today's
    (their ids) go back to none."""

    gone: tuple[EntryValue, ...] = ()
    fresh: frozenset[str] = frozenset()


GONE = """
WITH RECURSIVE walk AS (
    SELECT id, follows_id, purpose, FALSE AS is_last FROM questionnaires_response
    WHERE id = %(id)s
    UNION ALL
    SELECT r.id, r.follows_id, r.purpose, walk.purpose IN ('first', 'cycle')
    FROM questionnaires_response r JOIN walk ON r.id = walk.follows_id
    WHERE NOT walk.is_last
), stood AS (
    SELECT e.id, e.origin_id FROM questionnaires_entry e
    WHERE e.response_id IN (SELECT id FROM walk) AND e.removed_at IS NULL
)
SELECT e.id FROM stood e JOIN questionnaires_entry own USING (id)
WHERE own.response_id <> %(id)s AND NOT EXISTS (SELECT FROM stood WHERE origin_id = e.id)
"""


def entries_before(response: Response) -> EarlierEntries:
    """What was listed at the end of the last cycle, or handed in since, and is not any more;
    up to four queries, none while a first response is the only one."""
    if response.follows_id is None:
        return EarlierEntries()
    with connection.cursor() as cursor:
        cursor.execute(GONE, {"id": response.pk})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return EarlierEntries()
    answers: dict[uuid.UUID, dict[str, Value]] = {pk: {} for pk in ids}
    for entry, question, value in Answer.objects.filter(entry__in=ids).values_list(
        "entry", "question", "value"
    ):
        answers[entry][question] = value
    rows = Entry.objects.filter(pk__in=ids).select_related("response")
    gone = tuple(
        EntryValue(
            id=str(row.pk),
            section=row.section,
            answers=answers[row.pk],
            title=title_of(
                document_with_id(row.response.version_id),
                row,
                answers[row.pk],
                row.position,
            ),
            catalogue=row.catalogue,
        )
        for row in rows
    )
    fresh = Entry.objects.filter(response=response, removed_at=None, origin=None)
    return EarlierEntries(
        gone, frozenset(str(pk) for pk in fresh.values_list("pk", flat=True))
    )


@dataclass(frozen=True, slots=True)
class LastTime:
    """What is different from the response that this one follows: answers and evidence that
    were not taken over, and questions in other words."""

    answers: tuple[Left, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reworded: tuple[Reworded, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.evidence or self.reworded)


def since_last_time(response: Response, may_answer: Callable[[str], bool]) -> LastTime:
    """What a person should know before confirming what was taken over, for the sections
    they answer; nothing for a response that is no new cycle. Five queries."""
    previous = response.follows if response.purpose == Purpose.CYCLE else None
    if previous is None:
        return LastTime()
    document = document_of(response.version)
    opened = timezone.localdate(response.opened_at)
    before = answer_set_of(previous)
    answers: list[Left] = []
    words: list[Reworded] = []
    if previous.version_id != response.version_id:
        answers = left_behind(document, before, opened)
        gone = {one.question for one in answers}
        answered = set(before.filled.answers).union(
            *(e.answers for e in before.filled.entries)
        )
        words = [
            one
            for one in reworded(document, before.document)
            if one.question in answered - gone
        ]
    kept = {None, *(uuid.UUID(entry.id) for entry in before.filled.entries)}
    evidence = [
        row
        for row in Evidence.objects.present().filter(response=previous)
        if row.entry_id in kept and left_evidence(document, row, opened)
    ]
    return LastTime(
        tuple(one for one in answers if may_answer(one.section)),
        tuple(
            row
            for row in evidence
            if row.question in before.document.questions
            and may_answer(before.document.questions[row.question].section)
        ),
        tuple(one for one in words if may_answer(one.section)),
    )


def left_evidence(document: Document, row: Evidence, day: datetime.date) -> bool:
    """Whether evidence is left behind when a new cycle begins on a day: it has expired, its
    question is not there any more, or it is what a file showed of another time, which was
    confirmed for the answer of then."""
    if row.kind == EvidenceKind.FACT:
        return True
    question = document.questions.get(row.question)
    if question is None or question.repeated != bool(row.entry_id):
        return True
    return row.expires_on is not None and row.expires_on < day
