"""The status of every provision, from the questions that bear on it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.bearings import CONTEXT, BearingQuestions, Bearings
from riskapp.scoring.catalogue import Facts
from riskapp.scoring.model import CriterionScore
from riskapp.scoring.reading import MarkedColumn, Truth
from riskapp.scoring.status import (
    NOTHING,
    WITHOUT_EVIDENCE,
    Status,
    Tally,
    status_of,
    tally,
    weakest,
    worst,
)

# By question, what its marks count: one, or one per entry.
Counted = Mapping[str, Sequence[Tally]]

# What no status follows from, whatever was answered.
WITHOUT_STATUS = {
    "buyer_duty": Status.BUYERS_DUTY,
    CONTEXT: Status.INFORMATION_ONLY,
}


def evaluate_criteria(
    answer_set: AnswerSet,
    bearings: Bearings,
    facts: Facts,
    columns: Iterable[MarkedColumn],
    *,
    personal_data: Truth,
    strict: bool,
) -> Mapping[str, CriterionScore]:
    """Every criterion that questions or children speak of, in the order of the catalogue;
    ``strict`` as in :func:`status_of`."""
    duties = {law.id for law in bearings.catalogue.laws if law.binds(facts)}
    counted = {
        column.question.id: [tally(mark) for mark in column.marks]
        for column in columns
        if column.weight
    }
    once = {name: own[0] for name, own in counted.items() if own}
    titles = {
        section.code: [entry.title for entry in answer_set.entries(section.code)]
        for section in answer_set.document.sections
        if section.repeat
    }
    found: dict[str, CriterionScore] = {}
    behind: dict[str, Tally] = {}  # those that are evaluated, with those below them
    for criterion, listed, children, who in bearings.steps:
        status = WITHOUT_STATUS.get(criterion.role)
        if criterion.personal_data_only and personal_data is Truth.FALSE:
            status = Status.NOT_APPLICABLE
        tools: tuple[tuple[str, Status], ...] = ()
        answers = NOTHING
        if status is None:
            answers = sum([once[name] for name in listed.plain])
            plain, asked = answers & WITHOUT_EVIDENCE, listed.asked
            statuses: list[Status] = []
            if listed.repeated:
                by_entry = _by_entry(titles, counted, listed)
                tools = tuple(
                    [
                        (
                            title,
                            status_of(plain + (own & WITHOUT_EVIDENCE), asked, strict),
                        )
                        for title, own in by_entry
                    ]
                )
                statuses = [status for _, status in tools]
                answers += sum([own for _, own in by_entry])
            if listed.questions and not tools:
                statuses = [status_of(plain, asked, strict)]
            if children:
                answers += sum([behind[child] for child in children])
                statuses += [found[child].status for child in children]
            status = worst(statuses)
            is_doubted = (
                personal_data is Truth.POSSIBLE and criterion.personal_data_only
            )
            if is_doubted and status in (Status.MET, Status.PARTLY_MET):
                status = Status.NOT_ANSWERED
        behind[criterion.id] = answers
        found[criterion.id] = CriterionScore(
            criterion.id,
            criterion.law,
            status,
            weakest(answers) if answers else "",
            criterion.law in duties and criterion.binds(facts),
            listed.questions,
            tools,
            children,
            who,
        )
    return {name: found[name] for name in bearings.order}


def _by_entry(
    titles: Mapping[str, Sequence[str]], counted: Counted, listed: BearingQuestions
) -> list[tuple[str, Tally]]:
    """What was said of each entry, beside its title."""
    found: list[tuple[str, Tally]] = []
    for section, names in listed.repeated.items():
        rows = (
            counted[names[0]]
            if len(names) == 1
            else map(sum, zip(*[counted[name] for name in names], strict=True))
        )
        found += zip(titles[section], rows, strict=True)
    return found
