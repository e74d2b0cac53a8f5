"""The questionnaire as an answers file to fill in, and what a filled one says, line by line.

The format is that of ``document.answers_file``; every question stands in it with its choices
as comments, and a question without a value is one that says nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import (
    KEYS,
    MAX_ENTRIES,
    QuotingDumper,
    name_in,
    read_source,
)
from questionnaires.document.checker import Checker
from questionnaires.document.errors import DocumentError
from questionnaires.document.extending import extension
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Document, Question, Section
from questionnaires.document.offline.content import (
    Complaint,
    FileAnswer,
    FileContent,
    FileEntry,
)
from questionnaires.document.offline.cover import Cover
from questionnaires.document.offline.layout import Choices
from questionnaires.document.source import Path
from questionnaires.document.words import say as _

WIDE = 1_000_000_000  # never break a value over lines
MAX_COMMENT = 400
MAX_LISTED = 40


def write_questions(
    answer_set: AnswerSet, cover: Cover, *, sections: Callable[[str], bool]
) -> str:
    """YAML with every question of the sections that ``sections`` says yes to, and what is
    answered so far; hidden answers are left out."""
    return "\n".join(_Writer(answer_set, cover, sections).lines()) + "\n"


def read_questions(text: str, name: str, document: Document) -> FileContent:
    """What an answers file says about a document.

    Raises DocumentError where it is no YAML or belongs to another questionnaire; what is
    wrong with a single answer is told at its line.
    """
    check = Checker(read_source(text, name))
    top = check.mapping(check.source.data, (), KEYS | set(extension().file_keys))
    wanted = check.text(top, "questionnaire", (), need=True, most=120)
    if wanted.partition("@")[0] != document.id:
        check.fault(
            ("questionnaire",),
            _("the file belongs to the questionnaire “%(name)s”") % {"name": wanted},
            document.id,
        )
        raise DocumentError(tuple(check.faults))
    return _Reader(check, document).says(top, wanted)


class _Writer:
    """Writes one answers file."""

    def __init__(
        self, answer_set: AnswerSet, cover: Cover, sections: Callable[[str], bool]
    ) -> None:
        self.answer_set = answer_set
        self.cover = cover
        self.sections = sections
        self.choices = Choices(answer_set.document)
        self.keys = extension().file_keys

    def lines(self) -> Iterator[str]:
        document, cover = self.answer_set.document, self.cover
        listed = [part for part in document.sections if self.sections(part.code)]
        yield f"# {_line(document.title)}"
        yield f"# {_line(cover.asked_by)}: {_line(cover.about)}"
        yield "# " + _(
            "Write a value behind the colon. What is left empty changes nothing."
        )
        yield f"questionnaire: {_value(f'{document.id}@{document.version}')}"
        if self.answer_set.filled.is_short:
            yield "form: short"
        yield f"as_of: {_value(cover.made_on.isoformat())}"
        yield f"{self.keys.respondent}: {_value({'name': cover.respondent})}"
        if cover.is_open:
            source = {"response": cover.response, "change": cover.change}
            yield f"downloaded: {_value(source)}"
        yield "answers:"
        for section in listed:
            if not section.repeat:
                yield ""
                yield f"  # {_line(section.title)}"
                for question in self.answer_set.form_of(section):
                    yield from self._about(question, "  ")
                    yield self._answer_text(question, "", "  ")
        repeating = [section for section in listed if section.repeat]
        for section in repeating[:1]:
            yield from self._entries(section)

    def _entries(self, section: Section) -> Iterator[str]:
        entries = self.answer_set.entries(section.code)
        yield ""
        yield f"# {_line(section.title)}"
        questions = self.answer_set.form_of(section)
        for question in questions:
            yield from self._about(question, "")
        yield f"{self.keys.entries}:"
        for entry in entries:
            yield f"  - id: {_value(entry.id)}"
            yield f"    name: {_value(entry.title)}"
            yield "    answers:"
            for question in questions:
                yield self._answer_text(question, entry.id, "      ")
        if self.cover.is_open and self.cover.takes_entries:
            yield "  # " + _("One more, as often as you need it, without the # signs:")
            yield "  # - answers:"
            for question in questions:
                yield f"  #     {question.id}:"

    def _about(self, question: Question, indent: str) -> Iterator[str]:
        yield f"{indent}# {question.id}: {_line(question.text)}"
        for words in self._choices(question):
            yield f"{indent}#   {_line(words)}"

    def _choices(self, question: Question) -> Iterator[str]:
        kind = kind_of(question)
        yield from kind.explained(self.answer_set.document, question)
        for option in kind.listed(question)[:MAX_LISTED]:
            yield f"{option.code} = {option.label}"

    def _answer_text(self, question: Question, entry_id: str, indent: str) -> str:
        value = self.answer_set.value(question.id, entry_id)
        words = f" {_value(value)}" if value is not None else ""
        return f"{indent}{question.id}:{words}"


class _Reader:
    """Reads what one answers file says."""

    def __init__(self, check: Checker, document: Document) -> None:
        self.check = check
        self.document = document
        self.keys = extension().file_keys
        self.answers: list[FileAnswer] = []
        self.entries: list[FileEntry] = []

    def says(self, top: Mapping[str, Any], questionnaire: str) -> FileContent:
        plain = {
            question.id: question
            for section in self.document.sections
            if not section.repeat
            for question in section.questions
        }
        self._answers(top.get("answers"), ("answers",), plain, "")
        self._entries(top)
        notices = [
            _("“%(key)s” in the file is left aside: it is not for you to say.")
            % {"key": key}
            for key in (self.keys.profile, "evidence")
            if top.get(key)
        ]
        source = self.check.mapping(
            top.get("downloaded") or {}, ("downloaded",), {"response", "change"}
        )
        change = source.get("change")
        return FileContent(
            questionnaire=questionnaire,
            response=str(source.get("response") or "")[:60],
            change=change if _is_number(change) else None,
            answers=tuple(self.answers),
            entries=tuple(self.entries),
            complaints=tuple(
                Complaint(_at(fault.line), fault.what, fault.expected)
                for fault in sorted(self.check.faults)
            ),
            notices=tuple(notices),
        )

    def _entries(self, top: Mapping[str, Any]) -> None:
        key = self.keys.entries
        repeating = [section for section in self.document.sections if section.repeat]
        if not repeating:
            if top.get(key):
                self.check.fault(
                    (key,),
                    _("“%(key)s” lists something") % {"key": key},
                    _("none: nothing repeats here"),
                )
            return
        section = repeating[0]
        questions = {question.id: question for question in section.questions}
        for number, (item, place) in enumerate(
            self.check.items(top.get(key), (key,), MAX_ENTRIES), start=1
        ):
            data = self.check.mapping(item, place, {"id", "name", "answers"})
            ref = f"new-{number}"
            self.entries.append(
                FileEntry(
                    ref=ref,
                    section=section.code,
                    place=self._line(place),
                    id=self.check.text(data, "id", place, most=60),
                    name=name_in(self.check, data, place),
                )
            )
            self._answers(data.get("answers"), (*place, "answers"), questions, ref)

    def _answers(
        self, data: Any, path: Path, questions: Mapping[str, Question], ref: str
    ) -> None:
        for key, raw in self.check.mapping(data or {}, path, questions).items():
            if key in questions and raw is not None:
                self.answers.append(FileAnswer(self._line((*path, key)), key, ref, raw))

    def _line(self, path: Path) -> str:
        return _at(self.check.source.line(path))


def _at(line: int) -> str:
    return _("line %(number)s") % {"number": line}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _value(value: Any) -> str:
    """One value on one line, quoted wherever some reader might take it for something else."""
    text = yaml.dump(
        value,
        Dumper=QuotingDumper,
        default_flow_style=True,
        default_style=None if isinstance(value, dict | list) else '"',
        allow_unicode=True,
        width=WIDE,
        sort_keys=False,
    )
    text = text.removesuffix("...\n").strip("\n")
    if "\n" in text:  # a reason of several lines inside its mapping
        inner = ", ".join(f"{_value(k)}: {_value(v)}" for k, v in value.items())
        return f"{{{inner}}}"
    return text


def _line(words: str) -> str:
    """Words for a comment: one line of characters that can be shown."""
    kept = "".join(
        c for c in " ".join(words.split()) if unicodedata.category(c)[0] != "C"
    )
    return kept if len(kept) <= MAX_COMMENT else f"{kept[:MAX_COMMENT]}…"
