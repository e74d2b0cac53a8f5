"""What the questions of another questionnaire have to do with ours; read from ``content``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Document
from questionnaires.document.source import Path, Source, read_file
from riskapp.shipped.core import core_document

CONTENT = FilePath(__file__).parent / "content"
SCHEMA = "other-questionnaire/1"
NUMBER = "number"  # instead of a word: the number itself, in the unit that follows


class QuestionRelation(StrEnum):
    """How a question of theirs lies to one of ours."""

    EQUAL = "equal"  # it asks the same: each answer is one of ours
    PART = "part"  # it asks a part of ours: only what is missing there settles ours
    MORE = "more"  # it asks for more than ours: what is there settles ours
    OVERLAPS = "overlaps"  # neither settles the other


class FileShape(StrEnum):
    """How answers are found in a file."""

    WORKBOOK = "workbook"
    RECORD = "record"  # one JSON object, by question


@dataclass(frozen=True, slots=True)
class MappedQuestion:
    """One question of theirs and one of ours, how they lie to each other, and why. ``answers``
    gives, for what is said there, the answer that it means here; a number in ``unit``."""

    theirs: str
    ours: str
    relation: QuestionRelation
    reason: str
    answers: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OtherForm:
    """One questionnaire of somebody else. In a workbook its ids stand in the first column of the
    ``sheets`` named and the answers in the third, or else below the two headings. A workbook whose first
    rows have one of the words of ``refuses`` is another version."""

    id: str
    title: str
    version: str
    licence: str
    source: str
    shape: FileShape
    known: frozenset[str]
    mapped: tuple[MappedQuestion, ...]
    sheets: tuple[str, ...] = ()
    id_heading: str = ""
    answer_heading: str = ""
    refuses: tuple[str, ...] = ()  # words that stand in files of another version
    names: tuple[str, ...] = ()  # words of which one stands in files of this version
    own: frozenset[str] = frozenset()  # ids that no other version has
    foreign: frozenset[str] = frozenset()  # ids that this version does not have

    @property
    def ids(self) -> frozenset[str]:
        """Every id that is looked for in a file."""
        return self.known | self.own | self.foreign


@cache
def core_forms() -> tuple[OtherForm, ...]:
    """Every questionnaire of others that is shipped, for the core questionnaire."""
    return tuple(
        parse_form(read_file(path), core_document())
        for path in sorted(CONTENT.glob("*.yaml"))
    )


def parse_form(source: Source, document: Document) -> OtherForm:
    """Check what is said of a questionnaire and build it; raises DocumentError with every
    fault: questions and answers of ours that do not exist are refused."""
    check = Checker(source)
    form = _form(check, document, source.data)
    check.done()
    return form


def _form(check: Checker, document: Document, data: Any) -> OtherForm:
    top = check.mapping(
        data,
        (),
        {
            "schema",
            "id",
            "title",
            "version",
            "licence",
            "source",
            "shape",
            "sheets",
            "id_heading",
            "answer_heading",
            "refuses",
            "names",
            "own",
            "foreign",
            "known",
            "mapped",
        },
    )
    check.schema(top, SCHEMA)
    shape = top.get("shape")
    is_shape = check.one_of(shape, ("shape",), "shape", list(FileShape))
    known = check.texts(top, "known", ())
    return OtherForm(
        id=check.code(top, "id", ()),
        title=check.text(top, "title", (), need=True, most=100),
        version=check.text(top, "version", (), need=True, most=60),
        licence=check.text(top, "licence", (), need=True, most=300),
        source=check.text(top, "source", (), need=True, most=300),
        shape=FileShape(str(shape)) if is_shape else FileShape.RECORD,
        known=frozenset(known),
        mapped=tuple(
            _mapped(check, document, known, item, path)
            for item, path in check.items(top.get("mapped"), ("mapped",), 500)
        ),
        sheets=check.texts(top, "sheets", ()),
        id_heading=check.text(top, "id_heading", (), most=60),
        answer_heading=check.text(top, "answer_heading", (), most=60),
        refuses=check.texts(top, "refuses", ()),
        names=check.texts(top, "names", ()),
        own=frozenset(check.texts(top, "own", ())),
        foreign=frozenset(check.texts(top, "foreign", ())),
    )


def _mapped(
    check: Checker, document: Document, known: tuple[str, ...], data: Any, path: Path
) -> MappedQuestion:
    found = check.mapping(
        data, path, {"theirs", "ours", "relation", "reason", "answers", "unit"}
    )
    asked = {name: q for name, q in document.questions.items() if q.section}
    relation = found.get("relation")
    is_relation = check.one_of(
        relation, (*path, "relation"), "relation", list(QuestionRelation)
    )
    ours = check.known(found, "ours", path, "question", asked)
    answers = found.get("answers") or {}
    if not isinstance(answers, Mapping):
        check.fault(
            (*path, "answers"), "no mapping", "what is answered there: our answer"
        )
        answers = {}
    if relation == QuestionRelation.OVERLAPS and answers:
        check.fault((*path, "answers"), "an answer from an overlap", "none")
    one = MappedQuestion(
        theirs=check.known(found, "theirs", path, "question of theirs", known),
        ours=ours,
        relation=QuestionRelation(str(relation))
        if is_relation
        else QuestionRelation.OVERLAPS,
        reason=check.text(found, "reason", path, need=True, most=400),
        answers={str(given): str(answer) for given, answer in answers.items()},
        unit=check.text(found, "unit", path, most=20),
    )
    if ours in asked:
        _check_answers(check, document, one, path)
    return one


def _check_answers(
    check: Checker, document: Document, one: MappedQuestion, path: Path
) -> None:
    """Each answer must be one of the question's; a number is tried with 1."""
    question = document.questions[one.ours]
    if question.repeated and one.answers:
        check.fault(
            path, "an answer about no entry in particular", "a question asked once"
        )
        return
    for answer in one.answers.values():
        raw = {"value": "1", "unit": one.unit} if answer == NUMBER else answer
        try:
            clean(document, question, raw, as_of=datetime.date.max)
        except AnswerError as error:
            check.fault((*path, "answers"), f"no answer of {one.ours}", str(error.text))
