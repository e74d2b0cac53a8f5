"""What was said, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from questionnaires.document.model import Document
from questionnaires.document.sheet import Item, Sheet, State
from questionnaires.document.wording import said
from questionnaires.models import Evidence
from questionnaires.queries import evidence_of_response, sheet_of
from riskapp.assessments.models import Assessment


def sheet_for(assessment: Assessment) -> Sheet:
    """The evaluated response of an assessment; two queries."""
    return sheet_of(assessment.response)


Attached = Mapping[tuple[str, str], Sequence[Evidence]]


def attached_to(assessment: Assessment) -> Attached:
    """The vendor's evidence, keyed (question, entry id or ""); one query."""
    return evidence_of_response(assessment.response_id)


def answers_behind(
    sheet: Sheet | None, question_ids: Iterable[str], entry_id: str
) -> list[dict[str, Any]]:
    """Questions with their answers in words, for one entry or for all of them.

    Empty without a sheet: that is how a page says that its reader may not see answers.
    """
    if sheet is None:
        return []
    rows = []
    for question_id in question_ids:
        question = sheet.document.questions.get(question_id)
        if question is None:
            continue
        entries = [""]
        if question.repeated:
            every = [entry.id for entry in sheet.entries(question.section)]
            entries = [entry_id] if entry_id else every
        for entry in entries:
            if not sheet.shown(question_id, entry):
                continue
            value = sheet.value(question_id, entry)
            rows.append(
                {
                    "id": question_id,
                    "text": question.text,
                    "entry": entry,
                    "said": said(sheet.document, question, value),
                }
            )
    titles = {entry.id: entry.title for entry in sheet.filled.entries}
    return [
        row | {"tool": "" if entry_id else titles.get(str(row["entry"]), "")}
        for row in rows
    ]


def said_by_section(
    sheet: Sheet, attached: Attached | None = None
) -> list[dict[str, Any]]:
    """All answers in words with their risk and what is attached to them, by section and
    by entry; hidden ones left out."""
    attached = attached or {}
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for item in sheet.items():
        if item.state is State.HIDDEN:
            continue
        section = sheet.document.section_by_code[item.question.section]
        entry_id = item.entry.id if item.entry else ""
        group = groups.setdefault(
            (section.code, entry_id),
            {
                "section": section.code,
                "entry": entry_id,
                "kind": section.entry_name if item.entry else "",
                "title": item.entry.title if item.entry else section.title,
                "rows": [],
            },
        )
        row = _row(sheet, item, entry_id)
        row["attached"] = attached.get((item.question.id, entry_id), ())
        group["rows"].append(row)
    return list(groups.values())


def profile_in_words(
    document: Document, profile: dict[str, Any]
) -> list[dict[str, str]]:
    """The buyer's own answers about an engagement."""
    return [
        {"id": q.id, "text": q.text, "said": said(document, q, profile.get(q.id))}
        for q in document.profile
    ]


def _row(sheet: Sheet, item: Item, entry_id: str) -> dict[str, Any]:
    question = item.question
    value = sheet.value(question.id, entry_id)
    return {
        "id": question.id,
        "text": question.text,
        "weight": question.weight,
        "said": said(sheet.document, question, value),
        "state": item.state.value,
        "risk": item.risk,
        "why": item.why,
        "evidence": sheet.filled.evidence.get((question.id, entry_id), "declared"),
    }
