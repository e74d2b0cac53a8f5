"""Why the numbers of one score differ from those of another, computed and not estimated.

The answers of the earlier score are turned into those of the later one step by step, in a fixed
order: the model, the questionnaire, the day, the description of the work, tools that went and
tools that came, answers one by one, evidence. After each step the numbers are computed anew by
the model, so that a step moves each number by an exact amount and all steps together by the
whole difference. What a step does depends on the steps before it; the order is part of the
result and is told with it. Where either score cannot be computed again from what is stored,
nothing is attributed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document
from questionnaires.document.taking_over import why_not
from questionnaires.document.values import EntryValue, Filled, Value
from riskapp.scoring.evaluation import Numbers, numbers_of
from riskapp.scoring.reading import model_number

Place = tuple[str, str]  # a question, and the entry or ""
NAMES = (
    "inherent",
    "control",
    "residual_model",
    "residual",
    "evidence",
    "completeness",
)
MOST_STEPS = 60  # more changed answers than these are told by section and tool
MOST_EVIDENCE = 12  # more changed levels of evidence than these are told together


class Cause(StrEnum):
    """What a step changes, in the order in which steps are taken."""

    MODEL = "model"
    QUESTIONNAIRE = "questionnaire"
    DAY = "day"
    WORK = "work"
    TOOL_GONE = "tool_gone"
    TOOL_NEW = "tool_new"
    ANSWER = "answer"
    REVIEW = "review"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Scored:
    """A stored score with the answers it evaluated: ``answer_set`` those that counted, ``said``
    those that were given, ``data`` the result (``export.to_data``)."""

    answer_set: AnswerSet
    said: AnswerSet
    data: Mapping[str, Any]

    @property
    def model(self) -> int:
        """The number of the model that made the score."""
        return model_number(self.data["model"])

    @property
    def stored(self) -> dict[str, Decimal]:
        """The six numbers as they were stored: 0 to 100, one decimal."""
        return {name: Decimal(self.data[name]["value"]) for name in NAMES}


@dataclass(frozen=True, slots=True)
class MovementStep:
    """One change with the numbers before and after it.

    ``places`` are the answers it is about, ``entry`` the tool that came or went; of several
    places where too many answers changed to compute each alone.
    """

    cause: Cause
    before: Numbers
    after: Numbers
    places: Sequence[Place] = ()
    entry: str = ""

    @property
    def moved(self) -> dict[str, Decimal]:
        """By how much each of the six numbers moved; those that stayed are left out."""
        return {
            name: by
            for name in NAMES
            if (by := self.after.values[name] - self.before.values[name])
        }

    @property
    def began(self) -> list[str]:
        """The floors (rules, or too little evidence) that hold since this step."""
        return [name for name in self.after.floors if name not in self.before.floors]

    @property
    def ended(self) -> list[str]:
        """The floors that no longer hold since this step."""
        return [name for name in self.before.floors if name not in self.after.floors]


@dataclass(frozen=True, slots=True)
class Movement:
    """The steps from one score to another; ``None`` where they cannot be told, because one of
    the scores cannot be computed again."""

    steps: Sequence[MovementStep] | None


@dataclass(frozen=True, slots=True)
class ScorePair:
    """Two scores of the same work. ``same`` are the entries of the later answers with the
    earlier ones that are the same thing."""

    before: Scored
    after: Scored
    same: Mapping[str, str]
    movement: Movement


def movement(
    before: Scored, after: Scored, same: Mapping[str, str] | None = None
) -> Movement:
    """The steps from one score to another, in their order; none where nothing differs.

    ``same`` maps entries of the later answers to those of the earlier ones that are the same
    thing (``same_entries`` where nobody knows better).
    """
    if same is None:
        same = same_entries(before.said, after.said)
    same = _told_apart(same, before.said, after.said)
    target = _renamed(after.answer_set, same)
    said = _renamed(after.said, same)
    start = numbers_of(before.answer_set, before.model)
    end = numbers_of(target, after.model)
    if start.values != before.stored or end.values != after.stored:
        return Movement(None)
    walk = _Walk(before, start)
    steps = list(walk.steps(target, after.model, (before.said, said)))
    last = steps[-1].after if steps else start
    return Movement(steps if last == end else None)


def same_entries(before: AnswerSet, after: AnswerSet) -> dict[str, str]:
    """The entries of later answers with the earlier ones of the same name, by their ids;
    names that stand more than once on either side are left out."""
    old, new = _by_name(before), _by_name(after)
    return {new[name]: old[name] for name in new if name in old}


def changed_places(before: AnswerSet, after: AnswerSet) -> list[Place]:
    """The places, of questions and entries that both have, where something else counts."""
    return [
        place
        for place in _places(before, after)
        if _at(before, place) != _at(after, place)
    ]


class _Walk:
    """The way from earlier answers to later ones, with the numbers at the place reached."""

    def __init__(self, before: Scored, start: Numbers) -> None:
        self._now, self._numbers, self._model = before.answer_set, start, before.model

    def steps(
        self, target: AnswerSet, model: int, said: tuple[AnswerSet, AnswerSet]
    ) -> Iterator[MovementStep]:
        """Every step to ``target``; ``said`` is what was said before and then."""
        if model != self._model:
            self._model = model
            yield self._to(Cause.MODEL, self._now)
        yield from self._frame(target)
        yield from self._work(target)
        yield from self._tools(target)
        changed = changed_places(self._now, target)
        for cause, places in _grouped(changed, *said, target.document):
            yield self._to(cause, _with_places(self._now, target, places), places)
        for places in _apart(_with_other_evidence(self._now, target)):
            then = _with_evidence(self._now, target, places)
            yield self._to(Cause.EVIDENCE, then, places)

    def _to(
        self,
        cause: Cause,
        then: AnswerSet,
        places: Sequence[Place] = (),
        entry: str = "",
    ) -> MovementStep:
        numbers = numbers_of(then, self._model)
        step = MovementStep(cause, self._numbers, numbers, places, entry)
        self._now, self._numbers = then, numbers
        return step

    def _frame(self, target: AnswerSet) -> Iterator[MovementStep]:
        """The questionnaire and the day."""
        if _version(target) != _version(self._now):
            then = _carried(self._now, target.document)
            yield self._to(Cause.QUESTIONNAIRE, then)
        if target.as_of != self._now.as_of:
            then = AnswerSet(self._now.document, self._now.filled, target.as_of)
            yield self._to(Cause.DAY, then)

    def _work(self, target: AnswerSet) -> Iterator[MovementStep]:
        for question in target.document.profile:
            then = target.filled.profile.get(question.id)
            if self._now.filled.profile.get(question.id) != then:
                yield self._to(
                    Cause.WORK,
                    _with_work(self._now, target, question.id),
                    [(question.id, "")],
                )

    def _tools(self, target: AnswerSet) -> Iterator[MovementStep]:
        before = {entry.id: entry for entry in self._now.filled.entries}
        then = {entry.id: entry for entry in target.filled.entries}
        for name in [name for name in before if name not in then]:
            after = _without(self._now, before[name])
            yield self._to(Cause.TOOL_GONE, after, entry=name)
        for name in [name for name in then if name not in before]:
            after = _with_tool(self._now, target, then[name])
            yield self._to(Cause.TOOL_NEW, after, entry=name)


def _version(answer_set: AnswerSet) -> tuple[str, str]:
    return answer_set.document.id, answer_set.document.version


def _with_other_evidence(before: AnswerSet, after: AnswerSet) -> list[Place]:
    old, new = before.filled.evidence, after.filled.evidence
    return sorted(p for p in {*old, *new} if old.get(p) != new.get(p))


def _apart(places: Sequence[Place]) -> list[list[Place]]:
    """Each place alone, or all together where they are many."""
    if len(places) <= MOST_EVIDENCE:
        return [[place] for place in places]
    return [list(places)]


def _by_name(answer_set: AnswerSet) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], list[str]] = {}
    for entry in answer_set.filled.entries:
        found.setdefault((entry.section, entry.title), []).append(entry.id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _told_apart(
    same: Mapping[str, str], before: AnswerSet, after: AnswerSet
) -> dict[str, str]:
    """The same map; what only bears the id of an earlier entry gets another one."""
    taken = {entry.id for entry in before.filled.entries}
    others = [entry.id for entry in after.filled.entries if entry.id not in same]
    return dict(same) | {name: f"{name}, new" for name in others if name in taken}


def _renamed(answer_set: AnswerSet, same: Mapping[str, str]) -> AnswerSet:
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


def _of(answer_set: AnswerSet, filled: Filled) -> AnswerSet:
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def _carried(answer_set: AnswerSet, document: Document) -> AnswerSet:
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


def _with_work(now: AnswerSet, target: AnswerSet, question: str) -> AnswerSet:
    profile = {q: v for q, v in now.filled.profile.items() if q != question}
    if question in target.filled.profile:
        profile[question] = target.filled.profile[question]
    return _of(now, replace(now.filled, profile=profile))


def _without(now: AnswerSet, gone: EntryValue) -> AnswerSet:
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


def _with_tool(now: AnswerSet, target: AnswerSet, new: EntryValue) -> AnswerSet:
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
        _given(filled, place),
        place in filled.set_aside,
        place in filled.accepted,
    )


def _given(filled: Filled, place: Place) -> Value | None:
    question, entry_id = place
    if not entry_id:
        return filled.answers.get(question)
    for entry in filled.entries:
        if entry.id == entry_id:
            return entry.answers.get(question)
    return None


def _grouped(
    places: Sequence[Place], before: AnswerSet, after: AnswerSet, document: Document
) -> Iterator[tuple[Cause, list[Place]]]:
    """The changed places, each a step of its own; by section and tool where they are many.

    What the vendor says otherwise is its answer; all else was done by those who review.
    """
    found: dict[tuple[Cause, str, str], list[Place]] = {}
    alone = len(places) <= MOST_STEPS
    for place in places:
        answered = _given(before.filled, place) != _given(after.filled, place)
        cause = Cause.ANSWER if answered else Cause.REVIEW
        about = place[0] if alone else document.questions[place[0]].section
        found.setdefault((cause, about, place[1]), []).append(place)
    for (cause, _about, _entry), group in found.items():
        yield cause, group


def _with_places(
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


def _with_evidence(
    now: AnswerSet, target: AnswerSet, places: Sequence[Place]
) -> AnswerSet:
    evidence = {k: v for k, v in now.filled.evidence.items() if k not in places}
    then = target.filled.evidence
    evidence |= {place: then[place] for place in places if place in then}
    return _of(now, replace(now.filled, evidence=evidence))
