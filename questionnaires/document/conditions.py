"""Conditions as data: read them, and find which questions they look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.extending import extension
from questionnaires.document.kinds.registry import kinds
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Document,
    Exact,
    Not,
    Question,
    Section,
    Test,
)
from questionnaires.document.source import Path

NEVER: Condition = AnyOf(())
MAX_PARTS = 20_000
MAX_NESTING = 30

_HEADS = ("all", "any", "not", "condition", "any_entry", "question")
_TESTS = {test.value for test in Test}


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions against the questions, sections and names of one document; ``names``
    are those that the arguments of added tests may take, by test."""

    check: Checker
    questions: Mapping[str, Question]
    sections: Mapping[str, Section]
    names: Mapping[str, Collection[str]]
    named: dict[str, Condition] = field(default_factory=dict)
    _parts: int = 0  # of all conditions read, with those behind every name
    _parts_of: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, check: Checker, document: Document) -> ConditionReader:
        """For conditions on the answers to a document that was read before."""
        return cls(
            check,
            document.questions,
            document.section_by_code,
            {
                "place": {country.status for country in document.countries.values()},
                **extension().names_of(document),
            },
            dict(document.conditions),
        )

    def define(self, name: str, data: Any, path: Path) -> None:
        """Read a condition that those after it may use by its name; one that is faulty never
        holds."""
        before = self._parts
        condition = self.read(data, path, "*")
        if nesting(condition) > MAX_NESTING:
            self.check.fault(
                path, f"'{name}' is too deeply nested", f"at most {MAX_NESTING} levels"
            )
            condition = NEVER
        self.named[name] = condition
        self._parts_of[name] = self._parts - before

    def read(self, data: Any, path: Path, entry_of: str = "") -> Condition:
        """A condition, NEVER with a fault where it cannot be read; ``entry_of`` is the repeating
        section whose entry it is asked in, "" for the response as a whole, "*" for any."""
        tests = _TESTS | extension().tests.keys()
        known = {*_HEADS, "where", *tests}
        found = self.check.mapping(data, path, known)
        if not isinstance(data, Mapping) or not self._has_room(1, path):
            return NEVER
        heads = [word for word in _HEADS if word in found]
        if len(heads) != 1:
            self.check.fault(
                path,
                "a condition without one clear head",
                "one of all, any, not, condition, any_entry, question",
            )
            return NEVER
        head = heads[0]
        beside = {"any_entry": {"where"}, "question": tests}.get(head, set())
        for word in sorted(known & set(found) - {head} - beside):
            self.check.fault(
                (*path, word), f"'{word}' beside '{head}'", f"'{head}' alone"
            )
        if head in ("all", "any"):
            parts = tuple(
                self.read(item, place, entry_of)
                for item, place in self.check.items(found[head], (*path, head), 50)
            )
            if not parts:
                self.check.fault(
                    (*path, head), f"'{head}' holds no condition", "at least one"
                )
            return All(parts) if head == "all" else AnyOf(parts)
        if head == "not":
            return Not(self.read(found["not"], (*path, "not"), entry_of))
        if head == "condition":
            return self._named(found["condition"], (*path, "condition"), entry_of)
        if head == "any_entry":
            return self._any_entry(found, path)
        return self._term(found, path, entry_of)

    def each(self, case: Mapping[str, Any], path: Path) -> str:
        """The repeating section whose entries a case is put to one by one, or ""."""
        section = case.get("each")
        repeating = [code for code, item in self.sections.items() if item.repeat]
        if section is None or not self.check.one_of(
            section, (*path, "each"), "repeating section", repeating
        ):
            return ""
        return str(section)

    def _named(self, name: Any, path: Path, entry_of: str) -> Condition:
        if not self.check.one_of(name, path, "named condition", self.named):
            return NEVER
        if not self._has_room(self._parts_of.get(name, 1), path):
            return NEVER
        condition = self.named[name]
        for section in sorted(_entries_needed(condition, self.questions)):
            if entry_of not in {section, "*"}:
                self.check.fault(
                    path,
                    f"'{name}' looks at one entry of {section}",
                    f"a place inside {section}",
                )
        return condition

    def _any_entry(self, found: Mapping[str, Any], path: Path) -> Condition:
        section = found["any_entry"]
        repeating = [code for code, item in self.sections.items() if item.repeat]
        if not self.check.one_of(
            section, (*path, "any_entry"), "repeating section", repeating
        ):
            return NEVER
        if "where" not in found:
            return AnyEntry(section)
        return AnyEntry(section, self.read(found["where"], (*path, "where"), section))

    def _term(self, found: Mapping[str, Any], path: Path, entry_of: str) -> Condition:
        name = found["question"]
        if not self.check.one_of(name, (*path, "question"), "question", self.questions):
            return NEVER
        question = self.questions[name]
        self._check_entry(question, (*path, "question"), entry_of)
        added = extension().tests
        tests = [key for key in found if key in _TESTS or key in added]
        if len(tests) != 1:
            self.check.fault(path, f"{len(tests)} tests on {name}", "exactly one test")
            return NEVER
        test = tests[0]
        place = (*path, test)
        takers = added[test].kinds if test in added else _takers(test)
        if takers and question.kind not in takers:
            self.check.fault(
                place,
                f"'{test}' on a question of kind {question.kind}",
                "one of kind " + " or ".join(takers),
            )
            return NEVER
        argument = self._argument(question, test, found[test], place)
        if test == Test.EXCEEDS:
            self._check_entry(self.questions[str(argument)], place, entry_of)
        return ConditionTerm(name, test, argument)

    def _check_entry(self, question: Question, path: Path, entry_of: str) -> None:
        if question.repeated and entry_of not in {question.section, "*"}:
            self.check.fault(
                path,
                f"{question.id} is asked once per entry",
                "any_entry, or a rule with each",
            )

    def _has_room(self, parts: int, path: Path) -> bool:
        """Names inside names can grow without end; refuse that once, at its place."""
        had_room = self._parts <= MAX_PARTS
        self._parts += parts
        if self._parts <= MAX_PARTS:
            return True
        if had_room:
            self.check.fault(
                path, "too many conditions inside conditions", f"at most {MAX_PARTS}"
            )
        return False

    def _argument(self, question: Question, test: str, data: Any, path: Path) -> object:
        if test in extension().tests:
            return extension().tests[test].argument(self, data, path)
        if test in (Test.IS, Test.OTHER_THAN):
            codes = {option.code for option in (*question.options, *question.specials)}
            return self.codes(data, path, f"answer of {question.id}", codes)
        if test == Test.LEVEL_AT_LEAST:
            return self.check.whole({test: data}, test, path[:-1], 0, 4)
        if test in (Test.AT_MOST, Test.LESS_THAN):
            return self._amount(question, data, path)
        if test == Test.OLDER_THAN:
            return self._age(data, path)
        if test == Test.EXCEEDS:
            numbers = [
                key
                for key, item in self.questions.items()
                if item.kind in _takers(test)
            ]
            return (
                data
                if self.check.one_of(data, path, "number question", numbers)
                else question.id
            )
        if test == Test.ANSWERED:
            if not isinstance(data, bool):
                self.check.fault(
                    path, "'answered' is not true or false", "true or false"
                )
            return data is True
        statuses = extension().statuses or self.names.get("place", ())
        return self.codes(data, path, "status", statuses)

    def codes(
        self, data: Any, path: Path, what: str, allowed: Collection[str]
    ) -> tuple[str, ...]:
        """The codes an argument lists; others than those allowed are faults and left out, and so
        is an empty list."""
        codes = tuple(
            item
            for item, place in self.check.items(data, path)
            if self.check.one_of(item, place, what, allowed)
        )
        if not codes:
            self.check.fault(path, "an empty list", f"at least one {what}")
        return codes

    def _amount(self, question: Question, data: Any, path: Path) -> Exact:
        found = self.check.mapping(data, path, {"value", "unit"})
        value = self.check.number(found, "value", path)
        units = {unit.code: unit.factor for unit in question.units}
        unit = found.get("unit", next(iter(units), ""))
        if value is None or not self.check.one_of(unit, (*path, "unit"), "unit", units):
            if "value" not in found:
                self.check.fault(path, "no value", "value and unit")
            return 0
        return value * units[unit]

    def _age(self, data: Any, path: Path) -> tuple[int, str]:
        found = self.check.mapping(data, path, {"days", "months"})
        if len(found) != 1:
            self.check.fault(path, "an age without a unit", "days or months")
            return (0, "days")
        measure = next(iter(found))
        return (self.check.whole(found, measure, path, 0, 10_000), measure)


def _takers(test: str) -> tuple[str, ...]:
    """The kinds of questions that a test can be put to; none where it can be put to any."""
    return tuple(name for name, kind in kinds().items() if test in kind.tests)


def nesting(condition: Condition | None) -> int:
    """How many levels a condition has; a single test has one."""
    if condition is None:
        return 0
    if isinstance(condition, All | AnyOf):
        return 1 + max((nesting(part) for part in condition.conditions), default=0)
    if isinstance(condition, Not):
        return 1 + nesting(condition.condition)
    return 1 + nesting(condition.where) if isinstance(condition, AnyEntry) else 1


def terms(condition: Condition | None) -> Iterator[ConditionTerm]:
    """Every term of a condition, in its order."""
    if condition is None:
        return
    if isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from terms(part)
    elif isinstance(condition, Not):
        yield from terms(condition.condition)
    elif isinstance(condition, AnyEntry):
        yield from terms(condition.where)
    else:
        yield condition


def questions_of(condition: Condition | None) -> Iterator[str]:
    """Every question a condition looks at."""
    for term in terms(condition):
        yield term.question
        if term.test == Test.EXCEEDS:
            yield str(term.argument)


def _entries_needed(
    condition: Condition, questions: Mapping[str, Question]
) -> set[str]:
    """The repeating sections whose entry a condition needs to be asked in."""
    if isinstance(condition, AnyEntry):
        return set()
    if isinstance(condition, All | AnyOf):
        return {
            s for part in condition.conditions for s in _entries_needed(part, questions)
        }
    if isinstance(condition, Not):
        return _entries_needed(condition.condition, questions)
    names = [condition.question]
    if condition.test == Test.EXCEEDS:
        names.append(str(condition.argument))
    return {
        questions[name].section
        for name in names
        if name in questions and questions[name].repeated
    }
