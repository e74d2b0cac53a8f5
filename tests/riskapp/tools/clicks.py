"""How many clicks and keys one tool takes a vendor, computed over the plans that the list offers.

Finding and choosing the plan are two clicks, confirming what is proposed is one, and each
question that is left is one; one that needs nothing said is none. A question with several boxes
costs more on a first tool; that is left out. With number keys the questions that are left take
no click but keys. docs/timed-walk.md says what comes of it.
"""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Iterable, Iterator
from typing import Any

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Kind, Question
from questionnaires.document.values import EntryValue, Filled, with_answer
from riskapp.shipped.core import core_document
from riskapp.tools.catalogue import ToolPlan
from riskapp.tools.mapping import core_guide

DAY = datetime.date(2026, 11, 30)
FEW = 10
# Lists to choose from keep their own keys: from the last one so many tabs lead to the next question.
TABS = 4

# What somebody answers for a first tool where nothing is proposed.
GIVEN = {
    "T-02": "Example",
    "T-03": "business",
    "T-04": ["change"],
    "T-05": "approve",
    "T-06": "laptop",
    "T-07": "project",
    "T-08": ["code_read"],
    "T-09": ["code_read"],
    "T-10": ["dev"],
    "T-11": "key",
    "T-12": "partner",
    "T-13": {"value": "30", "unit": "days"},
    "T-14": "2026-11-01",
    "T-15": "tool",
    "T-16": "vault",
    "T-17": "Ana",
    "T-18": ["files"],
    "T-19": "session",
    "T-20": ["eea"],
    "T-21": ["eea"],
    "T-23": {"value": "30", "unit": "days"},
    "T-24": "no_setting",
    "T-25": "dpa_std",
    "T-26": "list",
    "T-27": "min",
    "T-28": "admin",
    "T-29": "2026-11-01",
}


def offered() -> list[ToolPlan]:
    """The plans that can be chosen."""
    return [p for p in core_guide().catalogue.plans.values() if p.is_offered]


def proposed(plan: ToolPlan, *, is_short: bool) -> int:
    """How many answers are proposed for a first tool of a plan."""
    found = _answers(_chosen(plan), is_short=is_short)
    return len(core_guide().proposals(plan, found, "one"))


def first(plan: ToolPlan, *, is_short: bool) -> int:
    """The clicks of a first tool of a plan."""
    return _clicks(plan, (), is_short=is_short)


def keys(plan: ToolPlan, *, is_short: bool) -> tuple[int, int]:
    """The clicks of a first tool of a plan, and the keys that answer what is left."""
    found = _answers(_chosen(plan), is_short=is_short)
    now = confirmed = _confirmed(plan, found)
    pressed = 0
    for question in _left(confirmed):
        if question.id in GIVEN:
            pressed += _pressed(question, GIVEN[question.id])
            filled = with_answer(
                core_document(), now.filled, question, "one", GIVEN[question.id]
            )
            now = AnswerSet(core_document(), filled, DAY)
        else:
            pressed += 2 * len(now.places(question, "one")) + TABS
    return 2 + (confirmed.filled != found.filled), pressed


def _pressed(question: Question, given: Any) -> int:
    """The keys of an answer: a number where one is chosen; one more to go on where several are
    ticked, and behind a number, the name of each place, and all of them."""
    if question.kind is Kind.MULTI:
        return len(given) + 1
    if question.kind is Kind.NUMBER:
        return len(given["value"]) + 1
    if question.kind is Kind.COUNTRIES:
        return sum(len(code) + 1 for code in given) + 1
    assert question.kind is Kind.SINGLE
    return 1


def second(*, is_short: bool) -> Iterator[tuple[bool, int]]:
    """For each ordered pair of plans the clicks of the second tool, and whether both are of
    one provider."""
    for other in offered():
        entry = _answered(other, is_short=is_short)
        for plan in offered():
            is_alike = plan.provider == other.provider
            yield is_alike, _clicks(plan, (entry,), is_short=is_short)


def said(clicks: Iterable[int]) -> str:
    """The best, the median and the worst, as the table says them."""
    found = list(clicks)
    return f"{min(found)}, {statistics.median(found):.0f}, {max(found)}"


def share_of_few(clicks: Iterable[int]) -> int:
    """How many of a hundred take ten clicks or fewer."""
    found = list(clicks)
    return round(100 * sum(number <= FEW for number in found) / len(found))


def _chosen(plan: ToolPlan) -> EntryValue:
    return EntryValue("one", "TOOL", core_guide().answers_of(plan), catalogue=plan.id)


def _answers(*entries: EntryValue, is_short: bool) -> AnswerSet:
    return AnswerSet(core_document(), Filled(entries=entries, is_short=is_short), DAY)


def _left(found: AnswerSet) -> list[Question]:
    questions = core_document().section_by_code["TOOL"].questions
    return [
        q
        for q in questions
        if found.asks(q.id, "one") and found.state(q.id, "one") is State.OPEN
    ]


def _confirmed(plan: ToolPlan, found: AnswerSet) -> AnswerSet:
    """The same with everything confirmed that is proposed."""
    filled = found.filled
    for one in core_guide().proposals(plan, found, "one"):
        filled = with_answer(core_document(), filled, one.question, "one", one.value)
    return AnswerSet(core_document(), filled, DAY)


def _clicks(plan: ToolPlan, others: tuple[EntryValue, ...], *, is_short: bool) -> int:
    found = _answers(*others, _chosen(plan), is_short=is_short)
    confirmed = _confirmed(plan, found)
    return 2 + (confirmed.filled != found.filled) + len(_left(confirmed))


def _answered(plan: ToolPlan, *, is_short: bool) -> EntryValue:
    """A tool of a plan, with every answer."""
    found = _confirmed(plan, _answers(_chosen(plan), is_short=is_short))
    while open_ones := [q for q in _left(found) if q.id in GIVEN]:
        filled = found.filled
        for question in open_ones:
            given = GIVEN[question.id]
            filled = with_answer(core_document(), filled, question, "one", given)
        found = AnswerSet(core_document(), filled, DAY)
    (entry,) = found.filled.entries
    return EntryValue("first", "TOOL", entry.answers, catalogue=plan.id)
