"""Why the numbers of one score differ from those of another, computed and not estimated.

The answers of the earlier score are turned into those of the later one step by step, in a fixed
order: the model, the questionnaire, the short or the whole form, the day, the description of the work, tools that went and
tools that came, answers one by one, evidence. After each step the numbers are computed anew by
the model, so that a step moves each number by an exact amount and all steps together by the
whole difference. What a step does depends on the steps before it; the order is part of the
result and is told with it. Where either score cannot be computed again from what is stored,
nothing is attributed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document
from riskapp.scoring.evaluation import Numbers, numbers_of
from riskapp.scoring.partway import (
    Place,
    as_asked,
    carried,
    changed_evidence,
    changed_places,
    given,
    renamed,
    with_evidence,
    with_places,
    with_tool,
    with_work,
    without_tool,
)
from riskapp.scoring.reading import model_number

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
    FORM = "form"
    DAY = "day"
    WORK = "work"
    TOOL_GONE = "tool_gone"
    TOOL_NEW = "tool_new"
    ANSWER = "answer"
    REVIEW = "review"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Scored:
    """A stored score with the answers it evaluated: ``answer_set`` those that counted, ``given``
    those that were given, ``data`` the result (``export.to_data``)."""

    answer_set: AnswerSet
    given: AnswerSet
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
        same = same_entries(before.given, after.given)
    same = _told_apart(same, before.given, after.given)
    target = renamed(after.answer_set, same)
    given = renamed(after.given, same)
    start = numbers_of(before.answer_set, before.model)
    end = numbers_of(target, after.model)
    if start.values != before.stored or end.values != after.stored:
        return Movement(None)
    walk = _Walk(before, start)
    steps = list(walk.steps(target, after.model, (before.given, given)))
    last = steps[-1].after if steps else start
    return Movement(steps if last == end else None)


def same_entries(before: AnswerSet, after: AnswerSet) -> dict[str, str]:
    """The entries of later answers with the earlier ones of the same name, by their ids;
    names that stand more than once on either side are left out."""
    old, new = _by_name(before), _by_name(after)
    return {new[name]: old[name] for name in new if name in old}


class _Walk:
    """The way from earlier answers to later ones, with the numbers at the place reached."""

    def __init__(self, before: Scored, start: Numbers) -> None:
        self._now, self._numbers, self._model = before.answer_set, start, before.model

    def steps(
        self, target: AnswerSet, model: int, given: tuple[AnswerSet, AnswerSet]
    ) -> Iterator[MovementStep]:
        """Every step to ``target``; ``given`` is what was answered before and then."""
        if model != self._model:
            self._model = model
            yield self._to(Cause.MODEL, self._now)
        yield from self._frame(target)
        yield from self._work(target)
        yield from self._tools(target)
        changed = changed_places(self._now, target)
        for cause, places in _grouped(changed, *given, target.document):
            yield self._to(cause, with_places(self._now, target, places), places)
        for places in _apart(changed_evidence(self._now, target)):
            then = with_evidence(self._now, target, places)
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
        """The questionnaire, how much of it was asked, and the day."""
        if _version(target) != _version(self._now):
            then = carried(self._now, target.document)
            yield self._to(Cause.QUESTIONNAIRE, then)
        if target.unasked != self._now.unasked:
            yield self._to(Cause.FORM, as_asked(self._now, target))
        if target.as_of != self._now.as_of:
            then = AnswerSet(self._now.document, self._now.filled, target.as_of)
            yield self._to(Cause.DAY, then)

    def _work(self, target: AnswerSet) -> Iterator[MovementStep]:
        for question in target.document.profile:
            then = target.filled.profile.get(question.id)
            if self._now.filled.profile.get(question.id) != then:
                yield self._to(
                    Cause.WORK,
                    with_work(self._now, target, question.id),
                    [(question.id, "")],
                )

    def _tools(self, target: AnswerSet) -> Iterator[MovementStep]:
        before = {entry.id: entry for entry in self._now.filled.entries}
        then = {entry.id: entry for entry in target.filled.entries}
        for name in [name for name in before if name not in then]:
            after = without_tool(self._now, before[name])
            yield self._to(Cause.TOOL_GONE, after, entry=name)
        for name in [name for name in then if name not in before]:
            after = with_tool(self._now, target, then[name])
            yield self._to(Cause.TOOL_NEW, after, entry=name)


def _version(answer_set: AnswerSet) -> tuple[str, str]:
    return answer_set.document.id, answer_set.document.version


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


def _grouped(
    places: Sequence[Place], before: AnswerSet, after: AnswerSet, document: Document
) -> Iterator[tuple[Cause, list[Place]]]:
    """The changed places, each a step of its own; by section and tool where they are many.

    What the vendor says otherwise is its answer; all else was done by those who review.
    """
    found: dict[tuple[Cause, str, str], list[Place]] = {}
    alone = len(places) <= MOST_STEPS
    for place in places:
        answered = given(before.filled, place) != given(after.filled, place)
        cause = Cause.ANSWER if answered else Cause.REVIEW
        about = place[0] if alone else document.questions[place[0]].section
        found.setdefault((cause, about, place[1]), []).append(place)
    for (cause, _about, _entry), group in found.items():
        yield cause, group
