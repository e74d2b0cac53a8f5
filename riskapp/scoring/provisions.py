"""The status of every provision, from the questions that bear on it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.bearings import CONTEXT, Bearings, ProvisionStep
from riskapp.scoring.catalogue import Facts
from riskapp.scoring.columns import MarkedColumn
from riskapp.scoring.model import CriterionScore
from riskapp.scoring.reading import Truth
from riskapp.scoring.status import (
    NOTHING,
    WITHOUT_EVIDENCE,
    Status,
    Tally,
    status_of,
    weakest,
    worst,
)

# By question, what its marks count: one, or one per entry.
Counted = Mapping[str, Sequence[Tally]]

# So much is kept of what is told of one provision, and so many circumstances.
MOST_KEPT = 64
MOST_CIRCUMSTANCES = 16

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
    counted = {
        column.question.id: column.tallies for column in columns if column.weight
    }
    once = {name: own[0] for name, own in counted.items() if own}
    titles = {
        section.code: [entry.title for entry in answer_set.entries(section.code)]
        for section in answer_set.document.sections
        if section.repeat
    }
    here = _evaluated_here(bearings, facts, personal_data, strict=strict)
    found = dict(here.always)
    behind = dict.fromkeys(found, NOTHING)  # what is evaluated, with what is below it
    for name, question, known, provision in here.of_one:
        behind[name] = answers = once[question]
        found[name] = known.get(answers) or provision.score(answers)
    for name, questions, known, provision in here.of_some:
        behind[name] = answers = sum([once[question] for question in questions])
        found[name] = known.get(answers) or provision.score(answers)
    for provision in here.others:
        name, known_statuses = provision.id, provision.statuses
        plain = answers = sum([once[question] for question in provision.plain])
        statuses: list[Status] = []
        told: list[str] = []
        for section, questions in provision.repeated:
            rows = (
                counted[questions[0]]
                if len(questions) == 1
                else list(map(sum, zip(*[counted[q] for q in questions], strict=True)))
            )
            answers += sum(rows)
            told += titles[section]
            statuses += [
                known_statuses.get(plain + own) or provision.status(plain + own)
                for own in rows
            ]
        tools = tuple(zip(told, statuses, strict=True))
        if provision.is_asked and not tools:
            statuses = [provision.status(plain)]
        for child in provision.children:
            answers += behind[child]
            statuses.append(found[child].status)
        behind[name] = answers
        found[name] = provision.made(worst(statuses), answers, tools)
    order = bearings.order
    return dict(zip(order, map(found.__getitem__, order), strict=True))


class ProvisionHere:
    """One provision in the circumstances that some responses have in common. ``known`` are the
    scores and ``statuses`` the statuses it had before, by what the marks come to."""

    __slots__ = (
        "always", "children", "duty", "id", "is_asked", "is_doubted", "known", "plain",
        "repeated", "statuses", "step", "strict",
    )  # fmt: skip

    def __init__(
        self, step: ProvisionStep, personal_data: Truth, *, duty: bool, strict: bool
    ) -> None:
        criterion, listed, children, _ = step
        self.step, self.duty, self.strict = step, duty, strict
        self.id, self.children = criterion.id, children
        self.plain, self.repeated = listed.plain, tuple(listed.repeated.items())
        self.is_asked = bool(listed.questions)
        self.is_doubted = (
            personal_data is Truth.POSSIBLE and criterion.personal_data_only
        )
        self.known: dict[Tally, CriterionScore] = {}
        self.statuses: dict[Tally, Status] = {}
        status = WITHOUT_STATUS.get(criterion.role)
        if criterion.personal_data_only and personal_data is Truth.FALSE:
            status = Status.NOT_APPLICABLE
        # What is told of it whatever was answered.
        self.always = None if status is None else self._told(status, NOTHING, ())

    def status(self, answers: Tally) -> Status:
        """The status that follows from what the marks of one place come to."""
        asked = self.step.listed.asked
        status = status_of(answers & WITHOUT_EVIDENCE, asked, self.strict)
        if len(self.statuses) < MOST_KEPT:
            self.statuses[answers] = status
        return status

    def score(self, answers: Tally) -> CriterionScore:
        """What is told of one whose questions are asked once and alone decide."""
        score = self.made(self.status(answers), answers, ())
        if len(self.known) < MOST_KEPT:
            self.known[answers] = score
        return score

    def made(
        self, status: Status, answers: Tally, tools: tuple[tuple[str, Status], ...]
    ) -> CriterionScore:
        """What is told of a status; with personal data in doubt, nothing that is good."""
        if self.is_doubted and status in (Status.MET, Status.PARTLY_MET):
            status = Status.NOT_ANSWERED
        return self._told(status, answers, tools)

    def _told(
        self, status: Status, answers: Tally, tools: tuple[tuple[str, Status], ...]
    ) -> CriterionScore:
        criterion, listed, children, who = self.step
        return CriterionScore(
            criterion.id,
            criterion.law,
            status,
            weakest(answers) if answers else "",
            self.duty,
            listed.questions,
            tools,
            children,
            who,
        )


# The name of a provision with what its questions are, its known scores, and itself.
_OfOne = tuple[str, str, dict[Tally, CriterionScore], ProvisionHere]
_OfSome = tuple[str, tuple[str, ...], dict[Tally, CriterionScore], ProvisionHere]


class ProvisionsHere(NamedTuple):
    """The provisions in some circumstances: those of which the same is told whatever was
    answered, those that one question asked once decides, or some, and the others, those below
    first."""

    always: dict[str, CriterionScore]
    of_one: list[_OfOne]
    of_some: list[_OfSome]
    others: list[ProvisionHere]


def _evaluated_here(
    bearings: Bearings, facts: Facts, personal_data: Truth, *, strict: bool
) -> ProvisionsHere:
    """The provisions in these circumstances; kept with the bearings."""
    duties = frozenset([law.id for law in bearings.catalogue.laws if law.binds(facts)])
    off = frozenset([one.id for one in bearings.conditional if not one.binds(facts)])
    key = (duties, off, personal_data, strict)
    found = bearings.circumstances.get(key)
    if found is None:
        found = _sorted(
            [
                ProvisionHere(
                    step,
                    personal_data,
                    duty=step.criterion.law in duties and step.criterion.id not in off,
                    strict=strict,
                )
                for step in bearings.steps
            ]
        )
        if len(bearings.circumstances) < MOST_CIRCUMSTANCES:
            bearings.circumstances[key] = found
    return found


def _sorted(provisions: Iterable[ProvisionHere]) -> ProvisionsHere:
    found = ProvisionsHere({}, [], [], [])
    for one in provisions:
        if one.always is not None:
            found.always[one.id] = one.always
        elif one.repeated or one.children:
            found.others.append(one)
        elif len(one.plain) == 1:
            found.of_one.append((one.id, one.plain[0], one.known, one))
        else:
            found.of_some.append((one.id, one.plain, one.known, one))
    return found
