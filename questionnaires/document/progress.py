"""How far a response is: the one definition for those who answer, those who read and the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Section
from questionnaires.document.reach import reach_of

SECONDS_PER_MINUTE = 60
SECONDS_PER_REMARK = 75  # an action with its day, or a justification, in a sentence
NOT_ANSWERED = (State.HIDDEN, State.OPEN)
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EntryProgress:
    """How far one entry is; ``unconfirmed`` as in SectionProgress."""

    id: str
    title: str
    answered: int
    applicable: int
    unconfirmed: int = 0

    @property
    def is_done(self) -> bool:
        """Whether every question that is asked is answered."""
        return self.answered >= self.applicable


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far one section is; ``minutes_left`` is an honest estimate, rounded up, and
    ``unconfirmed`` counts the answers that were set aside until somebody stands by them."""

    code: str
    title: str
    answered: int
    applicable: int
    minutes_left: int
    entries: tuple[EntryProgress, ...] = ()
    unconfirmed: int = 0

    @property
    def is_started(self) -> bool:
        """Whether any question is answered."""
        return self.answered > 0

    @property
    def is_done(self) -> bool:
        """Whether every question that is asked is answered."""
        return self.answered >= self.applicable


@dataclass(frozen=True, slots=True)
class Progress:
    """Every question that is asked counts; one marked not applicable is answered."""

    answered: int
    applicable: int
    sections: tuple[SectionProgress, ...]
    minutes_left: int

    @property
    def is_done(self) -> bool:
        """Whether every question that is asked is answered."""
        return self.answered >= self.applicable


def progress(answer_set: AnswerSet) -> Progress:
    """Count what is asked and what is answered, section by section."""
    sections = tuple(
        section_progress(answer_set, section)
        for section in answer_set.document.sections
    )
    return Progress(
        answered=sum(section.answered for section in sections),
        applicable=sum(section.applicable for section in sections),
        sections=sections,
        minutes_left=sum(section.minutes_left for section in sections),
    )


def section_progress(answer_set: AnswerSet, section: Section) -> SectionProgress:
    """Count the same in one section alone."""
    document = answer_set.document
    if not section.repeat:
        answered, applicable = _count(answer_set, section, "")
        seconds = (applicable - answered) * document.question_seconds
        return SectionProgress(
            section.code,
            section.title,
            answered,
            applicable,
            _minutes(seconds),
            unconfirmed=_unconfirmed(answer_set, section, ""),
        )
    entries = [
        EntryProgress(
            entry.id,
            entry.title,
            *_count(answer_set, section, entry.id),
            _unconfirmed(answer_set, section, entry.id),
        )
        for entry in answer_set.entries(section.code)
    ]
    share = _seconds_of_entry(answer_set, section)
    seconds = sum(
        share * (entry.applicable - entry.answered) // max(entry.applicable, 1)
        for entry in entries
    )
    return SectionProgress(
        section.code,
        section.title,
        sum(entry.answered for entry in entries),
        sum(entry.applicable for entry in entries),
        _minutes(seconds),
        tuple(entries),
        sum(entry.unconfirmed for entry in entries),
    )


def minutes_for_entry(answer_set: AnswerSet) -> int:
    """What one entry of what repeats takes, in the form that is asked; 0 where nothing does."""
    repeating = [part for part in answer_set.document.sections if part.repeat]
    return _minutes(_seconds_of_entry(answer_set, repeating[0])) if repeating else 0


def _seconds_of_entry(answer_set: AnswerSet, section: Section) -> int:
    """What one entry takes: of the whole form's minutes, the share of the questions asked."""
    asked = sum(question.id not in answer_set.unasked for question in section.questions)
    whole = answer_set.document.entry_minutes * SECONDS_PER_MINUTE
    return whole * asked // max(len(section.questions), 1)


def minutes_for_remarks(number: int) -> int:
    """What it takes to say something about so many weak answers."""
    return _minutes(number * SECONDS_PER_REMARK)


def progress_here(
    answer_set: AnswerSet, section: Section, entry_id: str = ""
) -> tuple[int, int]:
    """How many questions of a section, or of one of its entries, are answered, and asked."""
    return _count(answer_set, section, entry_id)


def progress_of(
    answer_set: AnswerSet, questions: Iterable[str], entry_id: str = ""
) -> tuple[int, int]:
    """How many of some questions of a section, or of one of its entries, are answered, and
    asked."""
    answered = applicable = 0
    closed = answer_set.filled.closed
    for name in questions:
        if (name, entry_id) in closed:
            continue
        state = answer_set.state(name, entry_id)
        if state is not State.HIDDEN:
            applicable += 1
            answered += state is not State.OPEN
    return answered, applicable


def difference(
    before: AnswerSet, after: AnswerSet, question_id: str, entry_id: str = ""
) -> tuple[int, int]:
    """What one answer changes in the numbers of answered and asked questions of a response.

    The same as counting ``progress`` twice, from the few questions it can change.
    """
    places = [(question_id, entry_id), *_reached(after, question_id, entry_id)]
    answered = applicable = 0
    for place in dict.fromkeys(places):
        if place in after.filled.closed:
            continue
        was, is_now = before.state(*place), after.state(*place)
        applicable += (is_now is not State.HIDDEN) - (was is not State.HIDDEN)
        answered += (is_now not in NOT_ANSWERED) - (was not in NOT_ANSWERED)
    return answered, applicable


def _reached(answer_set: AnswerSet, question_id: str, entry_id: str) -> Iterator[Place]:
    document = answer_set.document
    for name, is_everywhere in reach_of(document).of(question_id):
        question = document.questions[name]
        if not question.section:
            continue
        if not question.repeated:
            yield name, ""
        elif entry_id and not is_everywhere:
            yield name, entry_id
        else:
            for entry in answer_set.entries(question.section):
                yield name, entry.id


def _unconfirmed(answer_set: AnswerSet, section: Section, entry_id: str) -> int:
    if not answer_set.filled.set_aside:
        return 0
    return sum(
        (question.id, entry_id) in answer_set.filled.set_aside
        and answer_set.asks(question.id, entry_id)
        for question in section.questions
    )


def _count(answer_set: AnswerSet, section: Section, entry_id: str) -> tuple[int, int]:
    return progress_of(answer_set, (q.id for q in section.questions), entry_id)


def _minutes(seconds: int) -> int:
    return -(-seconds // SECONDS_PER_MINUTE)
