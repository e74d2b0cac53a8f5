"""The short form of a questionnaire: what is asked where less is at stake.

It is a list of questions in the document itself. What it leaves out is never asked, and so is
never answered: it must not decide whether something else is asked, or what an answer means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.conditions import questions_of
from questionnaires.document.model import Question, Section

KEY = "short_form"


def read_short_form(
    check: Checker,
    top: Mapping[str, Any],
    sections: Sequence[Section],
    never_left_out: Mapping[str, str],
) -> tuple[str, ...]:
    """The questions of the short form in the order of the document; () where there is none.

    Faults are questions that nobody knows or that stand twice, a list that leaves out what it
    needs (``never_left_out``: by question what it is), and one that leaves out nothing.
    """
    if KEY not in top:
        return ()
    asked = {q.id: q for section in sections for q in section.questions}
    named: set[str] = set()
    for place, name in enumerate(check.all_known(top, KEY, (), "question", asked)):
        if name in named:
            check.fault(
                (KEY, place), f"question '{name}' stands twice", "each question once"
            )
        named.add(name)
    needed = dict(never_left_out) | dict(_needed(sections, named))
    for name in asked:
        if name in needed and name not in named:
            check.fault(
                (KEY,),
                f"the short form leaves out {name}, {needed[name]}",
                f"{name} in it",
            )
    if named.issuperset(asked):
        check.fault((KEY,), "a short form that leaves out nothing", "fewer questions")
    return tuple(name for name in asked if name in named)


def _needed(sections: Sequence[Section], named: set[str]) -> Iterator[tuple[str, str]]:
    for section in sections:
        if section.entry_title:
            yield section.entry_title, f"which names the entries of {section.code}"
        for question in section.questions:
            if question.id in named:
                for other in _behind(question):
                    yield other, f"on which {question.id} hangs"


def _behind(question: Question) -> Iterator[str]:
    """The questions without whose answers nobody knows whether and how one is asked."""
    yield from questions_of(question.show_if)
    yield from question.places_from
    if question.offered_from:
        yield question.offered_from
