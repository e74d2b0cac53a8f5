"""Where something can be said: a question, for the response or for one of its entries."""

from __future__ import annotations

from uuid import UUID

from questionnaires.document.model import Question
from questionnaires.errors import NotAsked
from questionnaires.models import Entry, Response
from questionnaires.queries import document_of


def entry_and_question(
    response: Response, question_id: str, entry_id: str
) -> tuple[Question, Entry | None]:
    """A question with the entry it is about, by id; raises NotAsked where there is none."""
    entry = None
    if entry_id:
        try:
            entry = Entry.objects.filter(response=response, pk=UUID(entry_id)).first()
        except ValueError:
            raise NotAsked from None
        if entry is None:
            raise NotAsked
    return question_at(response, question_id, entry), entry


def question_at(response: Response, question_id: str, entry: Entry | None) -> Question:
    """The question of a place in a response, shown or not; raises NotAsked where there is none
    and where its answer may not be changed in a response that is open."""
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
    place = [question_id, str(entry.pk) if entry else ""]
    if response.is_open and place in response.closed:
        raise NotAsked
    return question
