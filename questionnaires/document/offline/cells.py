"""Cells of a file as they are filled in, and those that make up one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.document.model import Question
from questionnaires.document.offline.content import Complaint
from questionnaires.document.offline.labels import Labels
from questionnaires.document.words import say as _
from questionnaires.document.written import words_for

SEPARATOR = "|"
UNIT, OPTION = "unit", "option"


@dataclass(frozen=True, slots=True)
class CellRow:
    """One line of a sheet: a question, or a part of its answer."""

    question: Question
    part: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        """What the hidden column says."""
        return SEPARATOR.join(filter(None, (self.question.id, self.part, self.code)))


class Wrong(Exception):
    """A cell that cannot be understood."""

    def __init__(self, place: str, what: str, expected: str) -> None:
        super().__init__(what)
        self.complaint = Complaint(place, what, expected)


@dataclass(frozen=True)
class GivenCell:
    """What stands in one cell; its text is read when somebody asks for it, and raises Wrong
    where it cannot be read."""

    place: str
    read: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """What it says; raises Wrong."""
        return self.read()

    @property
    def says_yes(self) -> bool:
        """Whether it says yes; raises Wrong where it says neither yes nor no."""
        text = self.text.strip().casefold()
        if text in words_for("yes") or text == yes_word().casefold():
            return True
        if text in words_for("no"):
            return False
        raise Wrong(
            self.place,
            _("“%(word)s” says neither yes nor no") % {"word": text[:60]},
            _("“%(yes)s”, or an empty cell") % {"yes": yes_word()},
        )

    @property
    def says_not_applicable(self) -> bool:
        """Whether it says that the question does not apply; raises Wrong."""
        return self.text.strip().casefold() in words_for("not_applicable")

    def refuse_without_reason(self) -> None:
        """Raise Wrong where it says that the question does not apply: the reason is missing."""
        if self.says_not_applicable:
            raise Wrong(
                self.place,
                _("“%(word)s” without the reason is not saved")
                % {"word": self.text.strip()[:60]},
                _(
                    "an empty answer, and the reason beside it: “It does not apply, because”"
                ),
            )

    def code_of(self, labels: Labels) -> str:
        """The code of what was chosen; raises Wrong where it is none of them."""
        code = labels.code(self.text)
        if code is None:
            self.refuse_without_reason()
            raise Wrong(
                self.place,
                _("“%(word)s” is not one of the answers")
                % {"word": self.text.strip()[:60]},
                _("one of: %(offered)s") % {"offered": labels.offered},
            )
        return code


@dataclass(slots=True)
class Parts:
    """The cells of one question for one entry: the answer, why it does not apply, and by
    part and code what stands in the lines below."""

    place: str
    main: GivenCell | None = None
    reason: GivenCell | None = None
    more: dict[tuple[str, str], GivenCell] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in any of them."""
        return self.main is None and self.reason is None and not self.more

    @property
    def written(self) -> GivenCell | None:
        """The cell of the answer itself, where something stands in it; raises Wrong."""
        main = self.main
        return main if main is not None and main.text.strip() else None

    def answers(self) -> Iterator[GivenCell]:
        """Every cell that holds an answer."""
        if self.main is not None:
            yield self.main
        yield from self.more.values()


def yes_word() -> str:
    """What is written for a choice that applies."""
    return _("Yes")
