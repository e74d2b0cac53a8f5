"""What was answered, in words: by section, behind a rule, about a tool, about a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from questionnaires.document.model import Kind, PlaceStatus, Question
from questionnaires.document.overlay import said_there
from questionnaires.document.risk import codes_of
from questionnaires.document.sheet import Sheet, State
from questionnaires.document.values import Entry
from riskapp.reports.context.words import EVIDENCE, PLACES
from riskapp.scoring.model import AUTONOMY, RIGHTS
from riskapp.scoring.reading import read_by

# Worst first: how a country is listed among the places code goes to.
_ORDER = tuple(reversed(PlaceStatus))


def answers_behind(
    sheet: Sheet, question_ids: Iterable[str], entry_id: str
) -> list[dict[str, str]]:
    """The answers behind a rule, in words; per entry where none is given."""
    titles = {entry.id: entry.title for entry in sheet.filled.entries}
    rows = []
    for question_id in question_ids:
        question = sheet.document.questions[question_id]
        entries = [""]
        if question.repeated:
            every = [entry.id for entry in sheet.entries(question.section)]
            entries = [entry_id] if entry_id else every
        rows += [
            {
                "id": question_id,
                "text": question.text,
                "tool": "" if entry_id else titles.get(entry, ""),
                "said": said_there(sheet, question_id, entry),
            }
            for entry in entries
            if sheet.shown(question_id, entry)
        ]
    return rows


def groups(sheet: Sheet, model: str) -> list[dict[str, Any]]:
    """All answers in words, by section and by entry, as a model reads them; corrected ones
    carry both values, and what hangs on a missing answer says so."""
    found: list[dict[str, Any]] = []
    place: tuple[str, str] | None = None
    seen: set[str] = set()
    for item in read_by(model, sheet).items():
        entry_id = item.entry.id if item.entry else ""
        if place != (item.question.section, entry_id):
            place = (item.question.section, entry_id)
            section = sheet.document.section_by_code[item.question.section]
            found.append(
                {
                    "title": item.entry.title if item.entry else section.title,
                    "kind": section.entry_name if item.entry else "",
                    "code": section.code,
                    "rows": [],
                }
            )
        if item.state is State.HIDDEN:
            continue
        key = (item.question.id, entry_id)
        level = sheet.filled.evidence.get(key, "")
        found[-1]["rows"].append(
            {
                "id": item.question.id,
                "is_first": item.question.id not in seen,
                "text": item.question.text,
                "said": _said(sheet, item.question, entry_id)
                if sheet.shown(item.question.id, entry_id)
                else item.why,
                "risk": item.risk if item.question.weight else None,
                "is_open": item.state is State.OPEN,
                "evidence": EVIDENCE.get(level, ""),
            }
        )
        seen.add(item.question.id)
    return [group for group in found if group["rows"]]


def unknown_count(sheet: Sheet) -> int:
    """How many shown questions were answered “not known”."""
    return sum(
        item.state is State.ANSWERED
        and "unknown"
        in _codes(sheet.value(item.question.id, item.entry.id if item.entry else ""))
        for item in sheet.items()
    )


def asked_count(sheet: Sheet) -> tuple[int, int]:
    """How many questions were answered, and how many were put."""
    states = [item.state for item in sheet.items() if item.state is not State.HIDDEN]
    return sum(state is not State.OPEN for state in states), len(states)


def tool_facts(sheet: Sheet, entry_id: str) -> dict[str, str]:
    """What a tool may do and how freely, in words; empty where the questionnaire differs."""
    questions = sheet.document.questions
    return {
        name: _said(sheet, questions[question_id], entry_id)
        for name, question_id in (("rights", RIGHTS), ("autonomy", AUTONOMY))
        if question_id in questions and sheet.shown(question_id, entry_id)
    }


def where_it_goes(sheet: Sheet) -> list[dict[str, Any]]:
    """Per tool, in words: the countries it names, question by question, and the legal basis."""
    found = []
    for section in sheet.document.sections:
        if not section.repeat:
            continue
        questions = [
            q for q in section.questions if q.kind in (Kind.COUNTRIES, Kind.LEGAL_BASES)
        ]
        for entry in sheet.entries(section.code):
            rows = [
                {"text": q.text, "said": _said(sheet, q, entry.id), "id": q.id}
                for q in questions
                if sheet.shown(q.id, entry.id)
            ]
            if rows:
                found.append({"tool": entry.title, "rows": rows})
    return found


def countries(sheet: Sheet) -> list[dict[str, Any]]:
    """Every country that is named, the most delicate first, with the tools that lead there."""
    tools: dict[str, dict[str, None]] = {}
    for section in sheet.document.sections:
        for question in section.questions:
            if question.kind is Kind.COUNTRIES:
                entries: Iterable[Entry | None] = (
                    sheet.entries(section.code) if section.repeat else (None,)
                )
                for entry in entries:
                    value = sheet.value(question.id, entry.id if entry else "")
                    for code in codes_of(value):
                        if code in sheet.document.countries:
                            named = tools.setdefault(code, {})
                            if entry:
                                named[entry.title] = None
    known = sheet.document.countries
    ordered = sorted(
        tools, key=lambda code: (_ORDER.index(known[code].status), known[code].name)
    )
    return [
        {
            "name": known[code].name,
            "status": known[code].status.value,
            "words": PLACES[known[code].status.value],
            "decision": known[code].decision,
            "tools": list(tools[code]),
        }
        for code in ordered
    ]


def _said(sheet: Sheet, question: Question, entry_id: str) -> str:
    return said_there(sheet, question.id, entry_id)


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return tuple(str(part) for part in value.values())
    return tuple(value or ())
