"""Read one question of a document: its options, units and bounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.conditions import ConditionReader
from questionnaires.document.extending import Additions, extension
from questionnaires.document.kinds.registry import kinds
from questionnaires.document.model import (
    Exact,
    Kind,
    Option,
    Question,
    Unit,
)
from questionnaires.document.source import Path

_KEYS = {
    "id",
    "text",
    "kind",
    "show_if",
    "options",
    "options_from",
    "specials",
    "units",
    "least",
    "most",
    "places_from",
    "evidence",
    "guidance",
}
_OPTION_KEYS = {
    "code",
    "label",
    "level",
    "not_applicable",
    "exclusive",
    "place",
    "aliases",
}
PERCENT = "percent"


class QuestionReader:
    """Reads questions first, and their conditions once every question is known."""

    def __init__(
        self, check: Checker, additions: Additions, *, has: Collection[str]
    ) -> None:
        self.check = check
        self.additions = additions
        self.keys = _KEYS | set(extension().question_keys)
        self.option_keys = _OPTION_KEYS | set(extension().option_keys)
        self.has = has
        self.places: dict[str, Path] = {}
        self._raw: dict[str, Mapping[str, Any]] = {}

    def question(
        self, data: Any, path: Path, section: str, *, repeated: bool
    ) -> Question:
        """One question without what refers to others; ``section`` is "" in the profile."""
        check = self.check
        found = check.mapping(data, path, self.keys)
        name = check.code(found, "id", path, most=32)
        self.places[name] = path
        self._raw[name] = found
        kind = (
            kinds()[found["kind"]].kind
            if check.one_of(found.get("kind"), (*path, "kind"), "kind", kinds())
            else Kind.TEXT
        )
        options = self._options(found, "options", path)
        specials = self._options(found, "specials", path)
        needs = kinds()[kind].needs
        if needs and needs not in self.has:
            check.fault((*path, "kind"), f"kind {kind}", f"a document with {needs}")
        units = self._units(found, path)
        least, most = self._bounds(found, path, kind, units)
        question = Question(
            id=name,
            text=check.text(found, "text", path, need=True),
            kind=kind,
            section=section,
            repeated=repeated,
            options=options,
            specials=specials,
            units=units,
            least=least,
            most=most,
            guidance=check.text(found, "guidance", path),
            evidence=check.text(found, "evidence", path),
        )
        kinds()[kind].check(check, path, question, copies="options_from" in found)
        return self.additions.question(found, path, question)

    def with_options(self, questions: Mapping[str, Question]) -> dict[str, Question]:
        """The questions with the options they copy from others."""
        return {
            name: self._with_copied(question, questions)
            for name, question in questions.items()
        }

    def _with_copied(
        self, question: Question, questions: Mapping[str, Question]
    ) -> Question:
        found = self._raw[question.id]
        place = (*self.places[question.id], "options_from")
        if "options_from" not in found or not self.check.one_of(
            found["options_from"], place, "question", questions
        ):
            return question
        options = questions[found["options_from"]].options
        if kinds()[question.kind].has_options and not options:
            self.check.fault(
                place,
                f"{found['options_from']} has no options of its own",
                "a question that lists its options",
            )
        return replace(question, options=options)

    def with_conditions(
        self, conditions: ConditionReader, questions: Mapping[str, Question]
    ) -> dict[str, Question]:
        """The questions with what refers to others: conditions and places."""
        finished = {}
        for name, question in questions.items():
            found, path = self._raw[name], self.places[name]
            changes: dict[str, Any] = {}
            if "show_if" in found:
                entry_of = question.section if question.repeated else ""
                changes["show_if"] = conditions.read(
                    found["show_if"], (*path, "show_if"), entry_of
                )
            asks_of = kinds()[question.kind].asks_of
            if asks_of:
                changes["places_from"] = self._companions(
                    found, "places_from", path, question, questions, asks_of
                )
            ready = replace(question, **changes)
            self.additions.look_again(found, path, ready, questions)
            finished[name] = ready
        return finished

    def _companions(
        self,
        found: Mapping[str, Any],
        key: str,
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
        kind: str,
    ) -> tuple[str, ...]:
        names = self.check.texts(found, key, path)
        if not names:
            self.check.fault(
                (*path, key),
                f"{question.id} names no question",
                "the questions that name its countries",
            )
        return tuple(
            n
            for n in names
            if self._companion(n, (*path, key), question, questions, kind)
        )

    def _companion(
        self,
        name: str,
        path: Path,
        question: Question,
        questions: Mapping[str, Question],
        kind: str,
    ) -> bool:
        siblings = {
            k
            for k, q in questions.items()
            if q.section == question.section and q.kind == kind and k != question.id
        }
        return self.check.one_of(name, path, "question", siblings)

    def _options(
        self, found: Mapping[str, Any], key: str, path: Path
    ) -> tuple[Option, ...]:
        def read(item: Any, place: Path) -> Option:
            data = self.check.mapping(item, place, self.option_keys)
            option = Option(
                code=self.check.code(data, "code", place),
                label=self.check.text(data, "label", place, need=True, most=300),
                level=self.check.whole(data, "level", place, 0, 4)
                if data.get("level") is not None
                else None,
                not_applicable=self.check.flag(data, "not_applicable", place),
                exclusive=self.check.flag(data, "exclusive", place),
                place=self._status(data, place),
                aliases=self.check.texts(data, "aliases", place),
            )
            return self.additions.option(data, place, option)

        return self.check.each(
            found.get(key), (*path, key), read, what="option", key="code", most=300
        )

    def _status(self, data: Mapping[str, Any], place: Path) -> str | None:
        """What the places count as that an answer stands for."""
        if "place" not in data:
            return None
        return self.check.status(data, "place", place)

    def _bounds(
        self,
        found: Mapping[str, Any],
        path: Path,
        kind: str,
        units: tuple[Unit, ...],
    ) -> tuple[Exact | None, Exact | None]:
        """The least and the most a number can mean, in the first unit."""
        least = self.check.number(found, "least", path)
        most = self.check.number(found, "most", path)
        if not kinds()[kind].has_bounds and (least, most) != (None, None):
            self.check.fault(path, f"bounds of a {kind}", "bounds of a number only")
        if least is not None and most is not None and least > most:
            self.check.fault(
                (*path, "least"), f"least {least} above most {most}", "least below most"
            )
        if most is None and units and units[0].code == PERCENT:
            most = 100  # in versions, too, that were published without bounds
        return least, most

    def _units(self, found: Mapping[str, Any], path: Path) -> tuple[Unit, ...]:
        def read(item: Any, place: Path) -> Unit:
            data = self.check.mapping(item, place, {"code", "label", "factor"})
            factor = self.check.number(data, "factor", place)
            if factor == 0:
                self.check.fault((*place, "factor"), "factor 0", "a number above 0")
            return Unit(
                self.check.code(data, "code", place),
                self.check.text(data, "label", place, need=True, most=40),
                factor or 1,
            )

        return self.check.each(
            found.get("units"), (*path, "units"), read, what="unit", key="code", most=10
        )
