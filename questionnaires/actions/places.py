"""Where something can be said: a question, for the response or for one of its entries."""

from __future__ import annotations

from questionnaires.document.model import Question
from questionnaires.errors import NotAsked
from questionnaires.models import Entry, Response
from questionnaires.queries import document_of


def question_at(response: Response, question_id: str, entry: Entry | None) -> Question:
    """The question of a place in a response, asked or not; raises NotAsked where there is none."""
    document = document_of(response.version)
    question = document.questions.get(question_id)
    if question is None or not question.section:
        raise NotAsked
    if entry is None:
        if question.repeated:
            raise NotAsked
    elif (
        entry.response_id != response.pk
        or entry.removed_at is not None
        or entry.section != question.section
    ):
        raise NotAsked
    return question
