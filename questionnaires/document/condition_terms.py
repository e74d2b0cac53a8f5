"""The tests a term of a condition can put to one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from questionnaires.document.extending import extension
from questionnaires.document.meaning import amount, back, codes_of, date_of
from questionnaires.document.model import ConditionTerm, Document, Question, Test
from questionnaires.document.values import Value

if TYPE_CHECKING:
    from questionnaires.document.answer_set import AnswerSet


LONGEST_NAME = 8
# Looked up once: these are asked for hundreds of times a page.
_IS = Test.IS

_PUNCTUATION = str.maketrans({"(": " ", ")": " ", ",": " ", ".": " ", ";": " "})


def term_holds(answer_set: AnswerSet, term: ConditionTerm, entry_id: str) -> bool:
    """Whether one answer passes its test; what is hidden or open passes almost none."""
    question = answer_set.document.questions[term.question]
    entry = entry_id if question.repeated else ""
    test = term.test
    if test == _IS:  # nine in ten
        value = answer_set.value(term.question, entry)
        wanted = _codes(term)
        if value is None or isinstance(value, str):
            return value in wanted
        return any(code in wanted for code in codes_of(value))
    if test not in _OWN:
        return extension().tests[test].holds(answer_set, question, entry, term)
    value = answer_set.value(question.id, entry)
    if test == Test.ANSWERED:
        return (value is not None) is bool(term.argument)
    if value is None:
        return False
    if test == Test.EXCEEDS:
        return _exceeds(answer_set, question, value, str(term.argument), entry_id)
    if test == Test.OLDER_THAN:
        day = date_of(value)
        count, measure = _any(term)
        return day is not None and day < back(answer_set.as_of, count, measure)
    return _TESTS[test](answer_set, question, value, term)


def value_holds(
    answer_set: AnswerSet, question: Question, value: Value | None, term: ConditionTerm
) -> bool | None:
    """Whether a value that counts passes a test; None where more than the value decides."""
    holds = _TESTS.get(term.test)
    if holds is None:
        return None
    return value is not None and holds(answer_set, question, value, term)


def codes_for(document: Document, term: ConditionTerm) -> frozenset[str] | None:
    """The codes of which one has to be chosen for a term to hold; None where more decides."""
    if term.test == Test.IS:
        return frozenset(_codes(term))
    question = document.questions[term.question]
    if term.test == Test.LEVEL_AT_LEAST and _whole(term) > 0:
        return frozenset(
            option.code
            for option in question.options
            if (option.level or 0) >= _whole(term)
        )
    if term.test == Test.PLACE:
        return frozenset(
            code
            for code in (*document.countries, *question.choices)
            if document.place_status(question, code) in _codes(term)
        )
    return None


def _other_than(
    _answer_set: AnswerSet, _question: Question, value: Value, term: ConditionTerm
) -> bool:
    left_aside = _codes(term)
    return any(code not in left_aside for code in codes_of(value))


def _level(
    _answer_set: AnswerSet, question: Question, value: Value, term: ConditionTerm
) -> bool:
    chosen = codes_of(value)
    levels = [option.level or 0 for option in question.options if option.code in chosen]
    return max(levels, default=0) >= _whole(term)


def _at_most(
    _answer_set: AnswerSet, question: Question, value: Value, term: ConditionTerm
) -> bool:
    number = amount(question, value)
    return number is not None and number <= _any(term)


def _less_than(
    _answer_set: AnswerSet, question: Question, value: Value, term: ConditionTerm
) -> bool:
    number = amount(question, value)
    return number is not None and number < _any(term)


def _place(
    answer_set: AnswerSet, question: Question, value: Value, term: ConditionTerm
) -> bool:
    status_of = answer_set.document.place_status
    return any(status_of(question, code) in _codes(term) for code in codes_of(value))


def _only_place(
    answer_set: AnswerSet, question: Question, value: Value, term: ConditionTerm
) -> bool:
    status_of = answer_set.document.place_status
    named = codes_of(value)
    return bool(named) and all(
        status_of(question, code) in _codes(term) for code in named
    )


def _names_place(
    answer_set: AnswerSet, _question: Question, value: Value, term: ConditionTerm
) -> bool:
    """Whether a text such as "Example Inc., USA" ends with a country of a given status."""
    if not isinstance(value, str):
        return False
    words = value[-200:].translate(_PUNCTUATION).split()
    names = answer_set.document.country_names
    for count in range(min(len(words), LONGEST_NAME), 0, -1):
        status = names.get(" ".join(words[-count:]).casefold())
        if status is not None:
            return status in _codes(term)
    country = answer_set.document.countries.get(words[-1]) if words else None
    return country is not None and country.status in _codes(term)


def _exceeds(
    answer_set: AnswerSet,
    question: Question,
    value: Value,
    other_id: str,
    entry_id: str,
) -> bool:
    other = answer_set.document.questions[other_id]
    limit = amount(
        other, answer_set.value(other_id, entry_id if other.repeated else "")
    )
    number = amount(question, value)
    return number is not None and limit is not None and number > limit


def _codes(term: ConditionTerm) -> tuple[str, ...]:
    return term.argument  # type: ignore[return-value]  # the reader made it so


def _whole(term: ConditionTerm) -> int:
    return term.argument  # type: ignore[return-value]  # the reader made it so


def _any(term: ConditionTerm) -> Any:
    return term.argument


_TESTS: dict[str, Callable[[AnswerSet, Question, Value, ConditionTerm], bool]] = {
    Test.OTHER_THAN: _other_than,
    Test.LEVEL_AT_LEAST: _level,
    Test.AT_MOST: _at_most,
    Test.LESS_THAN: _less_than,
    Test.PLACE: _place,
    Test.ONLY_PLACE: _only_place,
    Test.NAMES_PLACE: _names_place,
}
_OWN = frozenset(Test)
