"""From what was said elsewhere to proposals, each with how the two questions lie and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from questionnaires.document.model import Document
from questionnaires.document.offline.content import FileAnswer
from riskapp.other_forms.mapping import NUMBER, MappedQuestion, OtherForm
from riskapp.other_forms.reading import TheirAnswer, control_of


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of theirs beside a question of ours; ``raw`` is what is proposed, None where
    it settles nothing."""

    given: TheirAnswer
    mapped: MappedQuestion
    raw: object = None


def found_in(
    form: OtherForm, given: Sequence[TheirAnswer], asked: Collection[str]
) -> list[Found]:
    """Everything that was said and bears on a question that is asked, in the order of the
    mapping. Where two answers propose different ones for a question, neither does."""
    found = [
        Found(one, mapped, _raw(one, mapped))
        for mapped in form.mapped
        if mapped.ours in asked
        for one in given
        if mapped.theirs in (one.question, control_of(one.question))
    ]
    proposed: dict[str, list[object]] = {}
    for each in found:
        if each.raw is not None:
            proposed.setdefault(each.mapped.ours, []).append(each.raw)
    torn = {
        name for name, raws in proposed.items() if any(raw != raws[0] for raw in raws)
    }
    return [
        Found(each.given, each.mapped) if each.mapped.ours in torn else each
        for each in found
    ]


def answers_of(found: Sequence[Found]) -> tuple[FileAnswer, ...]:
    """What is proposed, in the shape of every other file; each question once."""
    by_question = {
        each.mapped.ours: FileAnswer(each.given.place, each.mapped.ours, raw=each.raw)
        for each in found
        if each.raw is not None
    }
    return tuple(by_question.values())


def asked_of(document: Document) -> frozenset[str]:
    """The questions that are asked once: of an entry nothing is known from elsewhere."""
    return frozenset(
        question.id
        for section in document.sections
        if not section.repeat
        for question in section.questions
    )


def _raw(given: TheirAnswer, mapped: MappedQuestion) -> object:
    meant = mapped.answers.get(given.word)
    if meant == NUMBER:
        return {"value": given.text, "unit": mapped.unit}
    return meant
