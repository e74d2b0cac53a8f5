"""Statements that hardly go together: the consistency checks of a document, put to its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Condition
from questionnaires.document.values import EntryValue


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that hardly go together; ``questions`` are those they come from.

    ``check`` is the consistency check that says so, 0 for one that is none of the document's;
    ``entry`` and ``entry_title`` name the entry it is about, "" where it is about none.
    ``is_missing``: they cannot be compared, because the answers to ``questions`` are missing.
    """

    check: int
    title: str
    text: str
    entry_title: str = ""
    entry: str = ""
    questions: tuple[str, ...] = ()
    is_missing: bool = False


def contradictions(answer_set: AnswerSet) -> tuple[Contradiction, ...]:
    """Every consistency check that warns, with the statements it compares."""
    return tuple(
        about(entry, check.id, check.title, case.text, because)
        for check in answer_set.document.checks
        for case in check.cases
        for entry, because in holding(answer_set, case.when, case.each)
    )


def holding(
    answer_set: AnswerSet, when: Condition, each: str
) -> Iterator[tuple[EntryValue | None, tuple[str, ...]]]:
    """The entries of a section for which a condition holds, each with the questions that made
    it so; without a section (``""``) it is asked once, and the entry is None."""
    for entry in answer_set.entries(each) if each else (None,):
        entry_id = entry.id if entry else ""
        if answer_set.holds(when, entry_id):
            yield entry, answer_set.because(when, entry_id)


def about(
    entry: EntryValue | None,
    check: int,
    title: str,
    text: str,
    questions: tuple[str, ...],
    *,
    is_missing: bool = False,
) -> Contradiction:
    """A contradiction among the answers of an entry, or among the others."""
    return Contradiction(
        check=check,
        title=title,
        text=text,
        entry_title=entry.title if entry else "",
        entry=entry.id if entry else "",
        questions=questions,
        is_missing=is_missing,
    )
