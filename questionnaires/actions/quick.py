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
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import AnswerError
from questionnaires.document.naming import taken_by_another
from questionnaires.document.progress import difference
from questionnaires.document.values import Value, with_answer
from questionnaires.errors import NotAsked
from questionnaires.models import Respondent
from questionnaires.queries import Look, document_with_id

SQL = """
SELECT questionnaires_save(
    %s::uuid, %s::uuid, %s, %s::jsonb, %s::jsonb, %s, %s::uuid, %s, %s, %s, %s::timestamptz
)
"""


def save_at(
    look: Look,
    raw: object,
    *,
    respondent: Respondent | None = None,
    revision: int | None = None,
) -> Saved:
    """Save an answer at the place that was looked at; raises as ``save_answer`` does."""
    return save_quickly(
        look, raw, respondent=respondent, revision=revision
    ) or save_answer(
        look.response,
        look.question,
        raw,
        entry=look.entry,
        respondent=respondent,
        revision=revision,
    )


def save_quickly(
    look: Look,
    raw: object,
    *,
    respondent: Respondent | None = None,
    revision: int | None = None,
) -> Saved | None:
    """Save an answer at the place that was looked at, or do nothing and return None."""
    known, entry_id = look.answer, look.entry_id
    if not look.response.is_open or (known is not None and known.prefilled):
        return None
    document, today = document_with_id(look.response.version_id), timezone.localdate()
    try:
        question = question_at(look.response, look.question, look.entry)
        value = value_of(document, question, raw)
    except (NotAsked, AnswerError):
        return None
    before = AnswerSet(document, look.filled, today)
    if value == (known.value if known else None):
        return Saved(known.revision if known else 0, before)
    if (
        (revision is not None and revision != (known.revision if known else 0))
        # Conditions may look at how old a date is: the first change of a day counts anew.
        or timezone.localdate(look.response.changed_at) != today
        or not before.shown(question.id, entry_id)
        or taken_by_another(document, look.filled, question, entry_id, value)
        or _has_a_level(look)
    ):
        return None
    filled = with_answer(document, look.filled, question, entry_id, value)
    after = AnswerSet(document, filled, today)
    more = difference(before, after, question.id, entry_id)
    made = _write(look, value, more, respondent)
    if made is None:
        return None
    return Saved(0 if value is None else made, after)


def _has_a_level(look: Look) -> bool:
    """Whether the level of the answer follows from evidence, which was not read."""
    if look.answer is None:
        return look.has_evidence
    return look.answer.level != EvidenceLevel.DECLARED


def _write(
    look: Look,
    value: Value | None,
    more: tuple[int, int],
    respondent: Respondent | None,
) -> int | None:
    """The number of the change, once it is written; None where something came between."""
    known = look.answer
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            (
                look.response.pk,
                look.entry.pk if look.entry else None,
                look.question,
                None if value is None else json.dumps(value),
                None if known is None else json.dumps(known.value),
                known.pk if known else None,
                respondent.pk if respondent else None,
                look.last,
                *more,
                timezone.now(),
            ),
        )
        made: int | None = cursor.fetchone()[0]
    return made
