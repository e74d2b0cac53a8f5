"""What a workbook tells whoever fills it in."""

from __future__ import annotations

from questionnaires.document.conditions import questions_of
from questionnaires.document.model import Kind, Question
from questionnaires.document.offline import layout
from questionnaires.document.offline.layout import Row
from questionnaires.document.words import say as _


def how_to_answer(question: Question) -> str:
    """What belongs into the cell of a question, and its guidance."""
    special = " ".join(
        _("Or choose “%(label)s”.") % {"label": option.label}
        for option in question.specials
    )
    how = {
        Kind.SINGLE: _("Choose one answer from the list."),
        Kind.MULTI: _("Choose “%(yes)s” at each that applies.")
        % {"yes": layout.yes_word()},
        Kind.DATE: _("A date as year-month-day, not after today."),
        Kind.TEXT: _("In your own words."),
        Kind.COUNTRIES: _("Countries by name or two letters, separated by semicolons."),
        Kind.LEGAL_BASES: _(
            "For each country outside the EEA that is named: the country, and the legal basis."
        ),
    }
    if question.kind is Kind.NUMBER:
        units = _(" or ").join(unit.label for unit in question.units)
        first = _("A number of %(units)s.") % {"units": units}
    else:
        first = how[question.kind]
    head = " ".join(filter(None, (first, special)))
    return "\n".join(filter(None, (head, question.guidance)))


def part_in_words(row: Row) -> str:
    """What one of the lines below a question is for."""
    if row.part == layout.OPTION:
        option = row.question.choice(row.code)
        return option.label if option else row.code
    if row.part == layout.UNIT:
        return _("Unit")
    if row.part == layout.COUNTRY:
        return _("Country %(number)s") % {"number": row.code}
    return _("Legal basis for country %(number)s") % {"number": row.code}


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
        _(
            "4. List each tool in columns of its own. When the new ones run out, upload this file and download it again."
        ),
        _(
            "5. Upload the file where you downloaded it. You see what would change before anything is saved."
        ),
    ]
