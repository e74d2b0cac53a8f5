"""Answers that somebody may confirm, whatever proposes them: one list for every page.

They come from what is published about an entry (the guide), from what was answered before, and
from whoever listens to ``questionnaires.signals.offering``. None counts before it is confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, cast
from uuid import UUID

from questionnaires.choices import EventKind
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.guides import Told
from questionnaires.document.model import Question
from questionnaires.document.overlay import Place
from questionnaires.document.values import Value, with_answer
from questionnaires.models import Response, ResponseEvent
from questionnaires.queries.documents import guide_for
from questionnaires.signals import offering


@dataclass(frozen=True, slots=True)
class ShownGround:
    """What speaks for a proposed answer, in words: what is shown, where, of which day, and how
    much it counts."""

    text: str
    place: str = ""
    day: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """One answer that somebody may confirm at one place, and all that speaks for it.

    ``told`` is published, ``alike`` names the entry that has the same answer, ``because`` says
    what it follows from, ``shown`` comes from others, whose own things ``sources`` are.
    ``is_there`` says that it is the answer that stands: given ``before`` and not confirmed, or
    confirmed by what is shown.
    """

    question: Question
    entry: str
    value: Value
    told: tuple[Told, ...] = ()
    alike: str = ""
    because: str = ""
    shown: tuple[ShownGround, ...] = ()
    sources: tuple[object, ...] = ()
    is_there: bool = False
    before: str = ""

    @property
    def place(self) -> Place:
        return self.question.id, self.entry


@dataclass(frozen=True, slots=True)
class OfferedEntry:
    """An entry of a section that nobody listed, and how many answers are proposed for it;
    ``url`` is where it is added with them."""

    section: str
    name: str
    answers: int
    url: str


Offered = OfferedAnswer | OfferedEntry


def offered(
    response: Response,
    answer_set: AnswerSet,
    at: str | None = None,
    *,
    questions: Collection[str] | None = None,
    others: Iterable[Offered] | None = None,
    with_before: bool = False,
) -> list[OfferedAnswer]:
    """Everything that is proposed, or what is at one entry ("": the questionnaire as a whole)
    and for some ``questions``; what was answered before only where that is asked for. What
    ``others`` propose costs their queries, unless it is at hand; nothing else costs any."""
    found = _published(response, answer_set, at)
    if with_before:
        found += _before(answer_set, at)
    if others is None:
        others = of_others(response, answer_set, questions)
    found += [
        one
        for one in others
        if isinstance(one, OfferedAnswer) and at in (None, one.entry)
    ]
    if questions is not None:
        found = [one for one in found if one.question.id in questions]
    return still_offered(response, _together(found))


def undisputed(
    answer_set: AnswerSet, offers: Iterable[OfferedAnswer]
) -> list[OfferedAnswer]:
    """Those that can be confirmed together: nothing else is proposed at their place, and they
    are asked once all of them stand."""
    values: dict[Place, set[str]] = {}
    listed = list(offers)
    for one in listed:
        values.setdefault(one.place, set()).add(_text(one.value))
    alone = [one for one in listed if len(values[one.place]) == 1]
    there = [one for one in alone if one.is_there and answer_set.asks(*one.place)]
    return there + able_to_stand(answer_set, [o for o in alone if not o.is_there])


def able_to_stand(
    answer_set: AnswerSet, chosen: Sequence[OfferedAnswer]
) -> list[OfferedAnswer]:
    """Of several proposals those that are asked once all of them stand; one for each place."""
    first: dict[Place, OfferedAnswer] = {}
    for one in chosen:
        first.setdefault(one.place, one)
    kept = list(first.values())
    for _turn in range(len(kept)):
        filled = answer_set.filled
        for one in kept:
            filled = with_answer(
                answer_set.document, filled, one.question, one.entry, one.value
            )
        after = AnswerSet(answer_set.document, filled, answer_set.as_of)
        left = [one for one in kept if after.asks(*one.place)]
        if len(left) == len(kept):
            break
        kept = left
    return kept


def of_others(
    response: Response,
    answer_set: AnswerSet,
    questions: Collection[str] | None = None,
) -> list[Offered]:
    """What others propose, also for entries that nobody listed."""
    heard = offering.send(
        sender=Response, response=response, answer_set=answer_set, questions=questions
    )
    return [one for _receiver, given in heard for one in cast("list[Offered]", given)]


def proposes_anything(
    response: Response, answer_set: AnswerSet, may_see: Callable[[Offered], bool]
) -> bool:
    """Whether anything is proposed that a person ``may_see``; what costs least is looked at
    first, and no further than needed: one query for most."""
    if any(map(may_see, _before(answer_set, None))):
        return True
    published = filter(may_see, _published_in_turn(response, answer_set))
    if (first := next(published, None)) is not None:
        refused = _refused(response)
        if any(_key(one) not in refused for one in chain([first], published)):
            return True
    others = list(filter(may_see, of_others(response, answer_set)))
    answers = [one for one in others if isinstance(one, OfferedAnswer)]
    return len(answers) < len(others) or bool(still_offered(response, answers))


def _published_in_turn(
    response: Response, answer_set: AnswerSet
) -> Iterator[OfferedAnswer]:
    """What is published about one entry after the other, of those with open questions."""
    code = guide_for(response).section
    for entry in answer_set.entries(code):
        questions = answer_set.document.section_by_code[code].questions
        if any(answer_set.state(q.id, entry.id) is State.OPEN for q in questions):
            yield from _published(response, answer_set, entry.id)


def _published(
    response: Response, answer_set: AnswerSet, at: str | None
) -> list[OfferedAnswer]:
    guide = guide_for(response)
    return [
        OfferedAnswer(
            proposal.question,
            listed.id,
            proposal.value,
            tuple(proposal.grounds),
            proposal.alike,
            proposal.because,
        )
        for listed in (answer_set.entries(guide.section) if guide.section else ())
        if at in (None, listed.id)
        for proposal in guide.proposals(
            guide.catalogue.plans.get(listed.catalogue), answer_set, listed.id
        )
    ]


def _before(answer_set: AnswerSet, at: str | None) -> list[OfferedAnswer]:
    """Answers that were given before, copied or taken from elsewhere, and not confirmed."""
    found = []
    for (name, entry), why in answer_set.filled.set_aside.items():
        value = answer_set.value(name, entry)
        if at in (None, entry) and value is not None and answer_set.asks(name, entry):
            question = answer_set.document.questions[name]
            found.append(
                OfferedAnswer(question, entry, value, is_there=True, before=why)
            )
    return found


def _together(offers: Collection[OfferedAnswer]) -> list[OfferedAnswer]:
    """The same answer at the same place is told once, with everything that speaks for it."""
    found: dict[tuple[Place, str], OfferedAnswer] = {}
    for one in offers:
        key = _key(one)
        if key not in found:
            found[key] = one
            continue
        known = found[key]
        found[key] = replace(
            known,
            shown=known.shown + one.shown,
            sources=known.sources + one.sources,
            is_there=known.is_there or one.is_there,
            before=known.before or one.before,
        )
    return list(found.values())


def still_offered(
    response: Response, offers: Sequence[OfferedAnswer]
) -> list[OfferedAnswer]:
    """What nobody marked as not so; one query, none where nothing is proposed. An answer that
    is there is changed instead."""
    if all(one.is_there for one in offers):
        return list(offers)
    refused = _refused(response)
    return [one for one in offers if one.is_there or _key(one) not in refused]


def _refused(response: Response) -> set[tuple[Place, str]]:
    """What was marked as not so; one query."""
    rows: Iterable[tuple[str, UUID | None, Any]] = ResponseEvent.objects.filter(
        response=response, kind=EventKind.OFFER_REFUSED
    ).values_list("question", "entry", "after")
    return {
        ((question, "" if entry is None else str(entry)), _text(after["value"]))
        for question, entry, after in rows
    }


def _key(one: OfferedAnswer) -> tuple[Place, str]:
    return one.place, _text(one.value)


def _text(value: Value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
