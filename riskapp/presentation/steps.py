"""The steps between two scores in words: what changed, and what it moved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import display_text_at
from questionnaires.document.wording import display_text
from questionnaires.document.words import say as _
from riskapp.presentation.labels import EVIDENCE, label_of
from riskapp.presentation.score import LABELS
from riskapp.scoring.model import LOW_EVIDENCE
from riskapp.scoring.movement import Cause, MovementStep, ScorePair
from riskapp.scoring.partway import Place

MINUS = "−"


@dataclass(frozen=True, slots=True)
class ReaderFormats:
    """How a reader writes numbers and days, and whether answers may be shown."""

    number: Callable[[object], str] = str
    day: Callable[[datetime.date], str] = datetime.date.isoformat
    may_read: bool = True


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step in words: what changed, the answer before and after, and what it moved.

    ``moved`` are labels with signed numbers; ``began`` and ``ended`` name rules by their ids, ``by`` is
    what moved as numbers by their names.
    """

    words: str
    before: str = ""
    after: str = ""
    reason: str = ""
    moved: Sequence[tuple[str, str]] = ()
    began: Sequence[str] = ()
    ended: Sequence[str] = ()
    by: Mapping[str, Decimal] = field(default_factory=dict)


class StepTeller:
    """Puts the steps between two scores into words for a reader."""

    def __init__(self, pair: ScorePair, reader: ReaderFormats) -> None:
        self._before, self._after, self._reader = pair.before, pair.after, reader
        self._later = {old: new for new, old in pair.same.items()}
        self._titles = {e.id: e.title for e in pair.before.given.filled.entries}
        self._new = {e.id: e.title for e in pair.after.given.filled.entries}
        self._new |= {f"{name}, new": title for name, title in self._new.items()}

    def told(self, step: MovementStep) -> ToldStep:
        """A step with what it moved."""
        spell = self._reader.number
        return replace(
            self._words(step),
            moved=[(_(LABELS[n]), signed(by, spell)) for n, by in step.moved.items()],
            began=_names(step.began),
            ended=_names(step.ended),
            by=step.moved,
        )

    def _words(self, step: MovementStep) -> ToldStep:
        old, new = self._before, self._after
        if step.cause is Cause.MODEL:
            words = _("Another scoring model applies: %(after)s instead of %(before)s.")
            return ToldStep(
                words % {"before": old.data["model"], "after": new.data["model"]}
            )
        if step.cause is Cause.QUESTIONNAIRE:
            words = _(
                "Another version of the questionnaire asks: %(after)s instead of %(before)s. "
                "Answers that no longer fit do not count."
            )
            names = {
                "before": old.data["questionnaire"],
                "after": new.data["questionnaire"],
            }
            return ToldStep(words % names)
        if step.cause is Cause.FORM:
            return ToldStep(
                _("The short form was sent instead of the whole.")
                if new.answer_set.filled.is_short
                else _("The whole form was sent instead of the short one.")
            )
        if step.cause is Cause.DAY:
            words = _("Ages count to another day: %(after)s instead of %(before)s.")
            day = self._reader.day
            return ToldStep(
                words
                % {
                    "before": day(old.answer_set.as_of),
                    "after": day(new.answer_set.as_of),
                }
            )
        if step.cause is Cause.TOOL_GONE:
            words = _("%(tool)s is no longer listed.")
            return ToldStep(words % {"tool": self._titles.get(step.entry, step.entry)})
        if step.cause is Cause.TOOL_NEW:
            words = _("%(tool)s is listed now.")
            return ToldStep(words % {"tool": self._new.get(step.entry, step.entry)})
        if len(step.places) > 1:
            return ToldStep(self._several(step))
        return self._one(step)

    def _several(self, step: MovementStep) -> str:
        question, entry = step.places[0]
        document = self._after.given.document
        section = document.section_by_code[document.questions[question].section]
        where = self._titles.get(entry, "") or section.title
        asked = ", ".join(dict.fromkeys(question for question, _entry in step.places))
        words = {
            Cause.ANSWER: _("%(count)s answers changed: %(where)s (%(questions)s)."),
            Cause.REVIEW: _(
                "%(count)s answers count otherwise, and the vendor did not change them: "
                "%(where)s (%(questions)s)."
            ),
            Cause.EVIDENCE: _(
                "The evidence for %(count)s answers changed (%(questions)s)."
            ),
        }[step.cause]
        facts = {"count": len(step.places), "where": where, "questions": asked}
        return words % facts

    def _one(self, step: MovementStep) -> ToldStep:
        place = step.places[0]
        facts = {"question": self._named(place)}
        if step.cause is Cause.EVIDENCE:
            levels = (
                self._before.answer_set.filled.evidence.get(place, "declared"),
                self._after.answer_set.filled.evidence.get(
                    self._then(place), "declared"
                ),
            )
            words = _("The evidence for %(question)s changed.") % facts
            before, after = (label_of(EVIDENCE, level) for level in levels)
            return ToldStep(words, before, after)
        if step.cause is Cause.WORK:
            sides = (self._before.answer_set, self._after.answer_set)
            words = _("The description of the work changed: %(question)s.") % facts
            before, after = (_of_work(side, place[0]) for side in sides)
            return ToldStep(words, before, after)
        words = {
            Cause.ANSWER: _("The answer to %(question)s changed."),
            Cause.REVIEW: _(
                "%(question)s counts otherwise, and the vendor did not change its answer."
            ),
        }[step.cause] % facts
        if not self._reader.may_read:
            return ToldStep(words)
        then = self._then(place)
        return ToldStep(
            words,
            _there(self._before.answer_set, place),
            _there(self._after.answer_set, then),
            self._after.answer_set.filled.set_aside.get(then, ""),
        )

    def _then(self, place: Place) -> Place:
        return place[0], self._later.get(place[1], place[1])

    def _named(self, place: Place) -> str:
        tool = self._titles.get(place[1], "")
        return f"{place[0]} ({tool})" if tool else place[0]


def _there(answer_set: AnswerSet, place: Place) -> str:
    if place[0] not in answer_set.document.questions:
        return ""
    return display_text_at(answer_set, *place)


def _of_work(answer_set: AnswerSet, question_id: str) -> str:
    questions: Iterable[Any] = answer_set.document.profile
    asked = next((q for q in questions if q.id == question_id), None)
    if asked is None:
        return ""
    return display_text(
        answer_set.document, asked, answer_set.filled.profile.get(question_id)
    )


def shortened(
    steps: Sequence[ToldStep], most: int, spell: Callable[[object], str] = str
) -> tuple[list[ToldStep], Sequence[tuple[str, str]]]:
    """The ``most`` steps that move the risk by most, in their order, and what all others move
    together, as labels with signed numbers; rules that a step moves are never left out."""
    if len(steps) <= most:
        return list(steps), ()
    heaviest = sorted(steps, key=_weight, reverse=True)[:most]
    kept = [one for one in steps if one in heaviest or one.began or one.ended]
    others = [one for one in steps if one not in kept]
    sums = {
        name: sum((one.by.get(name, Decimal(0)) for one in others), Decimal(0))
        for name in LABELS
    }
    return kept, [(_(LABELS[n]), signed(by, spell)) for n, by in sums.items() if by]


def _weight(step: ToldStep) -> tuple[Decimal, ...]:
    names = ("residual", "residual_model", "control", "evidence", "completeness")
    return tuple(abs(step.by.get(name, Decimal(0))) for name in names)


def signed(by: Decimal | int, spell: Callable[[object], str] = str) -> str:
    """A movement with its sign; "" for none."""
    if not by:
        return ""
    return f"+{spell(by)}" if by > 0 else f"{MINUS}{spell(-by)}"


def _names(floors: Iterable[str]) -> list[str]:
    return [_("too little evidence") if f == LOW_EVIDENCE else f for f in floors]
