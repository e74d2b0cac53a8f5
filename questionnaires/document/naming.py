"""What entries are called: no two alike, or nobody can tell which of them is meant."""

from __future__ import annotations

from questionnaires.document.characters import compared
from questionnaires.document.model import Document, Question
from questionnaires.document.values import Filled, Value
from questionnaires.document.words import say as _


def names_entries(document: Document, question: Question) -> bool:
    """Whether the answer to a question is what an entry is called."""
    return document.section_by_code[question.section].entry_title == question.id


def taken_by_another(
    document: Document,
    filled: Filled,
    question: Question,
    entry_id: str,
    value: Value | None,
) -> str:
    """The name of another entry that an answer would give to this one; "" where none has it."""
    if not isinstance(value, str) or not names_entries(document, question):
        return ""
    wanted = compared(value)
    for other in filled.entries:
        given = other.answers.get(question.id)
        if (
            other.id != entry_id
            and other.section == question.section
            and isinstance(given, str)
            and compared(given) == wanted
        ):
            return given[:80]
    return ""


def taken_words(name: str) -> str:
    """Why a name cannot be given once more, and what to do."""
    return _(
        "“%(name)s” is in the list already. Add what tells the two apart, such as the plan, the team or the version."
    ) % {"name": name}
