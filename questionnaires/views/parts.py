"""The questions of an entry under their headings, one part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide, Part
from questionnaires.document.model import Section
from questionnaires.document.progress import progress_of
from questionnaires.views.question_views import QuestionView


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """One heading with its questions; ``is_unfolded`` where to go on."""

    part: Part
    question_views: Sequence[QuestionView]
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
    question_views: Sequence[QuestionView],
    answer_set: AnswerSet,
    entry_id: str,
) -> list[PartOfPage]:
    """The parts of an entry's page that have questions; none where a section has no parts."""
    if section.code != guide.section:
        return []
    by_id = {question_view.id: question_view for question_view in question_views}
    filled = [
        (part, [by_id[name] for name in part.questions if name in by_id])
        for part in guide.parts
    ]
    filled = [(part, inside) for part, inside in filled if inside]
    unfolded = _where_to_go_on(filled)
    counts = part_counts(guide, section, answer_set, entry_id)
    return [
        PartOfPage(
            part,
            inside,
            *counts[part.code],
            is_unfolded=place == unfolded,
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


def _where_to_go_on(filled: Sequence[tuple[Part, Sequence[QuestionView]]]) -> int:
    """The part with what was refused, else the first with something open, else the first."""
    for wanted in ("error", "is_open"):
        for place, (_part, inside) in enumerate(filled):
            if any(getattr(question_view, wanted) for question_view in inside):
                return place
    return 0
