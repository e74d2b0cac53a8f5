"""What reviewers made of what a vendor said about its tools; both stay visible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import OverlaidAnswerSet, Place
from questionnaires.document.values import Value
from questionnaires.document.wording import display_text
from riskapp.tools.register import Register

# What lies over an answer and changes what counts.
KINDS = ("corrected", "refused", "lapsed")


@dataclass(frozen=True, slots=True)
class Correction:
    """What counts in place of an answer, in words and as the answers ``before`` and ``after``,
    and why; ``kind`` is one of ``KINDS``."""

    kind: str
    display_text: str
    counts: str
    reason: str = ""
    before: Value | None = None
    after: Value | None = None


def corrections_at(
    answer_set: AnswerSet, lines: Iterable[Mapping[str, Any]]
) -> dict[Place, Correction]:
    """The corrections among the lines of an overlay, as a score keeps them, by place.

    Their words are in the language of the document of the answer set.
    """
    if not isinstance(answer_set, OverlaidAnswerSet):
        return {}
    found = {}
    for line in lines:
        place = line["question"], line["entry"]
        question = answer_set.document.questions.get(place[0])
        if line["kind"] in KINDS and question is not None:
            before, after = answer_set.plain.value(*place), answer_set.value(*place)
            found[place] = Correction(
                kind=line["kind"],
                display_text=display_text(answer_set.document, question, before),
                counts=display_text(answer_set.document, question, after),
                reason=line.get("reason", ""),
                before=before,
                after=after,
            )
    return found


def corrected_columns(
    register: Register, entry_id: str, corrections: Mapping[Place, Correction]
) -> dict[str, dict[str, Any]]:
    """The corrections of one tool, JSON-ready, by the column they are about."""
    found = {}
    for column, question in register.columns.items():
        correction = corrections.get((question, entry_id))
        if correction is not None:
            found[column] = {
                "kind": correction.kind,
                "said": correction.display_text,
                "counts": correction.counts,
                "reason": correction.reason,
                "before": correction.before,
                "after": correction.after,
            }
    return found
