"""What the people at a vendor ask, and what they were told."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from questionnaires.choices import Purpose
from questionnaires.document.model import Question
from questionnaires.models import Response
from questionnaires.queries import Thread, document_of, threads_in
from riskapp.assessments.models import Assessment
from riskapp.common.wall import in_organisation


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread with the question it is about; None where it is about the whole."""

    question: Question | None
    thread: Thread


def conversations(assessment: Assessment) -> list[Conversation]:
    """Every thread, those that wait first, otherwise in the order of the questionnaire."""
    document = document_of(assessment.response.version)
    order = {name: place for place, name in enumerate(document.questions)}
    threads = threads_in(responses_of(assessment)).values()
    return [
        Conversation(document.questions.get(thread.question), thread)
        for thread in sorted(
            threads, key=lambda one: (not one.waits, order.get(one.question, -1))
        )
    ]


def responses_of(assessment: Assessment) -> list[UUID]:
    """The responses of an assessment: what is answered now, and the rounds before it in the
    same cycle; one query for each."""
    found: list[UUID] = []
    step: Response | None = assessment.follow_up or assessment.response
    while step is not None:
        found.append(step.pk)
        if step.purpose in (Purpose.FIRST, Purpose.CYCLE):
            break
        step = step.follows
    return found


def assessment_of(response: Response) -> Assessment | None:
    """The assessment that asks, or once asked, a response; the newest of several."""
    with in_organisation(response.tenant):
        return (
            Assessment.objects.filter(
                Q(response=response)
                | Q(follow_up=response)
                | Q(scores__response=response)
            )
            .select_related("organisation", "engagement__vendor")
            .order_by("-started_at")
            .first()
        )
