"""Lay the facts of files beside the answers of a questionnaire.

A fact fills an answer that is missing, confirms one, or contradicts one. It never changes one:
what fills counts only after a person confirmed it. What a file could have shown and does not
is "not in this file", which proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from questionnaires.document.characters import compared
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.values import EntryValue, Filled, Value
from questionnaires.document.wording import display_text
from riskapp.evidence.measuring import (
    could_give,
    evaluated,
    has_words,
    in_hours,
    speaks,
)
from riskapp.evidence.model import (
    CONFIRMS,
    CONTRADICTS,
    FILLS,
    LEVELS,
    NOT_IN_FILE,
    PERSON,
    SILENT,
    STATES,
    Fact,
    FileReading,
    in_words,
)
from riskapp.evidence.rules import FactRule, Rules, Say

# Whether there is a register of every tool: what a tool nobody listed is asked about.
REGISTER = "INV-01"
LISTED = "T-01"  # a tool of a file that no entry names is told at this question


@dataclass(frozen=True)
class Claim:
    """What one file has to do with the answer to one question.

    ``entry`` is the title of the register entry, "" for the questionnaire as a whole or for a
    tool that is not listed; ``answer`` what was answered, in words; ``proposed`` the answer the
    fact means, in the shape of an answers file, or None. ``level`` is the level of evidence
    the answer reaches by it, after review where that is ``verified``.
    """

    state: str
    question: str
    entry: str
    tool: str
    answer: str
    proposed: Value | None
    fact: Fact | None
    title: str
    file: str
    format: str
    grade: str
    level: str
    data_day: str
    data_day_basis: str

    @property
    def shown(self) -> str:
        """What the file shows, in words."""
        if self.fact is None:
            return f"{self.file} says nothing about this"
        about = f" ({self.fact.about})" if self.fact.about else ""
        return f"{self.title}{about}: {in_words(self.fact.value)}"

    @property
    def place(self) -> str:
        """Where the file shows it: FILE:LINE and pointer."""
        if self.fact is None:
            return self.file
        line = f":{self.fact.line}" if self.fact.line else ""
        pointer = f" {self.fact.pointer}" if self.fact.pointer else ""
        return f"{self.file}{line}{pointer}"

    @property
    def text(self) -> str:
        """Both statements side by side, with the place and the day of the data."""
        entry = f" for {self.entry}" if self.entry else ""
        day = (
            f"data of {self.data_day}"
            if self.data_day
            else "day of the data not stated"
        )
        return f"{self.question}{entry}: answered “{self.answer}”; {self.place} shows {self.shown} ({day})."

    @property
    def ask(self) -> str:
        """A question to the vendor about a contradiction."""
        entry = f" for {self.entry}" if self.entry else ""
        return f"You answered {self.question}{entry} with “{self.answer}”. The file {self.file} shows {self.shown}. Which of the two is right?"


def compare(
    readings: Iterable[FileReading],
    document: Document,
    filled: Filled,
    rules: Rules,
    belongs: Mapping[str, str] | None = None,
) -> tuple[Claim, ...]:
    """Every claim of the files, contradictions first, then by question and entry.

    ``belongs`` says to which entry (by its title) something a file names belongs, where the
    file does not say which tool it is: the name of a key, a bot, a token.
    """
    comparer = _Comparer(document, filled, rules, belongs or {})
    claims = [claim for reading in readings for claim in comparer.claims(reading)]
    order = {question: index for index, question in enumerate(document.questions)}
    claims.sort(
        key=lambda claim: (
            STATES.index(claim.state),
            order.get(claim.question, 0),
            claim.entry,
        )
    )
    return tuple(claims)


def entries_of(tool: str, filled: Filled, rules: Rules) -> list[EntryValue]:
    """The entries of the register that mean a known tool, by the words in their names."""
    known = rules.tool_of(tool)
    if known is None:
        return []
    return [
        entry
        for entry in filled.entries
        if any(
            has_words(f"{entry.title} {entry.answers.get('T-01', '')}", word)
            for word in known.words
        )
    ]


class _Comparer:
    def __init__(
        self,
        document: Document,
        filled: Filled,
        rules: Rules,
        belongs: Mapping[str, str],
    ) -> None:
        self.document = document
        self.filled = filled
        self.rules = rules
        self.belongs = belongs
        self._by_tool: dict[str, list[EntryValue]] = {}

    def claims(self, reading: FileReading) -> Iterator[Claim]:
        try:
            known = self.rules.format(reading.format)
        except LookupError:  # an inventory made by other rules
            return
        by_name: dict[str, list[FactRule]] = {}
        for group in known.groups:
            for rule in group.facts:
                if rule not in by_name.setdefault(rule.name, []):
                    by_name[rule.name].append(rule)
        found: list[Claim] = []
        for fact in reading.facts:
            for rule in by_name.get(fact.name, ()):
                for say in rule.says if could_give(rule, fact.value) else ():
                    found += self._say(reading, fact, say)
        found = [*self._unlisted(reading), *_folded(found, self.document)]
        yield from found
        spoken = {claim.question for claim in found}
        for name in known.questions:
            if name not in spoken and name in self.document.questions:
                yield self._silent(reading, self.document.questions[name])

    def _say(self, reading: FileReading, fact: Fact, say: Say) -> Iterator[Claim]:
        question = self.document.questions.get(say.question)
        if question is None or not speaks(say, fact, reading.data_day):
            return
        if not question.repeated:
            if fact.about.startswith(PERSON):
                return  # what a person holds says nothing of agents as a whole
            answer = self.filled.answers.get(question.id)
            yield from self._claim(reading, fact, say, question, "", answer)
            return
        for entry in self._entries(fact):
            title = entry.title if entry else ""
            answer = entry.answers.get(question.id) if entry else None
            yield from self._claim(reading, fact, say, question, title, answer)

    def _entries(self, fact: Fact) -> Sequence[EntryValue | None]:
        """The entries a fact is about; [None] where its tool is known and not listed."""
        title = self.belongs.get(fact.about)
        if title:
            wanted = compared(title)
            return [e for e in self.filled.entries if compared(e.title) == wanted]
        if not fact.tool:
            return []
        return self._entries_of(fact.tool) or [None]

    def _entries_of(self, tool: str) -> list[EntryValue]:
        if tool not in self._by_tool:
            self._by_tool[tool] = entries_of(tool, self.filled, self.rules)
        return self._by_tool[tool]

    def _claim(
        self,
        reading: FileReading,
        fact: Fact,
        say: Say,
        question: Question,
        entry: str,
        answer: Value | None,
    ) -> Iterator[Claim]:
        state, proposed = evaluated(
            say, fact, question, answer, self.rules, reading.data_day
        )
        if state:
            yield self._made(reading, fact, question, entry, answer, state, proposed)

    def _made(
        self,
        reading: FileReading,
        fact: Fact | None,
        question: Question,
        entry: str,
        answer: Value | None,
        state: str,
        proposed: Value | None,
    ) -> Claim:
        grade = reading.grade if fact else SILENT
        return Claim(
            state=state,
            question=question.id,
            entry=entry,
            tool=fact.tool if fact else reading.tool,
            answer=display_text(self.document, question, answer),
            proposed=proposed,
            fact=fact,
            title=self.rules.titles.get(fact.name, fact.name) if fact else "",
            file=reading.file,
            format=reading.format,
            grade=grade,
            level=LEVELS[grade],
            data_day=(fact.day if fact else "") or reading.data_day,
            data_day_basis=reading.data_day_basis,
        )

    def _silent(self, reading: FileReading, question: Question) -> Claim:
        answer = None if question.repeated else self.filled.answers.get(question.id)
        return self._made(reading, None, question, "", answer, NOT_IN_FILE, None)

    def _unlisted(self, reading: FileReading) -> Iterator[Claim]:
        """A tool that the file shows in use and that no entry of the register names."""
        question = self.document.questions.get(LISTED)
        seen: set[str] = set()
        for fact in reading.of("tool.in_use"):
            known = self.rules.tool_of(fact.tool)
            if question is None or known is None or known.id in seen:
                continue
            seen.add(known.id)
            entries = self._entries_of(known.id)
            if entries:
                for entry in entries:
                    answer = entry.answers.get(LISTED)
                    yield self._made(
                        reading, fact, question, entry.title, answer, CONFIRMS, None
                    )
                continue
            made = self._made(
                reading, fact, question, "", None, CONTRADICTS, known.title
            )
            named = replace(fact, about=known.title)
            yield replace(made, answer="no entry for this tool", fact=named)


def _folded(claims: Iterable[Claim], document: Document) -> list[Claim]:
    """One claim for each thing said: the most severe proposal, and each contradiction once."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key: tuple[object, ...] = (claim.state, claim.question, claim.entry, claim.tool)
        if claim.state == CONTRADICTS and claim.fact:
            key = (*key, claim.fact.name, claim.fact.about, claim.fact.value)
        known = kept.get(key)
        if known is None:
            kept[key] = claim
        elif claim.state in (FILLS, CONTRADICTS):
            question = document.questions[claim.question]
            kept[key] = _more_severe(known, claim, question)
    return list(kept.values())


def _more_severe(one: Claim, other: Claim, question: Question) -> Claim:
    """The claim with the more severe proposal; proposals of several are put together."""
    first, second = one.proposed, other.proposed
    if isinstance(first, list) and isinstance(second, list):
        return replace(one, proposed=sorted({*first, *second}))
    if isinstance(first, dict) and isinstance(second, dict):
        return max(one, other, key=lambda claim: in_hours(claim.proposed))
    if isinstance(second, str) and second in question.choices:
        if isinstance(first, dict):
            return other
        places = list(question.choices)
        if isinstance(first, str) and first in question.choices:
            return other if places.index(second) > places.index(first) else one
    if (
        question.kind is Kind.DATE
        and isinstance(first, str)
        and isinstance(second, str)
    ):
        return min(one, other, key=lambda claim: str(claim.proposed))
    return one
