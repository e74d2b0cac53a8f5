"""Questions of whoever asks, replies, and remarks of those who answer."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator

from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet, Item
from questionnaires.document.extending import extension
from questionnaires.models import Answer, Clarification, Entry, Remark, Response


def draft_about(
    response: Response, question: str, entry_id: str
) -> Clarification | None:
    """The question about an answer that is written and not sent."""
    drafts = Clarification.objects.drafts().filter(response=response, question=question)
    if entry_id:
        return drafts.filter(entry=uuid.UUID(entry_id)).first()
    return drafts.filter(entry=None).first()


def questions_asked(response: Response) -> dict[tuple[str, str], Clarification]:
    """The questions to be answered in a response, by its own places; one query, and one
    more where they are about entries."""
    asked = list(
        Clarification.objects.filter(asked_in=response).select_related("replied_by")
    )
    moved = (
        {
            origin: pk
            for pk, origin in Entry.objects.filter(response=response).values_list(
                "pk", "origin"
            )
        }
        if any(row.entry_id for row in asked)
        else {}
    )
    return {
        (row.question, str(moved.get(row.entry_id, "")) if row.entry_id else ""): row
        for row in asked
    }


def threads_of(response: Response) -> dict[tuple[str, str], list[Clarification]]:
    """Every question that was sent about an answer, with its reply, oldest first, by the
    places of this response; one query for each round of questions, and two more."""
    places: dict[uuid.UUID | None, str] = {None: ""}
    rows = Entry.objects.filter(response=response).values_list("pk", "origin")
    here = {pk: (str(pk), origin) for pk, origin in rows}
    asked_in: list[uuid.UUID] = []
    step: Response | None = response
    while step is not None:
        places |= {pk: own for pk, (own, _origin) in here.items()}
        if step.purpose in (Purpose.FIRST, Purpose.CYCLE):
            break
        asked_in.append(step.pk)
        origins = {origin: own for own, origin in here.values() if origin}
        rows = Entry.objects.filter(pk__in=origins).values_list("pk", "origin")
        here = {pk: (origins[pk], origin) for pk, origin in rows}
        step = step.follows
    found: dict[tuple[str, str], list[Clarification]] = {}
    for row in Clarification.objects.filter(asked_in__in=asked_in).select_related(
        "replied_by"
    ):
        if row.entry_id in places:
            found.setdefault((row.question, places[row.entry_id]), []).append(row)
    return found


def remarks_of(response: Response) -> dict[tuple[str, str], Remark]:
    """What is said about weak answers, by place; one query."""
    return {
        (row.question, "" if row.entry_id is None else str(row.entry_id)): row
        for row in Remark.objects.filter(response=response)
    }


def unexplained_by_section(answer_set: AnswerSet, response: Response) -> Counter[str]:
    """How many weak answers have neither an action nor a justification, by section; one query."""
    explained = remarks_of(response)
    return Counter(
        item.question.section
        for item, key in weak_answers(answer_set)
        if key not in explained
    )


def weak_answers(answer_set: AnswerSet) -> Iterator[tuple[Item, tuple[str, str]]]:
    """The weak answers that may still be changed, each with its place, in their order."""
    for item in answer_set.items():
        key = (item.question.id, item.entry.id if item.entry else "")
        if key in answer_set.filled.closed:
            continue
        if extension().opinion(answer_set, *key).is_weak:
            yield item, key


def answer_asked_about(clarification: Clarification) -> Answer | None:
    """The answer, in the response where the reply is given; None where there is none."""
    answers = Answer.objects.filter(
        response=clarification.asked_in, question=clarification.question
    ).select_related("response", "entry")
    if clarification.entry_id:
        return answers.filter(entry__origin=clarification.entry_id).first()
    return answers.filter(entry=None).first()
