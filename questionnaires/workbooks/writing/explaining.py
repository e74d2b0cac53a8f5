"""What a workbook tells whoever fills it in."""

from __future__ import annotations

from questionnaires.document.conditions import questions_of
from questionnaires.document.extending import extension
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Question
from questionnaires.document.words import say as _


def how_to_answer(question: Question) -> str:
    """What belongs into the cell of a question, and its guidance."""
    special = " ".join(
        _("Or choose “%(label)s”.") % {"label": option.label}
        for option in question.specials
    )
    first = kind_of(question).how(question)
    head = " ".join(filter(None, (first, special)))
    return "\n".join(filter(None, (head, question.guidance)))


def when_asked(question: Question) -> str:
    """On which other answers a question depends."""
    if question.show_if is None:
        return _("always")
    about = ", ".join(dict.fromkeys(questions_of(question.show_if)))
    return _("depending on %(questions)s") % {"questions": about}


def advice(*, is_open: bool) -> list[str]:
    """How to fill in the workbook, line by line."""
    if not is_open:
        return [_("This is a copy of what was submitted. It cannot be uploaded.")]
    return [
        _(
            "1. Fill in the cells that are yellow or white. A yellow cell is still empty; grey ones take no answer."
        ),
        _(
            "2. Choose from the lists where there are some. Write values, not formulas. Leave a cell empty if you cannot answer yet."
        ),
        _(
            "3. If a question does not apply, leave the answer empty and write the reason beside it."
        ),
        f"4. {_(extension().topic.in_columns)}",
        _(
            "5. Upload the file where you downloaded it. You see what would change before anything is saved."
        ),
    ]
