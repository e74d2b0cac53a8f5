"""The fast path of a save: one read, one write, and only the few answers that decide.

The promise: :func:`save_quickly` does exactly what
:func:`~questionnaires.actions.answers.save_answer` would do, in the rows, the numbers, the
history and what is said of the page, or it does nothing at all and returns None; then
:func:`save_at` takes the plain way, which also finds the words for whatever is wrong. A test
compares the two on random questionnaires and answers.

What the read found is judged without a lock. The write (``questionnaires_save``, migration
0003) takes the row of the response first, as every change does, and changes nothing unless
the response is still open and its history still ends where it ended when it was read: each
change of an answer, an entry or its evidence leaves a line there while it holds that row.
"""

from __future__ import annotations

import json

from django.db import connection
from django.utils import timezone

from questionnaires.actions.answers import Saved, save_answer, value_of
from questionnaires.actions.places import question_at
from questionnaires.choices import EvidenceLevel
from questionnaires.document.announced import decides_on_new_ones
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import AnswerError
from questionnaires.document.naming import taken_by_another
from questionnaires.document.progress import difference
from questionnaires.document.values import Value, with_answer
from questionnaires.errors import NotAsked
from questionnaires.models import Respondent
from questionnaires.queries import SeatSnapshot, document_with_id, guide_for

SQL = """
SELECT questionnaires_save(
    %s::uuid, %s::uuid, %s, %s::jsonb, %s::jsonb, %s, %s::uuid, %s, %s, %s, %s::timestamptz
)
"""


def save_at(
    snapshot: SeatSnapshot,
    raw: object,
    *,
    respondent: Respondent | None = None,
    revision: int | None = None,
) -> Saved:
    """Save an answer at the place that was looked at; raises as ``save_answer`` does."""
    return save_quickly(
        snapshot, raw, respondent=respondent, revision=revision
    ) or save_answer(
        snapshot.response,
        snapshot.question,
        raw,
        entry=snapshot.entry,
        respondent=respondent,
        revision=revision,
    )


def save_quickly(
    snapshot: SeatSnapshot,
    raw: object,
    *,
    respondent: Respondent | None = None,
    revision: int | None = None,
) -> Saved | None:
    """Save an answer at the place that was looked at, or do nothing and return None."""
    known, entry_id = snapshot.answer, snapshot.entry_id
    if not snapshot.response.is_open or (known is not None and known.prefilled):
        return None
    document, today = (
        document_with_id(snapshot.response.version_id),
        timezone.localdate(),
    )
    try:
        question = question_at(snapshot.response, snapshot.question, snapshot.entry)
        value = value_of(document, question, raw)
    except (NotAsked, AnswerError):
        return None
    before = AnswerSet(document, snapshot.filled, today)
    if value == (known.value if known else None):
        return Saved(known.revision if known else 0, before)
    if (
        (revision is not None and revision != (known.revision if known else 0))
        # Conditions may look at how old a date is: the first change of a day counts anew.
        or timezone.localdate(snapshot.response.changed_at) != today
        or decides_on_new_ones(
            document, guide_for(snapshot.response), question.id, entry_id
        )
        or not before.shown(question.id, entry_id)
        or taken_by_another(document, snapshot.filled, question, entry_id, value)
        or _has_a_level(snapshot)
    ):
        return None
    filled = with_answer(document, snapshot.filled, question, entry_id, value)
    after = AnswerSet(document, filled, today)
    more = difference(before, after, question.id, entry_id)
    made = _write(snapshot, value, more, respondent)
    if made is None:
        return None
    return Saved(0 if value is None else made, after)


def _has_a_level(snapshot: SeatSnapshot) -> bool:
    """Whether the level of the answer follows from evidence, which was not read."""
    if snapshot.answer is None:
        return snapshot.has_evidence
    return snapshot.answer.level != EvidenceLevel.DECLARED


def _write(
    snapshot: SeatSnapshot,
    value: Value | None,
    more: tuple[int, int],
    respondent: Respondent | None,
) -> int | None:
    """The number of the change, once it is written; None where something came between."""
    known = snapshot.answer
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            (
                snapshot.response.pk,
                snapshot.entry.pk if snapshot.entry else None,
                snapshot.question,
                None if value is None else json.dumps(value),
                None if known is None else json.dumps(known.value),
                known.pk if known else None,
                respondent.pk if respondent else None,
                snapshot.last,
                *more,
                timezone.now(),
            ),
        )
        made: int | None = cursor.fetchone()[0]
    return made
