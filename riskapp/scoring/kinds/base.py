"""What scoring knows of every kind of question."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import ClassVar

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.extending import AddedTest
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Option, Question
from questionnaires.document.values import Value
from riskapp.scoring.rated.model import UNRATED_OPTION, Evaluated, rated_option

NO_SCORE = Evaluated(None, "")
GOOD = 1  # up to this risk an answer is no weakness


class RatedKind(ABC):
    """One kind; the modules beside this one say what is different from here."""

    kind: ClassVar[str]
    rules: ClassVar[
        tuple[str, ...]
    ]  # by which an answer is scored; the first by default
    has_calendar: ClassVar[bool] = (
        False  # its bands are days or months that have passed
    )
    fits_profile: ClassVar[bool] = False  # it can say one level of an engagement
    needs_known: ClassVar[bool] = False  # "not known" there leaves it open here, too
    tests: ClassVar[Mapping[str, AddedTest]] = {}  # that conditions can put to it
    certain: ClassVar[
        Collection[str]
    ] = ()  # those passed by what is known of an answer
    sentences: ClassVar[tuple[str, ...]] = ()  # of its own, that reasons are made of

    def special(self, option: Option) -> Option:
        """A special answer, as it reads beside this kind of question."""
        return option

    def evaluate(
        self, answer_set: AnswerSet, question: Question, entry_id: str
    ) -> Evaluated:
        """The risk value of what was answered, 0 to 4 or None, and why."""
        value = answer_set.value(question.id, entry_id)
        if value is None:
            return NO_SCORE
        return self.evaluate_value(answer_set, question, value, entry_id)

    @abstractmethod
    def evaluate_value(
        self, answer_set: AnswerSet, question: Question, value: Value, entry_id: str
    ) -> Evaluated:
        """The risk value of this answer, 0 to 4 or None, and why."""

    def evaluate_code(self, _question: Question, _code: str) -> Evaluated | None:
        """The risk value of a code as the whole answer; None where more than it decides."""
        return None

    def alike(self, _question: Question, _value: Value) -> Hashable:
        """What answers to one document have in common that are always evaluated alike,
        whatever else was said, and on whatever day; None where more than that decides."""
        return None

    def hangs_on(self, _question: Question) -> tuple[str, ...]:
        """The questions without whose answers this one cannot be evaluated."""
        return ()

    @abstractmethod
    def best(
        self, answer_set: AnswerSet, question: Question, entry_id: str
    ) -> Iterator[Value]:
        """Good answers, the best first."""

    def kept(self, _within: Sequence[Option], _chosen: Collection[str]) -> Value | None:
        """What is left of the ``chosen`` codes when only the options ``within`` may be."""
        return None


def alone(option: Option) -> Evaluated:
    """The risk of one option."""
    own = rated_option(option)
    return Evaluated(own.risk, own.why)


def worst(options: Sequence[Option]) -> Evaluated:
    """The highest risk among options; None where none of them carries any."""
    most = UNRATED_OPTION
    for option in options:
        own = rated_option(option)
        if own.risk is not None and (most.risk is None or own.risk > most.risk):
            most = own
    if most.risk is None:
        return Evaluated(None, rated_option(options[0]).why if options else "")
    return Evaluated(most.risk, most.why)


def by_option(question: Question, value: Value) -> Evaluated:
    """The risk of the chosen option, or the highest among several."""
    if isinstance(value, str):
        option = question.choices.get(value)
        return alone(option) if option else NO_SCORE
    return worst([option for option in question.options if option.code in value])


def by_special(question: Question, value: Value) -> Evaluated:
    """The risk of a special answer beside a number or a date."""
    return worst([one for one in question.specials if one.code in codes_of(value)])


def best_first(options: Sequence[Option]) -> list[Option]:
    """The options that are good, or the best there are."""
    found = sorted(
        (option for option in options if not option.not_applicable),
        key=lambda option: (risk_of(option), option.level or 0),
    )
    least = max(GOOD, risk_of(found[0])) if found else GOOD
    return [option for option in found if risk_of(option) <= least]


def risk_of(option: Option) -> int:
    """The risk of an option; 0 where it carries none."""
    return rated_option(option).risk or 0


def good(evaluated: Sequence[tuple[int, Value]]) -> list[Value]:
    """The values that are good, or the best there are, with the best first."""
    found = sorted(evaluated, key=lambda row: row[0])
    least = max(GOOD, found[0][0])
    return [value for risk, value in found if risk <= least]


def highest(options: Sequence[Option]) -> Option | None:
    """The option of the highest level, the first of several; None of none."""
    return max(options, key=lambda option: option.level or 0, default=None)
