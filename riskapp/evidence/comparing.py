"""Lay the facts of files beside the answers of a questionnaire.

A fact fills an answer that is missing, confirms one, or contradicts one. It never changes one:
what fills counts only after a person confirmed it. What a file could have shown and does not
is "not in this file", which proves nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from questionnaires.document.characters import compared
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.values import Entry, Filled, Value, is_reason
from questionnaires.document.wording import said
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
    FactValue,
    Reading,
    in_words,
)
from riskapp.evidence.rules import FactRule, Rules, Say

LISTED = "T-01"  # a tool of a file that no entry names is told at this question

# A twentieth more than the answer, or one hour, may be a matter of rounding.
_SLACK = Fraction(105, 100)
_HOURS = {
    "minutes": Fraction(1, 60),
    "hours": Fraction(1),
    "days": Fraction(24),
    "weeks": Fraction(168),
    "months": Fraction(730),
    "years": Fraction(8766),
}


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
    readings: Iterable[Reading],
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


def entries_of(tool: str, filled: Filled, rules: Rules) -> list[Entry]:
    """The entries of the register that mean a known tool, by the words in their names."""
    known = rules.tool_of(tool)
    if known is None:
        return []
    return [
        entry
        for entry in filled.entries
        if any(
            _has_words(f"{entry.title} {entry.answers.get('T-01', '')}", word)
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

    def claims(self, reading: Reading) -> Iterator[Claim]:
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
                for say in rule.says if _could_give(rule, fact.value) else ():
                    found += self._say(reading, fact, say)
        found = [*self._unlisted(reading), *_folded(found, self.document)]
        yield from found
        spoken = {claim.question for claim in found}
        for name in known.questions:
            if name not in spoken and name in self.document.questions:
                yield self._silent(reading, self.document.questions[name])

    def _say(self, reading: Reading, fact: Fact, say: Say) -> Iterator[Claim]:
        question = self.document.questions.get(say.question)
        if question is None or not _speaks(say, fact, reading.data_day):
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

    def _entries(self, fact: Fact) -> Sequence[Entry | None]:
        """The entries a fact is about; [None] where its tool is known and not listed."""
        title = self.belongs.get(fact.about)
        if title:
            wanted = compared(title)
            return [e for e in self.filled.entries if compared(e.title) == wanted]
        if not fact.tool:
            return []
        return entries_of(fact.tool, self.filled, self.rules) or [None]

    def _claim(
        self,
        reading: Reading,
        fact: Fact,
        say: Say,
        question: Question,
        entry: str,
        answer: Value | None,
    ) -> Iterator[Claim]:
        state, proposed = judged(
            say, fact, question, answer, self.rules, reading.data_day
        )
        if state:
            yield self._made(reading, fact, question, entry, answer, state, proposed)

    def _made(
        self,
        reading: Reading,
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
            answer=said(self.document, question, answer),
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

    def _silent(self, reading: Reading, question: Question) -> Claim:
        answer = None if question.repeated else self.filled.answers.get(question.id)
        return self._made(reading, None, question, "", answer, NOT_IN_FILE, None)

    def _unlisted(self, reading: Reading) -> Iterator[Claim]:
        """A tool that the file shows in use and that no entry of the register names."""
        question = self.document.questions.get(LISTED)
        seen: set[str] = set()
        for fact in reading.of("tool.in_use"):
            known = self.rules.tool_of(fact.tool)
            if question is None or known is None or known.id in seen:
                continue
            seen.add(known.id)
            entries = entries_of(known.id, self.filled, self.rules)
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


def judged(
    say: Say,
    fact: Fact,
    question: Question,
    answer: Value | None,
    rules: Rules,
    data_day: str,
) -> tuple[str, Value | None]:
    """What one fact does to one answer: a state, or "" where it does nothing, and a proposal."""
    proposed = _proposed(say, fact, question, rules)
    if answer is None or answer in ("unknown", ["unknown"]):
        return (FILLS, proposed) if proposed is not None else ("", None)
    if say.measure == "proposes" or is_reason(answer):
        return "", None
    if say.measure == "includes":
        wanted = _codes(say, fact, question)
        if not wanted:
            return "", None
        held = set(codes_of(answer))
        return (CONFIRMS, None) if wanted <= held else (CONTRADICTS, proposed)
    if say.measure == "hours":
        return _by_hours(fact, answer), proposed
    if say.measure == "day":
        return _by_day(fact, answer, data_day), proposed
    if say.measure == "provider":
        return _by_provider(fact, answer, rules), proposed
    codes = set(codes_of(answer))
    if codes & set(say.against):
        return CONTRADICTS, proposed
    return (CONFIRMS, None) if codes & set(say.fits) else ("", None)


def _could_give(rule: FactRule, value: FactValue) -> bool:
    """Whether a rule can have given a value: several of one name share the words they give."""
    if rule.fold or rule.take not in ("present", "codes"):
        return True
    if rule.take == "present":
        return value == str(rule.options.get("word", "yes"))
    meant = [*rule.options["table"].values(), rule.options.get("other", [])]
    words = {w for one in meant for w in ([one] if isinstance(one, str) else one)}
    return set(value if isinstance(value, tuple) else (value,)) <= words


def _speaks(say: Say, fact: Fact, data_day: str) -> bool:
    """Whether a fact has one of the values that say something, or is old enough to."""
    if say.over_days:
        shown, taken = _date(fact.value), _date(data_day)
        if shown is None or taken is None:
            return False
        return (taken - shown).days > say.over_days
    if not say.values:
        return True
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    return any(
        value == wanted and type(value) is type(wanted)
        for value in values
        for wanted in say.values
    )


def _proposed(say: Say, fact: Fact, question: Question, rules: Rules) -> Value | None:
    value = fact.value
    if say.measure in ("includes", "proposes") and question.kind is Kind.MULTI:
        return sorted(_codes(say, fact, question)) or None
    if say.measure == "proposes":
        return str(value)
    if say.measure == "hours":
        if isinstance(value, int):
            return _duration(value, question)
        return value if isinstance(value, str) and value in question.choices else None
    if say.measure == "day":
        return value if isinstance(value, str) and value != "unknown" else None
    if say.measure == "provider":
        known = rules.provider(str(value))
        return known.title if known else None
    return say.fills if say.fills in question.choices else None


def _codes(say: Say, fact: Fact, question: Question) -> set[str]:
    values: Iterable[str] = ()
    if say.fills:
        values = (say.fills,)
    elif isinstance(fact.value, tuple):
        values = fact.value
    elif isinstance(fact.value, str):
        values = (fact.value,)
    return {code for code in values if code in question.choices}


def _duration(hours: int, question: Question) -> Value | None:
    units = [unit.code for unit in question.units]
    if hours % 24 == 0 and "days" in units:
        return {"value": str(hours // 24), "unit": "days"}
    if "hours" in units:
        return {"value": str(hours), "unit": "hours"}
    return {"value": str(-(-hours // 24)), "unit": "days"} if "days" in units else None


def _by_hours(fact: Fact, answer: Value) -> str:
    if answer == "none":
        return CONFIRMS if fact.value == "none" else ""
    if not isinstance(answer, dict) or "value" not in answer:
        return ""
    if not isinstance(fact.value, int):
        return CONTRADICTS
    factor = _HOURS.get(str(answer.get("unit")))
    if factor is None:
        return ""
    limit = Fraction(str(answer["value"])) * factor
    return CONTRADICTS if fact.value > max(limit * _SLACK, limit + 1) else CONFIRMS


def _by_day(fact: Fact, answer: Value, data_day: str) -> str:
    """The answer may be newer than the data: then it says nothing against it."""
    shown = _date(fact.value)
    if shown is None:
        return ""
    if answer == "per_run":
        return CONTRADICTS
    stated = _date(answer)
    if stated is None:
        return ""
    if stated <= shown + datetime.timedelta(days=1):
        return CONFIRMS
    taken = _date(data_day)
    return "" if taken is not None and stated > taken else CONTRADICTS


def _by_provider(fact: Fact, answer: Value, rules: Rules) -> str:
    known = rules.provider(str(fact.value))
    if known is None or not isinstance(answer, str):
        return ""
    named = any(_has_words(answer, word) for word in known.words)
    return CONFIRMS if named else CONTRADICTS


def _date(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _has_words(text: str, words: str) -> bool:
    """Whether words stand in a text one after the other, whole and in any case."""
    plain = "".join(c if c.isalnum() else " " for c in text.casefold())
    wanted = "".join(c if c.isalnum() else " " for c in words.casefold())
    return f" {' '.join(wanted.split())} " in f" {' '.join(plain.split())} "


def _folded(claims: Iterable[Claim], document: Document) -> list[Claim]:
    """One claim for each thing said: the gravest proposal, and each contradiction once."""
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
            kept[key] = _graver(known, claim, question)
    return list(kept.values())


def _graver(one: Claim, other: Claim, question: Question) -> Claim:
    """The claim with the graver proposal; proposals of several are put together."""
    first, second = one.proposed, other.proposed
    if isinstance(first, list) and isinstance(second, list):
        return replace(one, proposed=sorted({*first, *second}))
    if isinstance(first, dict) and isinstance(second, dict):
        return max(one, other, key=lambda claim: _in_hours(claim.proposed))
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


def _in_hours(value: Value | None) -> Fraction:
    if not isinstance(value, dict):
        return Fraction(0)
    return Fraction(str(value["value"])) * _HOURS.get(str(value["unit"]), Fraction(0))
