"""One answer after the other of a file, held against what is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Question
from questionnaires.document.naming import taken_by_another, taken_words
from questionnaires.document.offline.comparing.entries import Entries
from questionnaires.document.offline.comparing.lines import (
    ComparedLine,
    Comparison,
    LineChange,
    Stored,
)
from questionnaires.document.offline.content import FileAnswer, FileContent, Key
from questionnaires.document.values import EntryValue, Filled, Value, with_answer
from questionnaires.document.wording import display_text
from questionnaires.document.words import say as _


def compare(
    says: FileContent, stored: Stored, *, take: Collection[str] = ()
) -> Comparison:
    """Hold a file against what is stored; ``take`` names conflicts in which the file wins."""
    return _Comparing(says, stored, take).result()


class _Comparing:
    """One comparison while it is made."""

    def __init__(
        self, says: FileContent, stored: Stored, take: Collection[str]
    ) -> None:
        self.says = says
        self.stored = stored
        self.take = take
        self.document = stored.answer_set.document
        self.filled = stored.answer_set.filled
        self.entries = Entries(says, stored)
        self.lines: list[ComparedLine] = list(self.entries.faults)
        self.unchanged: list[Key] = []

    def result(self) -> Comparison:
        for one in (*self.entries.names(), *self.says.answers):
            self._look(one)
        for ref, entry in self.entries.gone.items():
            if ref in self.entries.speaking:
                self._fault(
                    entry.place,
                    _("this is not in the list any more, or stands here twice"),
                    _("bring it back on the page first, or leave it out"),
                )
        self._drop_unasked()
        new = {line.entry for line in self.lines if line.change is LineChange.NEW}
        for complaint in self.says.complaints:
            self._fault(complaint.place, complaint.what, complaint.expected)
        return Comparison(
            lines=tuple(self.lines),
            new_entries=tuple(
                entry for ref, entry in self.entries.new.items() if ref in new
            ),
            unchanged=len(self.unchanged),
            unconfirmed=sum(key in self.filled.set_aside for key in self.unchanged),
        )

    def _look(self, one: FileAnswer) -> None:
        """One answer of the file."""
        if (
            one.entry
            and one.entry not in self.entries.refs
            and one.entry not in self.entries.new
        ):
            return  # told once for the whole entry
        question = self.document.questions[one.question]
        key = (question.id, self.entries.refs.get(one.entry, one.entry))
        is_mine = self.stored.may_answer(question.section)
        now = self._now(key)
        if one.complaint is not None:
            if is_mine:
                self._faulty(one, key, one.complaint.what, one.complaint.expected)
                self.lines[-1] = replace(self.lines[-1], place=one.complaint.place)
            return
        if one.raw is None:
            if is_mine and (one.question, one.entry) in self._given and now is not None:
                self._differs(one, key, None)
            return
        try:
            value = clean(
                self.document,
                question,
                one.raw,
                as_of=self.stored.latest or self.stored.today,
            )
        except AnswerError as error:
            if is_mine:
                self._faulty(one, key, error.text, "")
            return
        if value == now:
            self.unchanged.append(key)
        elif not is_mine:
            self._not_yours(one, question)
        else:
            self._differs(one, key, value)

    @property
    def _given(self) -> frozenset[Key]:
        return self.says.given if self.stored.is_own else frozenset()

    def _now(self, key: Key) -> Value | None:
        question, entry_id = key
        if not entry_id:
            return self.filled.answers.get(question)
        entry = self.entries.here.get(entry_id)
        return entry.answers.get(question) if entry else None

    def _differs(self, one: FileAnswer, key: Key, value: Value | None) -> None:
        """The file says something else than what is stored."""
        now = self._now(key)
        if key in self.filled.closed:
            self._faulty(
                one,
                key,
                _("this answer cannot be changed: only some were asked for again"),
                "",
            )
            return
        taken = taken_by_another(
            self.document, self.filled, self.document.questions[key[0]], key[1], value
        )
        if taken:
            self._faulty(one, key, taken_words(taken), "")
            return
        if key in self.stored.before and value == self.stored.before[key]:
            self.unchanged.append(key)  # not touched in the file: what is newer stays
            return
        change = LineChange.CHANGED
        if key in self.stored.by_others:
            change = LineChange.CONFLICT
        elif now is None:
            change = LineChange.NEW
        elif value is None:
            change = LineChange.EMPTIED
        self._add(change, one, key, value)

    def _add(
        self,
        change: LineChange,
        one: FileAnswer,
        key: Key,
        value: Value | None,
        *,
        what: str = "",
        expected: str = "",
    ) -> None:
        question = self.document.questions[key[0]]
        now = self._now(key)
        self.lines.append(
            ComparedLine(
                change=change,
                place=one.place,
                question=key[0],
                entry=key[1],
                title=self.entries.title(key[1]),
                text=question.text,
                before=now,
                after=value,
                was=self._words(question, now),
                will_be=self._words(question, value),
                what=what,
                expected=expected,
            )
        )

    def _words(self, question: Question, value: Value | None) -> str:
        return display_text(self.document, question, value) if value is not None else ""

    def _faulty(self, one: FileAnswer, key: Key, what: str, expected: str) -> None:
        self._add(LineChange.FAULTY, one, key, None, what=what, expected=expected)

    def _fault(self, place: str, what: str, expected: str) -> None:
        self.lines.append(
            ComparedLine(
                change=LineChange.FAULTY, place=place, what=what, expected=expected
            )
        )

    def _not_yours(self, one: FileAnswer, question: Question) -> None:
        """Without the value that is stored: it is not this person's to see."""
        self.lines.append(
            ComparedLine(
                change=LineChange.FAULTY,
                place=one.place,
                question=question.id,
                entry=one.entry,
                text=question.text,
                what=_("this section was not given to you"),
                expected=_("answers to your own sections"),
            )
        )

    def _drop_unasked(self) -> None:
        """Turn answers to what is not asked into faults, as everything else stands then.

        Leaving one out can hide another, so this goes on until nothing more changes. What
        was emptied and is not asked any more stays as it is: a hidden answer is kept.
        """
        while True:
            answer_set = self._as_it_would_be()
            kept = [
                line
                if line.change is LineChange.FAULTY or answer_set.shown(*line.key)
                else _not_asked(line, is_short=line.key[0] in answer_set.unasked)
                for line in self.lines
                if line.change is LineChange.FAULTY
                or line.after is not None
                or answer_set.shown(*line.key)
            ]
            if kept == self.lines:
                return
            self.lines = kept

    def _as_it_would_be(self) -> AnswerSet:
        """The answers with everything that can be taken over."""
        filled = self.filled
        for ref, entry in self.entries.new.items():
            made = EntryValue(ref, entry.section, {}, entry.name)
            filled = replace(filled, entries=(*filled.entries, made))
        for line in self.lines:
            wins = line.change is LineChange.CONFLICT and line.name in self.take
            if line.change is not LineChange.FAULTY and (
                wins or line.change is not LineChange.CONFLICT
            ):
                filled = self._with(filled, line)
        return AnswerSet(self.document, filled, self.stored.today)

    def _with(self, filled: Filled, line: ComparedLine) -> Filled:
        question = self.document.questions[line.question]
        return with_answer(self.document, filled, question, line.entry, line.after)


def _not_asked(line: ComparedLine, *, is_short: bool) -> ComparedLine:
    if is_short:
        what, expected = _("this is not asked: the form is the short one"), ""
    else:
        what = _("this is not asked, as the other answers stand")
        expected = _("an empty cell, or other answers before it")
    return replace(line, change=LineChange.FAULTY, what=what, expected=expected)
