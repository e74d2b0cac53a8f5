"""What a product adds to questionnaires: keys, tests and kinds of its own, a view of its own.

A questionnaire file has one format. The keys this package does not know belong to the product
that registered an :class:`Extension`; its :class:`Additions` read and check them, with the
same refusals by line, and what they read is kept as ``extra`` of the question, the option, the
section, the country or the document, where this package never looks inside. Without an extension such keys
are refused like any other word nobody knows.
"""

# ruff: noqa: ARG002  # what adds nothing looks at nothing
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from questionnaires.document.topic import Topic

if TYPE_CHECKING:
    from questionnaires.document.answer_set import AnswerSet
    from questionnaires.document.checker import Checker
    from questionnaires.document.conditions import ConditionReader
    from questionnaires.document.kinds.base import QuestionKind
    from questionnaires.document.model import (
        Condition,
        ConditionTerm,
        Country,
        Document,
        Exact,
        Option,
        Question,
    )
    from questionnaires.document.source import Path


@dataclass(frozen=True, slots=True)
class AddedTest:
    """A test that a condition can put to one answer. ``kinds`` are those of the questions it
    can be put to (none: any). ``of_answers``: what was answered decides, so that it may also
    say whether another question is asked."""

    argument: Callable[[ConditionReader, Any, Path], object]
    holds: Callable[[AnswerSet, Question, str, ConditionTerm], bool]
    kinds: tuple[str, ...] = ()
    of_answers: bool = True


class Opinion(NamedTuple):
    """What is thought of an answer, why, and what would mend it; a weak one calls for a word
    of explanation."""

    is_weak: bool = False
    why: str = ""
    advice: str = ""


class FileKeys(NamedTuple):
    """What an answers file calls who answers, what is known of the work, and the entries of
    what repeats."""

    respondent: str = "respondent"
    profile: str = "profile"
    entries: str = "entries"


class Additions:
    """Reads what a product added to one document. This one reads nothing.

    ``data`` is the mapping in which the keys stand, ``path`` its place.
    """

    def country(self, data: Mapping[str, Any], path: Path) -> object:
        """What was added to a country."""

    def begin(self, countries: Mapping[str, Country]) -> None:
        """Look at the document as a whole, when its countries are known and nothing else."""

    def option(self, data: Mapping[str, Any], path: Path, option: Option) -> Option:
        """The option with what was added to it; special answers are options, too."""
        return option

    def question(
        self, data: Mapping[str, Any], path: Path, question: Question
    ) -> Question:
        """The question with what was added to it; no section: one of the profile."""
        return question

    def look_again(
        self,
        data: Mapping[str, Any],
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
    ) -> None:
        """Look at a question once more, when all others and all its options are known."""

    def names(self) -> Mapping[str, Collection[str]]:
        """What the arguments of added tests may name, by test."""
        return {}

    def section(self, data: Mapping[str, Any], path: Path) -> object:
        """What was added to a section."""

    def document(self, data: Mapping[str, Any], conditions: ConditionReader) -> object:
        """What was added to the document as a whole; it may ask conditions."""

    def never_left_out(
        self, extra: object, conditions: Mapping[str, Condition]
    ) -> Mapping[str, str]:
        """The questions that no short form may leave out, each with what it is: ``extra`` is
        what ``document`` gave, ``conditions`` are those with a name."""
        return {}


class Extension:
    """What a product adds. This one adds nothing: every key is the document's own."""

    # The questionnaire that the product ships; its countries and languages lie beside it.
    core: FilePath | None = None
    option_keys: Collection[str] = ()
    question_keys: Collection[str] = ()
    section_keys: Collection[str] = ()
    document_keys: Collection[str] = ()
    country_keys: Collection[str] = ()
    topic: Topic = (
        Topic()
    )  # what is asked about, in the texts of pages, mails and files
    file_keys: FileKeys = FileKeys()
    texts: Collection[str] = ()  # those of its keys whose values people read
    tests: Mapping[str, AddedTest] = {}
    kinds: Collection[QuestionKind] = ()  # of questions, beside those of this package
    statuses: Collection[str] = ()  # what places can count as; none: any word

    def additions(
        self,
        check: Checker,
        data: Mapping[str, Any],
        known: Collection[str] | None,
    ) -> Additions:
        """A reader for one document; ``known`` are the names its keys may refer to outside
        of the document, None accepts any."""
        return Additions()

    def country_code(self, word: str) -> str | None:
        """The code of a country by its code or name, where a document knows none."""

    def names_of(self, document: Document) -> Mapping[str, Collection[str]]:
        """As ``Additions.names``, of a document that was read before."""
        return {}

    def opinion(
        self, answer_set: AnswerSet, question_id: str, entry_id: str = ""
    ) -> Opinion:
        """What the product thinks of an answer."""
        return Opinion()

    def amounts_to(self, question: Question, number: Exact) -> str:
        """What a number, in the first unit of its question, amounts to in words; or ""."""
        return ""


_extension = Extension()


def extend_with(extension: Extension) -> None:
    """Let documents hold what a product adds, from now on; called once, at start."""
    global _extension  # noqa: PLW0603  # set once, at start
    _extension = extension


def extension() -> Extension:
    """What the product adds to its questionnaires."""
    return _extension
