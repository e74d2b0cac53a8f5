"""What was said, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Document
from questionnaires.document.overlay import display_text_at, lay_over, overlay_of_data
from questionnaires.document.wording import display_text
from questionnaires.models import Clarification, Evidence, Remark
from questionnaires.queries import (
    answer_set_of,
    evidence_of_response,
    remarks_of,
    threads_of,
)
from riskapp.assessments.models import Assessment
from riskapp.scoring.rated.answer_set import RatedItem, items_of
from riskapp.scoring.rated.model import rated


def answer_set_for(assessment: Assessment) -> AnswerSet:
    """The evaluated response of an assessment, with whatever lay over it when it was scored;
    two queries."""
    plain = answer_set_of(assessment.response)
    score = assessment.score
    if score is None or score.response_id != assessment.response_id:
        return plain
    return lay_over(plain, overlay_of_data(score.result.get("overlay", [])))


Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AnswerMargin:
    """What stands beside the answers, keyed (question, entry id or "")."""

    evidence: Mapping[Place, Sequence[Evidence]] = field(default_factory=dict)
    threads: Mapping[Place, Sequence[Clarification]] = field(default_factory=dict)
    remarks: Mapping[Place, Remark] = field(default_factory=dict)


def beside(assessment: Assessment) -> AnswerMargin:
    """The vendor's evidence and remarks, and what was asked and replied; three queries, and
    two more for each round of questions."""
    return AnswerMargin(
        evidence_of_response(assessment.response_id),
        threads_of(assessment.response),
        remarks_of(assessment.response),
    )


def answers_behind(
    answer_set: AnswerSet | None, question_ids: Iterable[str], entry_id: str
) -> list[dict[str, Any]]:
    """Questions with their answers in words, for one entry or for all of them.

    Empty without an answer set: that is how a page says that its reader may not see answers.
    """
    if answer_set is None:
        return []
    rows = []
    for question_id in question_ids:
        question = answer_set.document.questions.get(question_id)
        if question is None:
            continue
        entries = [""]
        if question.repeated:
            every = [entry.id for entry in answer_set.entries(question.section)]
            entries = [entry_id] if entry_id else every
        for entry in entries:
            if not answer_set.shown(question_id, entry):
                continue
            rows.append(
                {
                    "id": question_id,
                    "text": question.text,
                    "entry": entry,
                    "display_text": display_text_at(answer_set, question_id, entry),
                }
            )
    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    return [
        row | {"tool": "" if entry_id else titles.get(str(row["entry"]), "")}
        for row in rows
    ]


def answers_by_section(
    answer_set: AnswerSet, margin: AnswerMargin | None = None
) -> list[dict[str, Any]]:
    """All answers in words with their risk and what stands beside them, by section and
    by entry; hidden ones left out."""
    margin = margin or AnswerMargin()
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for item in items_of(answer_set):
        if item.state is State.HIDDEN:
            continue
        section = answer_set.document.section_by_code[item.question.section]
        entry_id = item.entry.id if item.entry else ""
        group = groups.setdefault(
            (section.code, entry_id),
            {
                "section": section.code,
                "entry": entry_id,
                "kind": section.entry_name if item.entry else "",
                "title": item.entry.title if item.entry else section.title,
                "rows": [],
            },
        )
        row = _row(answer_set, item, entry_id)
        place = (item.question.id, entry_id)
        row["attached"] = margin.evidence.get(place, ())
        row["thread"] = margin.threads.get(place, ())
        row["remark"] = margin.remarks.get(place)
        group["rows"].append(row)
    return list(groups.values())


def questions_in_words(assessment: Assessment) -> dict[str, list[dict[str, Any]]]:
    """The questions to the vendor beside the answers they are about: written, waiting, replied."""
    answer_set = answer_set_for(assessment)
    found: dict[str, list[dict[str, Any]]] = {
        "drafts": [],
        "waiting": [],
        "replied": [],
    }
    about = Clarification.objects.filter(response=assessment.response_id)
    for row in about.select_related("replied_by", "asked_in"):
        entry = str(row.entry_id) if row.entry_id else ""
        kind = "waiting" if row.asked_in_id == assessment.follow_up_id else None
        if row.asked_in is None:
            kind = "drafts"
        if kind:
            behind = answers_behind(answer_set, [row.question], entry)
            found[kind] += [{"row": row, "answer": behind[0]} for _ in behind[:1]]
    for (question, entry), rows in threads_of(assessment.response).items():
        behind = answers_behind(answer_set, [question], entry)
        found["replied"] += [
            {"row": row, "answer": behind[0]} for row in rows if behind
        ]
    return found


def profile_in_words(
    document: Document, profile: dict[str, Any]
) -> list[dict[str, str]]:
    """The buyer's own answers about an engagement."""
    return [
        {
            "id": q.id,
            "text": q.text,
            "display_text": display_text(document, q, profile.get(q.id)),
        }
        for q in document.profile
    ]


def _row(answer_set: AnswerSet, item: RatedItem, entry_id: str) -> dict[str, Any]:
    question = item.question
    return {
        "id": question.id,
        "text": question.text,
        "weight": rated(question).weight,
        "display_text": display_text_at(answer_set, question.id, entry_id),
        "state": item.standing,
        "risk": item.risk,
        "why": item.why,
        "evidence": answer_set.filled.evidence.get((question.id, entry_id), "declared"),
    }
