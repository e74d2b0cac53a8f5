"""Statements that hardly go together: the consistency checks of a document, put to its answers."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that hardly go together; ``questions`` are those they come from.

    ``is_missing``: they cannot be compared, because the answers to ``questions`` are missing.
    """

    check: int
    title: str
    text: str
    tool: str = ""
    entry: str = ""
    questions: tuple[str, ...] = ()
    is_missing: bool = False


def contradictions(answer_set: AnswerSet) -> tuple[Contradiction, ...]:
    """Every consistency check that warns, with the statements it compares."""
    found = []
    for check in answer_set.document.checks:
        for case in check.cases:
            for entry in answer_set.entries(case.each) if case.each else (None,):
                entry_id = entry.id if entry else ""
                if answer_set.holds(case.when, entry_id):
                    found.append(
                        Contradiction(
                            check=check.id,
                            title=check.title,
                            text=case.text,
                            tool=entry.title if entry else "",
                            entry=entry_id,
                            questions=answer_set.because(case.when, entry_id),
                        )
                    )
    return tuple(found)
