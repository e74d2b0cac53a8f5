"""Any number of some options: the worst of them, how many, or those beyond another answer."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind, Option, Question
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.base import (
    RatedKind,
    alone,
    best_first,
    by_option,
    highest,
)
from riskapp.scoring.rated.model import (
    WORST,
    Evaluated,
    ScoringKind,
    rated,
    rated_option,
)

COUNTED = mark("%(count)s of %(all)s")


class RatedMulti(RatedKind):
    """Rights in excess hang on the question that says which are held."""

    kind = Kind.MULTI
    sentences = (COUNTED,)
    rules = (ScoringKind.OPTION, ScoringKind.COUNT, ScoringKind.EXCESS)

    def evaluate_value(
        self, answer_set: AnswerSet, question: Question, value: Value, entry_id: str
    ) -> Evaluated:
        rule = rated(question).scoring.kind
        if rule == ScoringKind.COUNT:
            return by_count(question, value)
        if rule != ScoringKind.EXCESS:
            return by_option(question, value)
        if answer_set.value(question.offered_from, entry_id) is None:
            return Evaluated(WORST, _("The rights held were not stated"))
        return by_excess(rights_in_excess(answer_set, question.id, entry_id))

    def alike(self, question: Question, value: Value) -> Hashable:
        is_alone = rated(question).scoring.kind != ScoringKind.EXCESS
        return tuple(value) if is_alone and isinstance(value, list) else None

    def hangs_on(self, question: Question) -> tuple[str, ...]:
        return (question.offered_from,) if question.offered_from else ()

    def best(
        self, answer_set: AnswerSet, question: Question, entry_id: str
    ) -> Iterator[Value]:
        rule = rated(question).scoring.kind
        if rule == ScoringKind.COUNT:
            yield [option.code for option in question.options if not option.exclusive]
        elif rule == ScoringKind.EXCESS:
            held = codes_of(answer_set.value(question.offered_from, entry_id))
            needed = [o.code for o in question.options if o.code in held]
            yield needed or [question.options[0].code]
        else:
            for option in best_first(question.options):
                yield [option.code]

    def kept(
        self, within: Sequence[Option], chosen: Collection[str]
    ) -> list[str] | None:
        left = [option.code for option in within if option.code in chosen]
        most = highest(within)
        return left or ([most.code] if most else None)


def by_count(question: Question, value: Value) -> Evaluated:
    """How many of the counted options are ticked; a lone option with a risk of its own wins."""
    ticked = codes_of(value)
    only = question.choice(ticked[0]) if len(ticked) == 1 else None
    if only is not None and only.exclusive and rated_option(only).risk is not None:
        return alone(only)
    rule = rated(question).scoring
    counted = rule.counted or tuple(o.code for o in question.options if not o.exclusive)
    count = sum(code in counted for code in ticked)
    for step in rule.steps:
        if count >= step.at_least and all(code in ticked for code in step.includes):
            return Evaluated(
                step.risk,
                step.label or _(COUNTED) % {"count": count, "all": len(counted)},
            )
    return Evaluated(WORST, "")


def by_excess(excess: Sequence[Option]) -> Evaluated:
    """The highest class among the rights held but not needed."""
    most = highest(excess)
    if most is None:
        return Evaluated(0, _("No right beyond what is needed"))
    return Evaluated(
        most.level or 0,
        _("Holds more than it needs, up to: %(right)s") % {"right": most.label},
    )


def rights_in_excess(
    answer_set: AnswerSet, question_id: str, entry_id: str = ""
) -> tuple[Option, ...]:
    """The options held (in the other question) that are not named as needed here."""
    question = answer_set.document.questions[question_id]
    needed = codes_of(answer_set.value(question_id, entry_id))
    held = codes_of(answer_set.value(question.offered_from, entry_id))
    return tuple(
        option
        for option in question.options
        if option.code in held and option.code not in needed and not option.exclusive
    )
