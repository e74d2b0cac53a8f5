"""Questions as a page shows them: the form, where it stands, and why it matters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from questionnaires.document.model import Kind, Question, ScoringKind, Section
from questionnaires.document.risk import codes_of
from questionnaires.document.sheet import Sheet, State
from questionnaires.forms import AnswerForm
from questionnaires.models import Answer, Remark

LEGEND_KINDS = (
    Kind.SINGLE,
    Kind.MULTI,
    Kind.NUMBER,
    Kind.DATE,
    Kind.COUNTRIES,
    Kind.LEGAL_BASES,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which change made an answer, whose it was, and when; 0 and nobody where there is none."""

    revision: int = 0
    by: str = ""
    at: datetime.datetime | None = None


NO_STAMP = Stamp()


@dataclass(frozen=True, slots=True)
class Card:
    """One question ready for its template."""

    question: Question
    form: AnswerForm
    entry_id: str
    stamp: Stamp
    is_open: bool
    weak_because: str
    remark: Remark | None = None
    error: str = ""

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def uses_legend(self) -> bool:
        return self.question.kind in LEGEND_KINDS


def cards_of(
    sheet: Sheet,
    section: Section,
    entry_id: str,
    stamps: Mapping[str, Stamp],
    remarks: Mapping[str, Remark],
) -> list[Card]:
    """The questions of a section (or of one entry) that are asked, as things stand."""
    return [
        card_of(
            sheet,
            question,
            entry_id,
            stamps.get(question.id, NO_STAMP),
            remark=remarks.get(question.id),
        )
        for question in section.questions
        if sheet.shown(question.id, entry_id)
    ]


def card_of(
    sheet: Sheet,
    question: Question,
    entry_id: str,
    stamp: Stamp,
    *,
    remark: Remark | None = None,
    data: Any = None,
    error: str = "",
) -> Card:
    """One question; ``data`` and ``error`` bring back what was refused."""
    seen = sheet.seen(question.id, entry_id)
    return Card(
        question=question,
        form=form_for(sheet, question, entry_id, data=data),
        entry_id=entry_id,
        stamp=stamp,
        is_open=seen.state is State.OPEN,
        weak_because=seen.why if seen.is_weak else "",
        remark=remark,
        error=error,
    )


def form_for(
    sheet: Sheet, question: Question, entry_id: str, *, data: Any = None
) -> AnswerForm:
    """The form of a question with what other answers put into it: rights held, countries."""
    value = sheet.value(question.id, entry_id)
    options = None
    if question.scoring.kind is ScoringKind.EXCESS:
        held = {
            *codes_of(sheet.value(question.scoring.other, entry_id)),
            *codes_of(value),
        }
        options = tuple(o for o in question.options if o.code in held or o.exclusive)
    places = (
        sheet.places(question.places_from, entry_id) if question.places_from else ()
    )
    return AnswerForm(
        sheet.document,
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


def dependants(section: Section, question_id: str) -> list[Question]:
    """The questions whose fields change when this one is answered."""
    return [
        question
        for question in section.questions
        if question.show_if is not None
        or question.scoring.other == question_id
        or question_id in question.places_from
    ]


def stamps_of(response_id: UUID, entry_id: UUID | None) -> dict[str, Stamp]:
    """Which change made every answer of a section's page, by question; one query."""
    rows = Answer.objects.filter(response_id=response_id)
    rows = (
        rows.filter(entry=None) if entry_id is None else rows.filter(entry_id=entry_id)
    )
    return {
        question: Stamp(revision, by or "", at)
        for question, revision, by, at in rows.values_list(
            "question", "revision", "answered_by__name", "answered_at"
        )
    }


def remarks_of(response_id: UUID, entry_id: UUID | None) -> dict[str, Remark]:
    """What was said about the answers of a section's page, by question; one query."""
    rows = Remark.objects.filter(response_id=response_id)
    rows = (
        rows.filter(entry=None) if entry_id is None else rows.filter(entry_id=entry_id)
    )
    return {row.question: row for row in rows}
