"""What can happen to an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.history import remember
from questionnaires.actions.levels import forget_facts, level_at, refresh_levels
from questionnaires.actions.locking import locked_open, recount, recount_after
from questionnaires.actions.places import question_at
from questionnaires.choices import EventKind, EvidenceLevel
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.cleaning import clean
from questionnaires.document.model import Document, Question
from questionnaires.document.naming import taken_by_another
from questionnaires.document.values import Filled, Value, with_answer
from questionnaires.errors import AnswerConflict, ChangedMeanwhile, NameTaken, NotAsked
from questionnaires.models import (
    Answer,
    Clarification,
    Entry,
    Respondent,
    Response,
    ResponseEvent,
)
from questionnaires.queries import (
    answer_asked_about,
    answer_set_of,
    document_of,
    filled_of,
    latest_today,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left behind: the number of the change that made the answer (0 when it is
    cleared), and how things stand now."""

    revision: int
    answer_set: AnswerSet


@transaction.atomic
def save_answer(
    response: Response,
    question_id: str,
    raw: object,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
    revision: int | None = None,
) -> Saved:
    """Save one answer; an empty one clears it. The same value again changes nothing, but
    confirms an answer that was taken over.

    ``revision`` is what the writer saw (0: nothing); None skips the comparison.
    Evidence stays attached when a value changes, and the level follows from it: a policy
    often shows the new answer as it showed the old one, and whoever gave it removes what does
    not. Raises AnswerError, AnswerConflict, NameTaken, NotAsked and ResponseLocked; then nothing is changed.
    """
    response = locked_open(response)
    question = question_at(response, question_id, entry)
    today = timezone.localdate()
    document = document_of(response.version)
    value = value_of(document, question, raw)
    answer = Answer.objects.filter(
        response=response, entry=entry, question=question_id
    ).first()
    stored = answer.value if answer else None
    known = answer.revision if answer else 0
    if revision is not None and revision != known and stored != value:
        raise AnswerConflict(stored, known)
    before = AnswerSet(document, filled_of(response), today)
    if stored == value:
        if answer is not None and answer.prefilled:
            _confirm([answer], respondent)
            before = answer_set_of(response, today)
            recount(response, before)
        return Saved(known if answer is None else answer.revision, before)
    entry_id = str(entry.pk) if entry else ""
    if not before.shown(question_id, entry_id):
        raise NotAsked
    _refuse_twin(before, question, entry_id, value)
    event = remember(
        response,
        EventKind.CLEARED if value is None else EventKind.ANSWERED,
        respondent=respondent,
        entry=entry,
        question=question_id,
        before=stored,
        after=value,
    )
    answer = _store(answer, value, event)
    after = AnswerSet(
        document, with_answer(document, before.filled, question, entry_id, value), today
    )
    recount_after(response, before, after, question_id, entry_id)
    return Saved(answer.revision if answer else 0, after)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer among many: the place, and what is said; None clears it.

    ``revision`` is that of the answer it was compared with, where it was; ``is_unconfirmed``
    brings back an answer that nobody had confirmed, ``signed_elsewhere`` proposes one of a
    signed file, ``answered_elsewhere`` one of another questionnaire.
    """

    question: str
    entry: Entry | None
    raw: object
    revision: int | None = None
    is_unconfirmed: bool = False
    signed_elsewhere: bool = False
    answered_elsewhere: bool = False


@transaction.atomic
def save_answers(
    response: Response,
    given: Sequence[GivenAnswer],
    *,
    respondent: Respondent | None = None,
) -> int:
    """Save many answers at once, each with its own line in the history; how many changed.

    Whether a question is asked is judged as all of them stand together. Raises AnswerError,
    NameTaken, NotAsked, ResponseLocked, and ChangedMeanwhile where an answer is another than
    the one that was compared with; then nothing is changed.
    """
    response = locked_open(response)
    document = document_of(response.version)
    today = timezone.localdate()
    stored = {
        (answer.question, answer.entry_id): answer
        for answer in Answer.objects.filter(response=response)
    }
    filled = filled_of(response)
    changes: list[_Change] = []
    for one in given:
        question = question_at(response, one.question, one.entry)
        value = value_of(document, question, one.raw)
        known = stored.get((one.question, one.entry.pk if one.entry else None))
        if value != (known.value if known else None):
            revision = known.revision if known else 0
            if one.revision is not None and one.revision != revision:
                raise ChangedMeanwhile(str(revision))
            entry_id = str(one.entry.pk) if one.entry else ""
            filled = with_answer(document, filled, question, entry_id, value)
            changes.append(_Change(one, known, value))
    after = AnswerSet(document, filled, today)
    if not all(after.shown(*change.key) for change in changes):
        raise NotAsked
    for change in changes:
        _refuse_twin(
            after, document.questions[change.question], change.key[1], change.value
        )
    _store_all(response, changes, respondent)
    is_all = not any(change.is_unconfirmed for change in changes)
    recount(response, after if is_all else None)
    return len(changes)


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one answer: cleared where the value is None."""

    given: GivenAnswer
    known: Answer | None
    value: Value | None

    @property
    def question(self) -> str:
        return self.given.question

    @property
    def entry(self) -> Entry | None:
        return self.given.entry

    @property
    def is_unconfirmed(self) -> bool:
        given = self.given
        return (
            given.is_unconfirmed or given.signed_elsewhere or given.answered_elsewhere
        )

    @property
    def key(self) -> tuple[str, str]:
        return (self.question, str(self.entry.pk) if self.entry else "")


def _store_all(
    response: Response, changes: Sequence[_Change], respondent: Respondent | None
) -> None:
    """Make every answer what was said, with its event; the caller holds the response."""
    events = ResponseEvent.objects.bulk_create(
        ResponseEvent(
            response=response,
            kind=EventKind.CLEARED if change.value is None else EventKind.ANSWERED,
            respondent=respondent,
            entry=change.entry,
            question=change.question,
            before=change.known.value if change.known else None,
            after=change.value,
        )
        for change in changes
    )
    made: list[Answer] = []
    changed: list[Answer] = []
    cleared: list[int] = []
    for change, event in zip(changes, events, strict=True):
        if change.value is None:
            cleared += [change.known.pk] if change.known else []
            continue
        answer = change.known or Answer(
            response=response, entry=change.entry, question=change.question
        )
        answer.value = change.value
        answer.prefilled = change.is_unconfirmed
        answer.signed_elsewhere = change.given.signed_elsewhere
        answer.answered_elsewhere = change.given.answered_elsewhere
        answer.revision = event.pk
        answer.answered_by = respondent
        answer.answered_at = event.at
        (changed if change.known else made).append(answer)
    Answer.objects.filter(pk__in=cleared).delete()
    Answer.objects.bulk_create(made)
    Answer.objects.bulk_update(
        changed,
        [
            "value",
            "prefilled",
            "signed_elsewhere",
            "answered_elsewhere",
            "revision",
            "answered_by",
            "answered_at",
        ],
    )
    forget_facts(response, (change.known for change in changes if change.known))
    refresh_levels(response)


@transaction.atomic
def confirm_answers(
    response: Response,
    questions: Collection[str],
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
) -> int:
    """Stand by answers that were taken over, at one place; how many there were.

    Only what is shown is confirmed: nobody stands by what they cannot see. Raises ResponseLocked.
    """
    response = locked_open(response)
    answer_set = answer_set_of(response)
    entry_id = str(entry.pk) if entry else ""
    answers = [
        answer
        for answer in Answer.objects.filter(
            response=response, entry=entry, question__in=questions, prefilled=True
        )
        if answer.question in answer_set.document.questions
        and answer_set.asks(answer.question, entry_id)
    ]
    _confirm(answers, respondent)
    recount(response)
    return len(answers)


@transaction.atomic
def reply_to(
    clarification: Clarification,
    text: str,
    *,
    respondent: Respondent | None = None,
    seen: str | None = None,
) -> Clarification:
    """Answer a question in words; that stands by the answer as it is, or was changed to.

    The last words count; ``seen`` is the version the writer saw, None skips the comparison.
    Raises ResponseLocked and ChangedMeanwhile.
    """
    clarification = Clarification.objects.select_related("asked_in").get(
        pk=clarification.pk
    )
    if clarification.asked_in is None:
        raise NotAsked
    response = locked_open(clarification.asked_in)
    clarification.refresh_from_db(fields=["reply", "replied_by", "replied_at"])
    if seen not in (None, clarification.version) and clarification.reply != text:
        by = str(clarification.replied_by or "")
        raise ChangedMeanwhile(clarification.version, by)
    answer = answer_asked_about(clarification)
    event = remember(
        response,
        EventKind.REPLIED,
        respondent=respondent,
        entry=answer.entry if answer else None,
        question=clarification.question,
        before={"reply": clarification.reply} if clarification.reply else None,
        after={"clarification": str(clarification.pk), "reply": text},
    )
    clarification.reply = text
    clarification.replied_by = respondent
    clarification.replied_at = event.at
    clarification.save(update_fields=["reply", "replied_by", "replied_at"])
    if answer is not None and answer.prefilled:
        _confirm([answer], respondent)
    recount(response)
    return clarification


def _confirm(answers: Sequence[Answer], respondent: Respondent | None) -> None:
    """Make answers their confirmer's; the caller holds the response."""
    events = ResponseEvent.objects.bulk_create(
        ResponseEvent(
            response_id=answer.response_id,
            kind=EventKind.CONFIRMED,
            respondent=respondent,
            entry_id=answer.entry_id,
            question=answer.question,
            after=answer.value,
        )
        for answer in answers
    )
    for answer, event in zip(answers, events, strict=True):
        answer.prefilled = False
        answer.revision = event.pk
        answer.answered_by = respondent
        answer.answered_at = event.at
    Answer.objects.bulk_update(
        answers, ["prefilled", "revision", "answered_by", "answered_at"]
    )


@transaction.atomic
def fill(
    response: Response, filled: Filled, respondent: Respondent | None = None
) -> Response:
    """Take over a whole set of canonical answers and entries into an open, empty response; what
    its form does not ask is left out."""
    response = locked_open(response)
    filled = _asked_in(response, filled)
    event = remember(
        response,
        EventKind.ANSWERED,
        respondent=respondent,
        after={
            "answers": len(filled.answers)
            + sum(len(e.answers) for e in filled.entries),
            "entries": len(filled.entries),
        },
    )
    rows = [_row(event, None, q, v, filled, "") for q, v in filled.answers.items()]
    for position, item in enumerate(filled.entries, start=1):
        entry = Entry.objects.create(
            response=response,
            section=item.section,
            position=position,
            catalogue=item.catalogue,
        )
        remember(response, EventKind.ENTRY_ADDED, respondent=respondent, entry=entry)
        rows += [
            _row(event, entry, q, v, filled, item.id) for q, v in item.answers.items()
        ]
    Answer.objects.bulk_create(rows)
    recount(response)
    return response


def _asked_in(response: Response, filled: Filled) -> Filled:
    if not response.is_short:
        return filled
    document = document_of(response.version)
    return (
        AnswerSet(document, replace(filled, is_short=True), timezone.localdate())
        .as_whole()
        .filled
    )


def _row(
    event: ResponseEvent,
    entry: Entry | None,
    question: str,
    value: Value,
    filled: Filled,
    entry_id: str,
) -> Answer:
    return Answer(
        response=event.response,
        entry=entry,
        question=question,
        value=value,
        evidence_level=filled.evidence.get(
            (question, entry_id), EvidenceLevel.DECLARED
        ),
        revision=event.pk,
        answered_by=event.respondent,
        answered_at=event.at,
    )


def _store(
    answer: Answer | None, value: Value | None, event: ResponseEvent
) -> Answer | None:
    """Make the answer what the event says; None once it is cleared."""
    if answer is not None:
        forget_facts(event.response, [answer])
    if value is None:
        if answer is not None:
            answer.delete()
        return None
    if answer is None:
        answer = Answer(
            response=event.response,
            entry=event.entry,
            question=event.question,
            evidence_level=level_at(event.response, event.entry, event.question),
        )
    elif answer.evidence_level != EvidenceLevel.DECLARED:
        answer.evidence_level = level_at(event.response, event.entry, event.question)
    answer.value = value
    answer.prefilled = answer.signed_elsewhere = answer.answered_elsewhere = False
    answer.revision = event.pk
    answer.answered_by = event.respondent
    answer.answered_at = event.at
    answer.save()
    return answer


def _refuse_twin(
    answer_set: AnswerSet, question: Question, entry_id: str, value: Value | None
) -> None:
    taken = taken_by_another(
        answer_set.document, answer_set.filled, question, entry_id, value
    )
    if taken:
        raise NameTaken(taken)


def value_of(document: Document, question: Question, raw: object) -> Value | None:
    """What an answer becomes by what was entered, None where that clears it; raises
    AnswerError."""
    if _is_empty(raw):
        return None
    return clean(document, question, raw, as_of=latest_today())


def _is_empty(raw: object) -> bool:
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, dict):
        return not raw or ("value" in raw and not str(raw["value"] or "").strip())
    return not isinstance(raw, bool | int) and not raw
