"""The questions of an entry under their headings, one part at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.guides import Guide, Part
from questionnaires.document.model import Question, Section
from questionnaires.document.progress import progress_of


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """One heading with the questions that are asked under it. They stand on the page where it
    is unfolded; a script fetches the others when somebody opens them."""

    part: Part
    questions: Sequence[Question]
    answered: int
    applicable: int
    is_unfolded: bool
    following: Part | None

    @property
    def code(self) -> str:
        return self.part.code

    @property
    def title(self) -> str:
        return self.part.title

    @property
    def names(self) -> str:
        """Its questions, for the script that puts in what is asked later."""
        return " ".join(self.part.questions)

    @property
    def is_done(self) -> bool:
        return self.answered >= self.applicable


def parts_of(
    guide: Guide,
    section: Section,
    answer_set: AnswerSet,
    entry_id: str,
    *,
    at: str = "",
    is_whole: bool = False,
    left: Collection[str] | None = None,
) -> list[PartOfPage]:
    """The parts of an entry's page that have questions; none where a section has no parts.

    ``at`` names the part to open, or a question in it; without it, or with what is in no
    part, it is the first with something left to answer. On a page that ``is_whole`` all are,
    and on one of what is ``left`` those with such questions, which stand there alone.
    """
    if section.code != guide.section:
        return []
    asked = {q.id: q for q in section.questions if answer_set.asks(q.id, entry_id)}
    filled = [
        (part, [asked[name] for name in part.questions if name in asked])
        for part in guide.parts
    ]
    filled = [(part, inside) for part, inside in filled if inside]
    unfolded = _where_to_go_on(filled, answer_set, entry_id, at)
    counts = part_counts(guide, section, answer_set, entry_id)
    if left is not None:
        return [
            PartOfPage(part, here, *counts[part.code], bool(here), following=None)
            for part, inside in filled
            for here in [[q for q in inside if q.id in left]]
        ]
    return [
        PartOfPage(
            part,
            inside,
            *counts[part.code],
            is_unfolded=is_whole or place == unfolded,
            following=filled[place + 1][0] if place + 1 < len(filled) else None,
        )
        for place, (part, inside) in enumerate(filled)
    ]


def part_counts(
    guide: Guide, section: Section, answer_set: AnswerSet, entry_id: str
) -> dict[str, tuple[int, int]]:
    """How many questions of each part are answered, and asked."""
    if section.code != guide.section:
        return {}
    return {
        part.code: progress_of(answer_set, part.questions, entry_id)
        for part in guide.parts
    }


def question_url(
    response_id: UUID, section: str, entry_id: UUID | str, question_id: str
) -> str:
    """Where a question stands: on the page of its section, or in its part of an entry's page."""
    if not entry_id:
        url = reverse("questionnaires:section", args=[response_id, section])
        return f"{url}#{question_id}"
    url = reverse("questionnaires:entry", args=[response_id, entry_id])
    return f"{url}?at={question_id}#{question_id}"


def _where_to_go_on(
    filled: Sequence[tuple[Part, Sequence[Question]]],
    answer_set: AnswerSet,
    entry_id: str,
    at: str,
) -> int:
    for place, (part, _inside) in enumerate(filled):
        if at and at in (part.code, *part.questions):
            return place
    for place, (_part, inside) in enumerate(filled):
        if any(answer_set.state(q.id, entry_id) is State.OPEN for q in inside):
            return place
    return 0
