"""Questions as a page shows them: the form, where it stands, and why it matters."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.extending import extension
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.meaning import amount, codes_of
from questionnaires.document.model import Question, Section
from questionnaires.document.reach import reach_of
from questionnaires.document.values import Value
from questionnaires.document.wording import display_text
from questionnaires.forms import AnswerForm, RemarkForm
from questionnaires.models import (
    Answer,
    Clarification,
    Entry,
    Evidence,
    Remark,
    Response,
)
from questionnaires.queries import (
    SeatSnapshot,
    evidence_of_page,
    guide_of,
    provisions_of,
    questions_asked,
    values_before,
)
from questionnaires.views.notes import (
    NO_NOTES,
    NO_PROPOSALS,
    Notes,
    Proposals,
    Proposed,
    notes_of,
    proposals_of,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which change made an answer, whose it was, and when; 0 and nobody where there is none."""

    revision: int = 0
    by: str = ""
    at: datetime.datetime | None = None


NO_STAMP = Stamp()


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands beside the answers of a page, by question: whose, what was said, what is known."""

    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    notes: Mapping[str, Notes] = field(default_factory=dict)
    evidence: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    before: Mapping[str, Value] = field(default_factory=dict)
    asked: Mapping[str, Clarification] = field(default_factory=dict)
    proposals: Proposals = NO_PROPOSALS
    threads: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemarkFields:
    """What stands in the fields about a weak answer; their names begin with ``prefix``, and
    ``due`` is a day as 2026-01-31."""

    prefix: str
    kind: str = ""
    text: str = ""
    owner: str = ""
    due: str = ""
    version: str = ""

    @classmethod
    def of(cls, form: RemarkForm) -> RemarkFields:
        """As a form holds them, refused ones too."""
        due = form["due_on"].value() or ""
        named = {name: form[name].value() or "" for name in ("kind", "text", "owner")}
        return cls(
            prefix=str(form.prefix),
            due=due.isoformat() if isinstance(due, datetime.date) else str(due),
            version=form["version"].value() or "" if "version" in form.fields else "",
            **named,
        )


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said under an answer once it is saved.

    ``unconfirmed`` says why it does not count until somebody stands by it; ``before`` is what
    was said last time, in words, where it is something else now; ``understood`` is a number
    as it was read, with its unit and what it amounts to.
    """

    question: Question
    entry_id: str
    weak_because: str
    advice: str
    remark: Remark | None
    unconfirmed: str
    before: str
    understood: str

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def say(self) -> RemarkFields:
        """The fields in which something is said about it."""
        made = self.remark
        prefix = say_prefix(self.question.id, self.entry_id)
        if made is None:
            return RemarkFields(prefix, version=Remark.version_of(None))
        due = made.due_on.isoformat() if made.due_on else ""
        version = Remark.version_of(made)
        return RemarkFields(prefix, made.kind, made.text, made.owner, due, version)


def say_prefix(question_id: str, entry_id: str) -> str:
    """How the fields begin in which something is said about a weak answer."""
    return f"say-{question_id}-{entry_id}" if entry_id else f"say-{question_id}"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question ready for its template."""

    question: Question
    form: AnswerForm
    entry_id: str
    stamp: Stamp
    is_open: bool
    hint: Hint
    notes: Notes = NO_NOTES
    evidence: Sequence[Evidence] = ()
    error: str = ""
    asked: Clarification | None = None
    has_law: bool = False
    proposed: Proposed | None = None
    thread: bool | None = None  # what was asked about it: whether it is answered

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def uses_legend(self) -> bool:
        return kind_of(self.question).has_legend


def question_views_of(
    answer_set: AnswerSet, questions: Iterable[Question], entry_id: str, margin: Margin
) -> list[QuestionView]:
    """Those questions of a section (or of one entry) that are asked, as things stand."""
    return [
        question_view_of(answer_set, question, entry_id, margin)
        for question in questions
        if answer_set.asks(question.id, entry_id)
    ]


def question_view_of(
    answer_set: AnswerSet,
    question: Question,
    entry_id: str,
    margin: Margin,
    *,
    data: Any = None,
    error: str = "",
) -> QuestionView:
    """One question; ``data`` and ``error`` bring back what was refused."""
    return QuestionView(
        question=question,
        form=form_for(answer_set, question, entry_id, data=data),
        entry_id=entry_id,
        stamp=margin.stamps.get(question.id, NO_STAMP),
        is_open=answer_set.state(question.id, entry_id) is State.OPEN,
        thread=margin.threads.get(question.id),
        hint=hint_of(
            answer_set,
            question,
            entry_id,
            remark=margin.remarks.get(question.id),
            before=margin.before.get(question.id),
        ),
        notes=margin.notes.get(question.id, NO_NOTES),
        evidence=margin.evidence.get(question.id, ()),
        error=error,
        asked=margin.asked.get(question.id),
        has_law=bool(
            provisions_of(
                answer_set.document,
                question,
                answer_set.filled.profile,
                answer_set.as_of,
            )
        ),
        proposed=margin.proposals.of(question),
    )


def hint_of(
    answer_set: AnswerSet,
    question: Question,
    entry_id: str,
    *,
    remark: Remark | None,
    before: Value | None,
) -> Hint:
    """What is said under an answer; ``before`` is the answer of last time."""
    opinion = extension().opinion(answer_set, question.id, entry_id)
    is_new = before is not None and before != answer_set.value(question.id, entry_id)
    return Hint(
        question=question,
        entry_id=entry_id,
        weak_because=opinion.why if opinion.is_weak else "",
        advice=opinion.advice,
        remark=remark,
        unconfirmed=answer_set.filled.set_aside.get((question.id, entry_id), ""),
        before=display_text(answer_set.document, question, before) if is_new else "",
        understood=_understood(answer_set, question, entry_id),
    )


def saved_hint(
    answer_set: AnswerSet, snapshot: SeatSnapshot, question: Question
) -> Hint:
    """What is said under an answer that was just saved; a query where the response follows
    another."""
    place = (question.id, snapshot.entry_id)
    before = values_before(snapshot.response, snapshot.entry).get(place)
    return hint_of(
        answer_set, question, snapshot.entry_id, remark=snapshot.remark, before=before
    )


def _understood(answer_set: AnswerSet, question: Question, entry_id: str) -> str:
    value = answer_set.value(question.id, entry_id)
    number = amount(question, value)
    if number is None:
        return ""
    words = display_text(answer_set.document, question, value)
    more = extension().amounts_to(question, number)
    return f"{words} ({more})" if more else words


def form_for(
    answer_set: AnswerSet, question: Question, entry_id: str, *, data: Any = None
) -> AnswerForm:
    """The form of a question with what other answers put into it: rights held, countries."""
    value = answer_set.value(question.id, entry_id)
    options = None
    if question.offered_from:
        held = {
            *codes_of(answer_set.value(question.offered_from, entry_id)),
            *codes_of(value),
        }
        options = tuple(o for o in question.options if o.code in held or o.exclusive)
    places = answer_set.places(question, entry_id) if question.places_from else ()
    return AnswerForm(
        answer_set.document,
        question,
        value=value,
        options=options,
        places=places,
        data=data,
        prefix=prefix_of(question, entry_id),
    )


def prefix_of(question: Question, entry_id: str) -> str:
    """What the names of a question's fields begin with; different for every entry."""
    return f"{question.id}-{entry_id[:8]}" if entry_id else question.id


def dependants(
    answer_set: AnswerSet, section: Section, question_id: str
) -> list[Question]:
    """The questions of a section that are asked, or have fields, by what is answered here; and
    by what colleagues answer in other sections meanwhile."""
    reach = reach_of(answer_set.document)
    reached = {name for name, _wide in reach.of(question_id)} | reach.from_elsewhere
    return [question for question in section.questions if question.id in reached]


def margin_of(
    answer_set: AnswerSet,
    response: Response,
    entry: Entry | None,
    questions: Iterable[Question],
) -> Margin:
    """Everything beside the answers to some questions of a section's or an entry's page; three
    queries and those of what others propose for them, and up to three more where the response
    follows another."""
    answers = Answer.objects.filter(response=response, entry=entry)
    stamps = {
        question: Stamp(revision, by or "", at)
        for question, revision, by, at in answers.values_list(
            "question", "revision", "answered_by__name", "answered_at"
        )
    }
    remarks = Remark.objects.filter(response=response, entry=entry)
    guide = guide_of(response.version)
    evidence = evidence_of_page(response.pk, entry.pk if entry else None)
    before = values_before(response, entry)
    return Margin(
        stamps,
        {made.question: made for made in remarks},
        notes_of(answer_set, guide, entry),
        evidence,
        {question: value for (question, _entry), value in before.items()},
        _asked_at(response, entry),
        proposals_of(response, answer_set, entry, {q.id for q in questions}),
        response.threads,
    )


def _asked_at(response: Response, entry: Entry | None) -> dict[str, Clarification]:
    if response.purpose != Purpose.CLARIFICATION:
        return {}
    own = str(entry.pk) if entry else ""
    return {
        question: asked
        for (question, entry_id), asked in questions_asked(response).items()
        if entry_id == own
    }
