"""What a response holds, as plain values and as an answer set."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import EvidenceLevel, Purpose
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document, Section
from questionnaires.document.values import EntryValue, Filled, Value
from questionnaires.models import Answer, Entry, Response
from questionnaires.queries.documents import document_with_id

COPIED = _("Copied, not yet checked")
# Ids and values are read as they are written: many rows cost little so, and the values of all
# responses are decoded at once.
_WRITTEN = {
    "of": Cast("response_id", TextField()),
    "at": Cast("entry_id", TextField()),
    "written": Cast("value", TextField()),
}
_ROW = (
    "of", "at", "question", "evidence_level", "prefilled", "signed_elsewhere",
    "answered_elsewhere", "written",
)  # fmt: skip
# Of one answer: its entry or None, its question, how it is shown, whether it was prefilled,
# signed elsewhere or answered elsewhere, and what it says.
_Row = tuple[str | None, str, str, bool, bool, bool, Value]

SIGNED_ELSEWHERE = _("Signed elsewhere, not yet attested here")
ANSWERED_ELSEWHERE = _("From another questionnaire, not confirmed yet")
# Why an answer that was taken over does not count until somebody stands by it.
NOT_CONFIRMED = {
    Purpose.FIRST: COPIED,
    Purpose.CYCLE: _("Taken over from last time, not confirmed yet"),
    Purpose.CLARIFICATION: _("Asked about, not confirmed yet"),
    Purpose.CONFIRMATION: _("Its date has passed, not confirmed yet"),
    Purpose.NOTICE: _("May have changed, not confirmed yet"),
    Purpose.REST: COPIED,
}


def answered_on(
    response: Response, questions: Collection[str]
) -> dict[tuple[str, str], datetime.date]:
    """When the answers to some questions were last given or confirmed; one query."""
    return answered_on_each({response.pk: questions})[response.pk]


def answered_on_each(
    wanted: Mapping[uuid.UUID, Collection[str]],
) -> dict[uuid.UUID, dict[tuple[str, str], datetime.date]]:
    """The same for many responses, each with its own questions; one query."""
    found: dict[uuid.UUID, dict[tuple[str, str], datetime.date]]
    found = {response_id: {} for response_id in wanted}
    rows = Answer.objects.filter(
        response__in=wanted,
        question__in={name for names in wanted.values() for name in names},
        prefilled=False,
    ).values_list("response_id", "question", "entry_id", "answered_at")
    for response_id, question, entry_id, at in rows:
        if question in wanted[response_id]:
            place = (question, place_id(entry_id))
            found[response_id][place] = timezone.localdate(at)
    return found


def removed_entries(
    response: Response, section: Section, most: int
) -> list[tuple[Entry, str]]:
    """What was removed from a section, last first, with what it was called; one query."""
    title = Answer.objects.filter(entry=OuterRef("pk"), question=section.entry_title)
    rows = (
        Entry.objects.filter(
            response=response, section=section.code, removed_at__isnull=False
        )
        .annotate(called=Subquery(title.values("value")[:1]))
        .order_by("-removed_at")[:most]
    )
    return [(row, row.called if isinstance(row.called, str) else "") for row in rows]


def filled_of(response: Response) -> Filled:
    """Everything answered so far, hidden answers included; two queries.

    What cannot be changed while some answers are asked for again is set apart until those
    are submitted; then the response is whole, and counted so.
    """
    return filled_of_each([response])[response.pk]


def filled_of_each(responses: Iterable[Response]) -> dict[uuid.UUID, Filled]:
    """The same of many responses; two queries."""
    by_id = {response.pk: response for response in responses}
    entries: dict[uuid.UUID, list[Entry]] = {pk: [] for pk in by_id}
    for entry in Entry.objects.filter(response__in=by_id, removed_at=None):
        entries[entry.response_id].append(entry)
    found = Answer.objects.filter(response__in=by_id).annotate(**_WRITTEN)
    rows: dict[str, list[_Row]] = {str(pk): [] for pk in by_id}
    written = list(found.values_list(*_ROW))
    values = json.loads(f"[{','.join([row[-1] for row in written])}]")
    for (of, *row, _text), value in zip(written, values, strict=True):
        rows[of].append((*row, value))
    return {
        pk: _filled(response, entries[pk], rows[str(pk)])
        for pk, response in by_id.items()
    }


def _filled(
    response: Response, entries: Sequence[Entry], rows: Iterable[_Row]
) -> Filled:
    copies = {str(entry.pk) for entry in entries if entry.origin_id is None}
    answers: dict[str, dict[str, Value]] = {"": {}}
    evidence: dict[tuple[str, str], str] = {}
    set_aside: dict[tuple[str, str], str] = {}
    copied, not_confirmed = str(COPIED), str(NOT_CONFIRMED[Purpose(response.purpose)])
    declared = EvidenceLevel.DECLARED.value
    for entry_id, question, level, prefilled, signed, other, value in rows:
        place = entry_id or ""
        answers.setdefault(place, {})[question] = value
        if level != declared:
            evidence[question, place] = level
        if not prefilled:
            continue
        if signed:
            why = str(SIGNED_ELSEWHERE)
        elif other:
            why = str(ANSWERED_ELSEWHERE)
        else:
            why = copied if place in copies else not_confirmed
        set_aside[question, place] = why
    of_entries = [(entry, answers.get(str(entry.pk), {})) for entry in entries]
    document = document_with_id(response.version_id)
    return Filled(
        profile=response.profile,
        answers=answers[""],
        entries=tuple(
            EntryValue(
                id=str(entry.pk),
                section=entry.section,
                answers=own,
                title=title_of(document, entry, own, number),
                catalogue=entry.catalogue,
            )
            for number, (entry, own) in enumerate(of_entries, start=1)
        ),
        evidence=evidence,
        set_aside=set_aside,
        closed=frozenset((question, entry) for question, entry in response.closed)
        if response.is_open
        else frozenset(),
        is_short=response.is_short,
    )


def place_id(entry_id: uuid.UUID | None) -> str:
    return "" if entry_id is None else str(entry_id)


def title_of(
    document: Document, entry: Entry, answers: dict[str, Value], number: int
) -> str:
    section = document.section_by_code[entry.section]
    named = answers.get(section.entry_title)
    return named[:200] if isinstance(named, str) else f"{section.entry_name} {number}"


def answer_set_of(response: Response, as_of: datetime.date | None = None) -> AnswerSet:
    """The response evaluated: as of its submission, or of today while it is open."""
    return _answer_set(response, filled_of(response), as_of)


def answer_sets_of(responses: Iterable[Response]) -> dict[uuid.UUID, AnswerSet]:
    """The same of many responses; two queries."""
    by_id = {response.pk: response for response in responses}
    return {
        pk: _answer_set(by_id[pk], filled)
        for pk, filled in filled_of_each(by_id.values()).items()
    }


def _answer_set(
    response: Response, filled: Filled, as_of: datetime.date | None = None
) -> AnswerSet:
    if as_of is None:
        moment = response.submitted_at or timezone.now()
        as_of = timezone.localdate(moment)
    return AnswerSet(document_with_id(response.version_id), filled, as_of)
