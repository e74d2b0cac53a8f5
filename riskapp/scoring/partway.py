"""Answers on the way from an earlier answer set to a later one: where the two differ, and the
earlier one with some of what the later one says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document
from questionnaires.document.taking_over import why_not
from questionnaires.document.values import EntryValue, Filled, Value

Place = tuple[str, str]  # a question, and the entry or ""


def changed_places(before: AnswerSet, after: AnswerSet) -> list[Place]:
    """The places, of questions and entries that both have, where something else counts."""
    return [
        place
        for place in _places(before, after)
        if _at(before, place) != _at(after, place)
    ]


def _places(before: AnswerSet, after: AnswerSet) -> Iterator[Place]:
    """The places that have something on either side, in the order of the questionnaire."""
    both = {e.id for e in before.filled.entries} & {e.id for e in after.filled.entries}
    for section in after.document.sections:
        entries = (
            [e.id for e in after.entries(section.code)] if section.repeat else [""]
        )
        for entry in entries:
            if not entry or entry in both:
                yield from ((question.id, entry) for question in section.questions)


def _at(answer_set: AnswerSet, place: Place) -> tuple[Any, ...]:
    """What counts at a place: the answer, whether it was set aside, whether it was accepted."""
    filled = answer_set.filled
    return (
        given(filled, place),
        place in filled.set_aside,
        place in filled.accepted,
    )


def given(filled: Filled, place: Place) -> Value | None:
    """The answer at a place; None for none."""
    question, entry_id = place
    if not entry_id:
        return filled.answers.get(question)
    for entry in filled.entries:
        if entry.id == entry_id:
            return entry.answers.get(question)
    return None


def renamed(answer_set: AnswerSet, same: Mapping[str, str]) -> AnswerSet:
    """The same answers under the ids that their entries had before."""
    filled = answer_set.filled

    def place(key: Place) -> Place:
        return key[0], same.get(key[1], key[1])

    return _of(
        answer_set,
        replace(
            filled,
            entries=tuple(
                replace(entry, id=same.get(entry.id, entry.id))
                for entry in filled.entries
            ),
            evidence={place(key): level for key, level in filled.evidence.items()},
            set_aside={place(key): why for key, why in filled.set_aside.items()},
            accepted=frozenset(map(place, filled.accepted)),
        ),
    )


def carried(answer_set: AnswerSet, document: Document) -> AnswerSet:
    """The answers that still fit another version of the questionnaire."""
    filled, day = answer_set.filled, answer_set.as_of
    profile = {question.id for question in document.profile}

    def fitting(answers: Mapping[str, Value], section: str) -> dict[str, Value]:
        return {
            question: value
            for question, value in answers.items()
            if why_not(document, question, section, value, as_of=day) is None
        }

    repeated = {section.code for section in document.sections if section.repeat}
    filled = replace(
        filled,
        profile={q: value for q, value in filled.profile.items() if q in profile},
        answers=fitting(filled.answers, ""),
        entries=tuple(
            replace(entry, answers=fitting(entry.answers, entry.section))
            for entry in filled.entries
            if entry.section in repeated
        ),
    )
    return AnswerSet(document, filled, day)


def as_asked(now: AnswerSet, target: AnswerSet) -> AnswerSet:
    """The answers to what the later answers were asked: the short form, or the whole."""
    whole = now.as_whole()
    if not target.filled.is_short:
        return whole
    short = _of(now, replace(whole.filled, is_short=True))
    return _of(now, replace(short.as_whole().filled, is_short=True))


def with_work(now: AnswerSet, target: AnswerSet, question: str) -> AnswerSet:
    """With one answer about the work as it stands in the later answers."""
    profile = {q: v for q, v in now.filled.profile.items() if q != question}
    if question in target.filled.profile:
        profile[question] = target.filled.profile[question]
    return _of(now, replace(now.filled, profile=profile))


def without_tool(now: AnswerSet, gone: EntryValue) -> AnswerSet:
    """Without a tool, and without what belongs to it."""
    filled = now.filled
    return _of(
        now,
        replace(
            filled,
            entries=tuple(e for e in filled.entries if e.id != gone.id),
            evidence={k: v for k, v in filled.evidence.items() if k[1] != gone.id},
            set_aside={k: v for k, v in filled.set_aside.items() if k[1] != gone.id},
            accepted=frozenset(k for k in filled.accepted if k[1] != gone.id),
        ),
    )


def with_tool(now: AnswerSet, target: AnswerSet, new: EntryValue) -> AnswerSet:
    """With a tool as it stands in the later answers, its evidence too."""
    filled, then = now.filled, target.filled
    return _of(
        now,
        replace(
            filled,
            entries=(*filled.entries, new),
            evidence=dict(filled.evidence)
            | {k: v for k, v in then.evidence.items() if k[1] == new.id},
            set_aside=dict(filled.set_aside)
            | {k: v for k, v in then.set_aside.items() if k[1] == new.id},
            accepted=filled.accepted | {k for k in then.accepted if k[1] == new.id},
        ),
    )


def with_places(
    now: AnswerSet, target: AnswerSet, places: Sequence[Place]
) -> AnswerSet:
    """With what counts at these places in the later answers."""
    filled, then = now.filled, target.filled
    aside = {k: v for k, v in filled.set_aside.items() if k not in places}
    aside |= {k: v for k, v in then.set_aside.items() if k in places}
    chosen = frozenset(places)
    return _of(
        now,
        replace(
            filled,
            answers=_taken(filled.answers, then.answers, places, ""),
            entries=tuple(
                replace(entry, answers=_taken(entry.answers, new, places, entry.id))
                if (new := _answers_of(then, entry.id)) is not None
                else entry
                for entry in filled.entries
            ),
            set_aside=aside,
            accepted=(filled.accepted - chosen) | (then.accepted & chosen),
        ),
    )


def _answers_of(filled: Filled, entry_id: str) -> Mapping[str, Value] | None:
    return next((e.answers for e in filled.entries if e.id == entry_id), None)


def _taken(
    now: Mapping[str, Value],
    then: Mapping[str, Value],
    places: Sequence[Place],
    entry_id: str,
) -> dict[str, Value]:
    chosen = {question for question, entry in places if entry == entry_id}
    kept = {q: value for q, value in now.items() if q not in chosen}
    return kept | {q: then[q] for q in chosen if q in then}


def changed_evidence(before: AnswerSet, after: AnswerSet) -> list[Place]:
    """The places where the level of evidence differs, sorted."""
    old, new = before.filled.evidence, after.filled.evidence
    return sorted(p for p in {*old, *new} if old.get(p) != new.get(p))


def with_evidence(
    now: AnswerSet, target: AnswerSet, places: Sequence[Place]
) -> AnswerSet:
    """With the evidence at these places in the later answers."""
    evidence = {k: v for k, v in now.filled.evidence.items() if k not in places}
    then = target.filled.evidence
    evidence |= {place: then[place] for place in places if place in then}
    return _of(now, replace(now.filled, evidence=evidence))


def _of(answer_set: AnswerSet, filled: Filled) -> AnswerSet:
    return AnswerSet(answer_set.document, filled, answer_set.as_of)
