"""From plain data to a :class:`~.model.Document`, or to a list of faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.conditions import (
    ConditionReader,
    nesting,
    questions_of,
    terms,
)
from questionnaires.document.errors import DocumentError
from questionnaires.document.extending import Additions, extension
from questionnaires.document.model import (
    CheckCase,
    ConsistencyCheck,
    Country,
    Document,
    Question,
    Section,
)
from questionnaires.document.questions import QuestionReader
from questionnaires.document.short_form import read_short_form
from questionnaires.document.source import Path, Source, decoded, read_file, read_yaml

SCHEMA = 2
MAX_LEVELS = 100

_COUNTRY_KEYS = {"code", "name", "status", "aliases"}
_SECTION_KEYS = {"code", "title", "intro", "repeat", "questions"}
_TOP = {
    "schema",
    "id",
    "version",
    "title",
    "as_of",
    "minutes_per_entry",
    "seconds_per_question",
    "countries",
    "conditions",
    "profile",
    "sections",
    "short_form",
    "checks",
}


def load_source(path: FilePath) -> Source:
    """Read a questionnaire file and put the countries file it names in its place; raises
    DocumentError."""
    return _with_countries(read_file(path), path.parent)


def read_source(content: bytes, name: str) -> Source:
    """The same for what somebody sent: the countries are those that the product ships."""
    return _with_countries(read_yaml(decoded(content, name), name), None)


def _with_countries(source: Source, folder: FilePath | None) -> Source:
    data = source.data
    if isinstance(data, dict) and isinstance(data.get("countries"), str):
        name = data["countries"]
        if FilePath(name).name != name:
            raise DocumentError(
                (
                    source.fault(
                        ("countries",),
                        f"'{name[:80]}' is not a file beside it",
                        "a file name",
                    ),
                )
            )
        ours = extension().core
        shipped = ours.parent if ours else FilePath()
        beside = folder if folder and (folder / name).is_file() else shipped
        data["countries"] = read_file(beside / name).data
    return source


def load_document(path: FilePath, known: Collection[str] | None = None) -> Document:
    """Read and check a questionnaire file; raises DocumentError with every fault found.

    ``known`` are the names its keys may refer to outside of it; None accepts any.
    """
    return parse_document(load_source(path), known)


def document_from_data(data: Mapping[str, Any]) -> Document:
    """The document of a stored version; raises DocumentError where it cannot be read any
    more, without lines."""
    return parse_document(Source(data, {}, str(data.get("id", "document"))))


def parse_document(source: Source, known: Collection[str] | None = None) -> Document:
    """Check plain data and build the document; raises DocumentError with every fault found."""
    check = Checker(source)
    document = _Parser(check, known).document(source.data)
    check.done()
    return document


class _Parser:
    """Builds one document, part by part; what comes later may refer to what came before."""

    def __init__(self, check: Checker, known: Collection[str] | None) -> None:
        self.check = check
        self.known = known
        self._seen: set[tuple[str, str]] = set()

    def document(self, data: Any) -> Document:
        check = self.check
        top = check.mapping(data, (), _TOP | set(extension().document_keys))
        check.schema(top, SCHEMA)
        additions = extension().additions(check, top, self.known)
        countries, countries_as_of = self._countries(top.get("countries"), additions)
        additions.begin(countries)
        reader = QuestionReader(check, additions, has={key for key in top if top[key]})
        profile = tuple(
            reader.question(item, place, "", repeated=False)
            for item, place in check.items(top.get("profile"), ("profile",), 50)
        )
        sections = tuple(
            self._section(item, place, reader)
            for item, place in check.items(top.get("sections"), ("sections",), 100)
        )
        if not sections:
            check.fault(("sections",), "no sections", "at least one section")
        self._refuse_twins([s.code for s in sections], ("sections",), "section")
        repeating = [n for n, section in enumerate(sections) if section.repeat]
        for index in repeating[1:]:
            check.fault(
                ("sections", index, "repeat"),
                f"a second section that repeats, {sections[index].code}",
                "at most one",
            )
        everything = [*profile, *(q for section in sections for q in section.questions)]
        if len(everything) > 500:
            check.fault(("sections",), f"{len(everything)} questions", "at most 500")
        self._refuse_twins(
            [q.id for q in everything], ("sections",), "question", reader.places
        )
        questions = reader.with_options({q.id: q for q in everything})

        conditions = ConditionReader(
            check,
            questions,
            {s.code: s for s in sections},
            {"place": {c.status for c in countries.values()}, **additions.names()},
        )
        for name, condition in check.mapping(
            top.get("conditions") or {}, ("conditions",), top.get("conditions") or {}
        ).items():
            conditions.define(name, condition, ("conditions", name))
        everything_shown = reader.with_conditions(conditions, questions)
        profile = tuple(everything_shown[q.id] for q in profile)
        sections = tuple(
            _with_questions(section, everything_shown) for section in sections
        )
        self._refuse_circles_and_chains(everything_shown, reader.places)

        extra = additions.document(top, conditions)
        return Document(
            id=check.code(top, "id", ()),
            version=check.text(top, "version", (), need=True, most=20),
            title=check.text(top, "title", (), need=True, most=200),
            as_of=check.text(top, "as_of", (), most=10),
            profile=profile,
            sections=sections,
            checks=tuple(
                self._check(item, place, conditions)
                for item, place in check.items(top.get("checks"), ("checks",), 100)
            ),
            countries=countries,
            countries_as_of=countries_as_of,
            conditions=dict(conditions.named),
            entry_minutes=check.whole(top, "minutes_per_entry", (), 1, 240, 10),
            question_seconds=check.whole(top, "seconds_per_question", (), 1, 3600, 40),
            short_form=read_short_form(
                check,
                top,
                sections,
                additions.never_left_out(extra, conditions.named),
            ),
            extra=extra,
        )

    def _section(self, data: Any, path: Path, reader: QuestionReader) -> Section:
        check = self.check
        found = check.mapping(data, path, _SECTION_KEYS | set(extension().section_keys))
        code = check.code(found, "code", path, most=20)
        repeat = found.get("repeat") is not None
        extra: Mapping[str, Any] = {}
        if repeat:
            extra = check.mapping(
                found["repeat"], (*path, "repeat"), {"entry", "title_from"}
            )
        questions = tuple(
            reader.question(item, place, code, repeated=repeat)
            for item, place in check.items(
                found.get("questions"), (*path, "questions"), 500
            )
        )
        if not questions:
            check.fault(
                (*path, "questions"),
                f"section {code} has no questions",
                "at least one question",
            )
        title_from = check.text(extra, "title_from", (*path, "repeat"))
        if title_from and title_from not in {question.id for question in questions}:
            check.fault(
                (*path, "repeat", "title_from"),
                f"unknown question '{title_from}'",
                f"a question of {code}",
            )
        return Section(
            code=code,
            title=check.text(found, "title", path, need=True, most=200),
            intro=check.text(found, "intro", path),
            questions=questions,
            repeat=repeat,
            entry_name=check.text(extra, "entry", (*path, "repeat"), most=40) or "Entry"
            if repeat
            else "",
            entry_title=title_from,
            extra=reader.additions.section(found, path),
        )

    def _countries(
        self, data: Any, additions: Additions
    ) -> tuple[dict[str, Country], str]:
        if data is None:
            return {}, ""
        path: Path = ("countries",)
        found = self.check.mapping(
            data, path, {"schema", "as_of", "sources", "countries", "note"}
        )
        countries = self.check.each(
            found.get("countries"),
            (*path, "countries"),
            lambda item, place: self._country(item, place, additions),
            what="country",
            key="code",
            most=400,
        )
        return {country.code: country for country in countries}, self.check.text(
            found, "as_of", path, most=10
        )

    def _country(self, item: Any, place: Path, additions: Additions) -> Country:
        check = self.check
        found = check.mapping(
            item, place, _COUNTRY_KEYS | set(extension().country_keys)
        )
        code = check.code(found, "code", place)
        if not (len(code) == 2 and code.isascii() and code.isupper()):
            check.fault(
                (*place, "code"),
                f"country code '{code}'",
                "two capital letters (ISO 3166-1)",
            )
        return Country(
            code=code,
            name=check.text(found, "name", place, need=True, most=100),
            status=check.status(found, "status", place) or "",
            aliases=check.texts(found, "aliases", place),
            extra=additions.country(found, place),
        )

    def _check(
        self, data: Any, path: Path, conditions: ConditionReader
    ) -> ConsistencyCheck:
        check = self.check
        found = check.mapping(data, path, {"id", "title", "cases"})
        cases = []
        for item, place in check.items(found.get("cases"), (*path, "cases"), 50):
            case = check.mapping(item, place, {"each", "when", "text"})
            each = conditions.each(case, place)
            cases.append(
                CheckCase(
                    conditions.read(case.get("when"), (*place, "when"), each),
                    check.text(case, "text", place, need=True),
                    each,
                )
            )
        number = check.whole(found, "id", path, 1, 1000)
        self._once("check", str(number), path)
        return ConsistencyCheck(
            number, check.text(found, "title", path, need=True, most=200), tuple(cases)
        )

    def _once(self, what: str, name: str, path: Path) -> None:
        if (what, name) in self._seen:
            self.check.fault(path, f"{what} '{name}' stands twice", f"each {what} once")
        self._seen.add((what, name))

    def _refuse_twins(
        self,
        names: list[str],
        path: Path,
        what: str,
        places: Mapping[str, Path] | None = None,
    ) -> None:
        for name, count in Counter(names).items():
            if count > 1:
                self.check.fault(
                    (places or {}).get(name, path),
                    f"{what} '{name}' stands {count} times",
                    f"each {what} once",
                )

    def _refuse_circles_and_chains(
        self, questions: Mapping[str, Question], places: Mapping[str, Path]
    ) -> None:
        levels: dict[str, int] = {}

        def visit(name: str, trail: tuple[str, ...]) -> int:
            """How many levels must be seen through to know whether a question is shown."""
            if name in trail:
                circle = " -> ".join((*trail[trail.index(name) :], name))
                self.check.fault(
                    (*places[name], "show_if"),
                    f"a circle of conditions: {circle}",
                    "conditions that end",
                )
            elif name not in levels:
                question = questions[name]
                behind = (
                    *questions_of(question.show_if),
                    *question.places_from,
                    *filter(questions.__contains__, (question.offered_from,)),
                )
                below = [visit(other, (*trail, name)) for other in behind]
                levels[name] = 1 + nesting(question.show_if) + max(below, default=0)
            return levels.get(name, 0)

        for name, question in questions.items():
            if visit(name, ()) > MAX_LEVELS:
                self.check.fault(
                    (*places[name], "show_if"),
                    "a chain of conditions that is too long",
                    f"at most {MAX_LEVELS} levels",
                )
            for term in terms(question.show_if):
                added = extension().tests.get(term.test)
                if added is not None and not added.of_answers:
                    self.check.fault(
                        (*places[name], "show_if"),
                        f"{term.test} in show_if",
                        "a test on what was answered",
                    )


def _with_questions(section: Section, questions: Mapping[str, Question]) -> Section:
    return replace(section, questions=tuple(questions[q.id] for q in section.questions))
