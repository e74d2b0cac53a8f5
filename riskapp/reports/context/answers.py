"""What was answered, in words: by section, behind a rule, about a tool, about a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind, Question
from questionnaires.document.overlay import display_text_at
from questionnaires.document.values import EntryValue
from riskapp.presentation.labels import EVIDENCE, PLACES, label_of
from riskapp.scoring.model import AUTONOMY, RIGHTS
from riskapp.scoring.rated.answer_set import WEAK, items_of
from riskapp.scoring.rated.model import LEGAL_BASES, PlaceStatus, facts_of, rated
from riskapp.scoring.reading import read_by

# Worst first: how a country is listed among the places code goes to.
_ORDER = tuple(reversed(PlaceStatus))
NOT_KNOWN = "not_known"
UNKNOWN = "unknown"  # the code of every "Not known"
# The classes of a destination, the most delicate first, each with its colour. What nobody
# knows may be anything.
DESTINATIONS = {
    "third": "#8c1030",
    "unclear": "#c2564f",
    NOT_KNOWN: "#6f7b88",
    "conditional": "#ecc866",
    "adequate": "#9cc9b0",
    "eea": "#4aa577",
}


def groups(answer_set: AnswerSet, model: str) -> list[dict[str, Any]]:
    """All answers in words, by section and by entry, as a model reads them; corrected ones
    carry both values, and what hangs on a missing answer says so."""
    found: list[dict[str, Any]] = []
    place: tuple[str, str] | None = None
    seen: set[str] = set()
    for item in read_by(model, answer_set).items():
        entry_id = item.entry.id if item.entry else ""
        if place != (item.question.section, entry_id):
            place = (item.question.section, entry_id)
            section = answer_set.document.section_by_code[item.question.section]
            found.append(
                {
                    "title": item.entry.title if item.entry else section.title,
                    "kind": section.entry_name if item.entry else "",
                    "code": section.code,
                    "section": section.title,
                    "rows": [],
                }
            )
        if item.state in (State.HIDDEN, State.NOT_ASKED):
            continue
        key = (item.question.id, entry_id)
        level = answer_set.filled.evidence.get(key, "")
        found[-1]["rows"].append(
            {
                "id": item.question.id,
                "is_first": item.question.id not in seen,
                "text": item.question.text,
                "display_text": _answer_text(answer_set, item.question, entry_id)
                if answer_set.shown(item.question.id, entry_id)
                else item.why,
                "risk": item.risk if rated(item.question).weight else None,
                "is_open": item.state is State.OPEN,
                "evidence": label_of(EVIDENCE, level),
            }
        )
        seen.add(item.question.id)
    return [group for group in found if group["rows"]]


def differing(
    found: list[dict[str, Any]], overlaid: Collection[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The answers worth reading, by section: weak, open, or counted otherwise than said
    (``overlaid``, by question and tool). Tools that answer alike share a line.

    ``good`` are the questions of a section of which no answer is weak.
    """
    sections: dict[str, dict[str, Any]] = {}
    for group in found:
        section = sections.setdefault(
            group["code"],
            {"title": group["section"], "questions": {}, "good": {}, "tools": 0},
        )
        tool = group["title"] if group["kind"] else ""
        section["tools"] += bool(tool)
        for row in group["rows"]:
            is_weak = row["is_open"] or (row["risk"] or 0) >= WEAK
            if not (is_weak or (row["id"], tool) in overlaid):
                if row["risk"] is not None:
                    section["good"][row["id"]] = None
                continue
            question = section["questions"].setdefault(
                row["id"], {"id": row["id"], "text": row["text"], "lines": {}}
            )
            line = question["lines"].setdefault(
                (row["display_text"], row["risk"], row["evidence"]), row | {"tools": []}
            )
            if tool:
                line["tools"].append(tool)
    return [
        {
            "title": section["title"],
            "questions": [
                question | {"lines": _of_all(question["lines"], section["tools"])}
                for question in section["questions"].values()
            ],
            "good": [n for n in section["good"] if n not in section["questions"]],
        }
        for section in sections.values()
    ]


def _of_all(lines: Mapping[Any, dict[str, Any]], tools: int) -> list[dict[str, Any]]:
    """The lines of a question; one that is about every tool names none."""
    return [
        line | {"is_of_all": tools > 1 and len(line["tools"]) == tools}
        for line in lines.values()
    ]


def unknown_count(answer_set: AnswerSet) -> int:
    """How many shown questions were answered “not known”."""
    return sum(
        item.state is State.ANSWERED
        and not item.is_unscored
        and UNKNOWN
        in _codes(
            answer_set.value(item.question.id, item.entry.id if item.entry else "")
        )
        for item in items_of(answer_set)
    )


def asked_count(answer_set: AnswerSet) -> tuple[int, int]:
    """How many questions were answered, and how many were put."""
    states = [
        item.state for item in answer_set.items() if item.state is not State.HIDDEN
    ]
    return sum(state is not State.OPEN for state in states), len(states)


def tool_facts(answer_set: AnswerSet, entry_id: str) -> dict[str, str]:
    """What a tool may do and how freely, in words; empty where the questionnaire differs."""
    questions = answer_set.document.questions
    return {
        name: _answer_text(answer_set, questions[question_id], entry_id)
        for name, question_id in (("rights", RIGHTS), ("autonomy", AUTONOMY))
        if question_id in questions and answer_set.shown(question_id, entry_id)
    }


def where_it_goes(answer_set: AnswerSet) -> list[dict[str, Any]]:
    """What each tool says of its countries and their legal bases, in words: for every part of
    the register the questions, and a row for each tool with their answers."""
    found = []
    for section in answer_set.document.sections:
        questions = [
            q for q in section.questions if q.kind in (Kind.COUNTRIES, LEGAL_BASES)
        ]
        entries = (
            answer_set.entries(section.code) if section.repeat and questions else ()
        )
        rows = [
            {
                "tool": entry.title,
                "answers": [
                    _answer_text(answer_set, q, entry.id)
                    if answer_set.shown(q.id, entry.id)
                    else ""
                    for q in questions
                ],
            }
            for entry in entries
        ]
        if rows:
            found.append(
                {
                    "questions": [
                        {
                            "id": q.id,
                            "text": q.text,
                            "is_wide": q.kind == LEGAL_BASES,
                        }
                        for q in questions
                    ],
                    "rows": rows,
                }
            )
    return found


def destinations(answer_set: AnswerSet) -> dict[str, Any] | None:
    """The tools by the most delicate place that each leads to, the most delicate first, as the
    parts of one bar; None where no tool is listed."""
    found: dict[str, list[tuple[str, list[str]]]] = {name: [] for name in DESTINATIONS}
    for section in answer_set.document.sections:
        questions = [q for q in section.questions if q.kind is Kind.COUNTRIES]
        if section.repeat and questions:
            for entry in answer_set.entries(section.code):
                status, names = _most_delicate(answer_set, questions, entry.id)
                found[status].append((entry.title, names))
    parts, start = [], 0
    for status, tools in found.items():
        if tools:
            parts.append(
                {
                    "status": status,
                    "words": label_of(PLACES, status),
                    "colour": DESTINATIONS[status],
                    "from": start,
                    "count": len(tools),
                    "tools": [title for title, _names in tools],
                    "places": list(
                        dict.fromkeys(n for _title, ns in tools for n in ns)
                    ),
                }
            )
            start += len(tools)
    return {"parts": parts, "total": start} if parts else None


def _most_delicate(
    answer_set: AnswerSet, questions: Iterable[Question], entry_id: str
) -> tuple[str, list[str]]:
    """The class of a tool and the places that put it there; not known where an answer is
    missing and nothing worse is said."""
    named: dict[str, list[str]] = {}
    is_missing = False
    for question in questions:
        if answer_set.shown(question.id, entry_id):
            codes = codes_of(answer_set.value(question.id, entry_id))
            is_missing |= not codes or UNKNOWN in codes
            for place in _places(answer_set, question, codes):
                named.setdefault(place["status"], []).append(place["name"])
    if is_missing or not named:
        named[NOT_KNOWN] = [name for names in named.values() for name in names]
    worst = next(name for name in DESTINATIONS if name in named)
    return worst, named[worst]


def countries(answer_set: AnswerSet) -> list[dict[str, Any]]:
    """Every country that is named, and what is named in the place of one (the EEA, the whole
    world), the most delicate first, with the tools that lead there."""
    found: dict[str, dict[str, Any]] = {}
    for section in answer_set.document.sections:
        for question in section.questions:
            if question.kind is Kind.COUNTRIES:
                entries: Iterable[EntryValue | None] = (
                    answer_set.entries(section.code) if section.repeat else (None,)
                )
                for entry in entries:
                    value = answer_set.value(question.id, entry.id if entry else "")
                    for place in _places(answer_set, question, codes_of(value)):
                        row = found.setdefault(place["name"], place | {"tools": {}})
                        if entry:
                            row["tools"][entry.title] = None
    rows = [row | {"tools": list(row["tools"])} for row in found.values()]
    return sorted(rows, key=lambda row: (_ORDER.index(row["status"]), row["name"]))


def _places(
    answer_set: AnswerSet, question: Question, codes: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """The places among the codes of an answer, with their status; nobody and nothing are none."""
    for code in codes:
        status = answer_set.document.place_status(question, code)
        if status is not None:
            country = answer_set.document.countries.get(code)
            option = question.choice(code)
            yield {
                "name": country.name if country else option.label if option else code,
                "status": status,
                "words": label_of(PLACES, status),
                "decision": facts_of(country).decision if country else "",
            }


def _answer_text(answer_set: AnswerSet, question: Question, entry_id: str) -> str:
    return display_text_at(answer_set, question.id, entry_id)


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return tuple(str(part) for part in value.values())
    return tuple(value or ())
