"""The contract addendum: clauses that the answers support, and a gap where they do not.

A draft for counsel. It promises nothing that nobody said: a clause holds the sentences that
answers bear out, each with the answer behind it; the rest is named as missing, with what would
close it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Question
from questionnaires.document.overlay import display_text_at
from riskapp.reports.context.answers import tool_facts
from riskapp.reports.context.clauses import CLAUSES, Clause, ClausePart
from riskapp.reports.errors import NoClauses
from riskapp.scoring.catalogue import Catalogue
from riskapp.scoring.rated.answer_set import WEAK, RatedItem
from riskapp.scoring.reading import read_by
from riskapp.shipped.core import core_document

PLAN, PROVIDER, PURPOSE = "T-03", "T-02", "T-04"


def addendum(
    answer_set: AnswerSet, data: Mapping[str, Any], catalogue: Catalogue
) -> dict[str, Any]:
    """The clauses with ``supported`` sentences and ``gaps``, and the permitted ``tools``.

    ``data`` is the evaluation of the same answers; provisions of laws that were not evaluated for
    this work are not cited. Raises NoClauses for another questionnaire than the clauses rest
    on.
    """
    if answer_set.document.id != core_document().id:
        raise NoClauses
    evaluated = {item["id"] for item in data["criteria"]}
    remedies = {row["question"]: row["remedy"] for row in data["findings"]}
    items: dict[str, list[RatedItem]] = {}
    for item in read_by(data["model"], answer_set).items():
        items.setdefault(item.question.id, []).append(item)
    clauses = [
        _clause(number, clause, answer_set, items, remedies)
        | {
            "provisions": [
                cited(catalogue, p) for p in clause.provisions if p in evaluated
            ]
        }
        for number, clause in enumerate(CLAUSES, 1)
    ]
    return {
        "clauses": clauses,
        "tools": _tools(answer_set),
        "gaps": sum(len(clause["gaps"]) for clause in clauses),
    }


def _clause(
    number: int,
    clause: Clause,
    answer_set: AnswerSet,
    items: Mapping[str, list[RatedItem]],
    remedies: Mapping[str, str],
) -> dict[str, Any]:
    supported: dict[tuple[str, str], dict[str, Any]] = {}
    gaps: dict[tuple[str, str], dict[str, Any]] = {}
    for part in clause.parts:
        for item in items.get(part.question, ()):
            if item.state is State.HIDDEN or is_spared(answer_set, part, item):
                continue
            answer = answer_text(answer_set, item)
            sentence = sentence_of(answer_set, part, item, answer)
            if sentence:
                row = supported.setdefault(
                    (part.question, sentence),
                    {
                        "text": sentence,
                        "question": part.question,
                        "display_text": answer,
                        "tools": [],
                    },
                )
            else:
                row = gaps.setdefault(
                    (part.question, answer),
                    {
                        "text": item.question.text,
                        "question": part.question,
                        "display_text": answer,
                        "remedy": remedies.get(part.question, ""),
                        "tools": [],
                    },
                )
            if item.entry:
                row["tools"].append(item.entry.title)
    return {
        "number": number,
        "title": str(clause.title),
        "supported": list(supported.values()),
        "gaps": list(gaps.values()),
    }


def answer_text(answer_set: AnswerSet, item: RatedItem) -> str:
    """The answer in words, or that there is none."""
    if item.state is not State.ANSWERED:
        return _("No answer that counts.")
    return display_text_at(
        answer_set, item.question.id, item.entry.id if item.entry else ""
    )


def is_spared(answer_set: AnswerSet, part: ClausePart, item: RatedItem) -> bool:
    """Whether the answers say that the matter does not arise, or a reviewer accepted that."""
    place = (item.question.id, item.entry.id if item.entry else "")
    if item.state is State.NOT_APPLICABLE:
        return place in answer_set.filled.accepted
    return item.state is State.ANSWERED and answer_set.value(*place) in part.spared


def sentence_of(
    answer_set: AnswerSet, part: ClausePart, item: RatedItem, answer: str
) -> str:
    """What the answer supports; "" for nothing."""
    if item.state is not State.ANSWERED:
        return ""
    value = answer_set.value(item.question.id, item.entry.id if item.entry else "")
    codes = list(_codes(value))
    if len(codes) == 1 and codes[0] in part.sentences:
        return str(part.sentences[codes[0]])
    if part.needs_strength and (item.risk or 0) >= WEAK:
        return ""
    if part.value and not set(codes) & _vague(item.question):
        return str(part.value) % {"value": answer}
    return ""


def _vague(question: Question) -> set[str]:
    """The answers of a question that name no value: not known, without limit, world-wide."""
    return {option.code for option in question.specials} - {"eea", "nobody"}


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (str(part) for part in value.values())
    else:
        yield from (str(part) for part in value or ())


def _tools(answer_set: AnswerSet) -> list[dict[str, str]]:
    """What is listed, with plan, provider, purpose, rights and autonomy in words."""
    questions = answer_set.document.questions
    found = []
    for section in answer_set.document.sections:
        for entry in answer_set.entries(section.code) if section.repeat else ():
            words = {
                name: display_text_at(answer_set, question, entry.id)
                for name, question in (
                    ("plan", PLAN),
                    ("provider", PROVIDER),
                    ("purpose", PURPOSE),
                )
                if question in questions and answer_set.shown(question, entry.id)
            }
            found.append(
                {"name": entry.title} | words | tool_facts(answer_set, entry.id)
            )
    return found


def cited(catalogue: Catalogue, name: str) -> dict[str, str]:
    """A provision as it is cited: its law, where it stands there, its title."""
    criterion = catalogue.criteria[name]
    law = next(law for law in catalogue.laws if law.id == criterion.law)
    return {"law": law.short, "ref": criterion.ref, "title": criterion.title}
