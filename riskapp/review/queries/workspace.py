"""The pages of a review, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionnaires.document.overlay import Place
from questionnaires.document.wording import display_text
from questionnaires.models import Clarification, Entry
from questionnaires.queries import (
    draft_about,
    evidence_of_response,
    remarks_of,
    threads_of,
    values_last_cycle,
)
from riskapp.assessments.models import Assessment, Score, ScoreChange
from riskapp.evidence.model import CONFIRMS, CONTRADICTS
from riskapp.facts.queries.claims import FileClaims, beside
from riskapp.presentation.score import LABELS, SHARES
from riskapp.review.models import Verdict
from riskapp.review.queries.clashes import Clash, words_by_place
from riskapp.review.queries.contradictions import clashes_of
from riskapp.review.queries.overlay import Reviewed, notes_of, reviewed
from riskapp.review.queries.queue import QueueRow, Signs, queue, signs_of
from riskapp.scoring.bearings import bearings_of
from riskapp.scoring.catalogue import catalogue_for
from riskapp.scoring.evaluation import evaluate

# The numbers of a score that can move, in the order they are told.
MOVING = (
    "residual",
    "residual_model",
    "inherent",
    "control",
    "evidence",
    "completeness",
)
WHAT = {
    "answered": _("Answered again"),
    "added": _("New in the register"),
    "corrected": _("Corrected"),
    "refused": _("“Not applicable” refused, counts as open"),
    "verified": _("Evidence checked"),
    "accepted": _("“Does not apply” accepted"),
    "lapsed": _("Not confirmed in time, counts as open"),
    "taken_back": _("Verdict taken back"),
}


@dataclass(frozen=True, slots=True)
class Workspace:
    """The queue of a review with everything its order comes from."""

    review: Reviewed
    signs: Signs
    rows: Sequence[QueueRow]
    threads: Mapping[Place, Sequence[Clarification]]
    clashes: Sequence[Clash]
    beside: FileClaims

    def row(self, place: Place) -> QueueRow | None:
        """The line of a place; None where nothing is asked there."""
        return next((row for row in self.rows if row.place == place), None)

    def neighbour(self, row: QueueRow, step: int) -> QueueRow | None:
        """The line before (-1) or after (1); None at the ends."""
        at = list(self.rows).index(row) + step
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def next_left(self, row: QueueRow) -> QueueRow | None:
        """The next line nobody has looked at, from the start again after the last."""
        at = list(self.rows).index(row)
        ahead = [*self.rows[at + 1 :], *self.rows[:at]]
        return next((line for line in ahead if line.verdict is None), None)


def workspace(assessment: Assessment) -> Workspace:
    """The queue of a scored assessment."""
    if assessment.score is None:
        raise ValueError("there is nothing to review before there is a score")
    review = reviewed(assessment.response)
    threads = threads_of(assessment.response)
    last = values_last_cycle(assessment.response)
    clashes = clashes_of(assessment.response, review.plain, last)
    shown = beside(assessment.response, review.plain)
    signs = signs_of(
        assessment,
        assessment.score,
        review.plain.document,
        _open_words(clashes, shown),
        last,
        [place for place, rows in threads.items() if any(row.reply for row in rows)],
    )
    return Workspace(review, signs, queue(review, signs), threads, clashes, shown)


def _open_words(clashes: Sequence[Clash], shown: FileClaims) -> dict[Place, list[str]]:
    """What is open about each answer in one line each, and what files show otherwise."""
    found = words_by_place(clashes)
    for place, claims in shown.by_place.items():
        files = [one.claim.file for one in claims if one.state == CONTRADICTS]
        for file in dict.fromkeys(files):
            words = gettext("The file %(file)s shows something else") % {"file": file}
            found.setdefault(place, []).append(words)
    return found


def answer_in_full(
    assessment: Assessment, desk: Workspace, row: QueueRow
) -> dict[str, Any]:
    """Everything beside one answer: evidence, remark, notes, contradictions, past verdicts."""
    response = assessment.response
    place = row.place
    last = desk.signs.last_cycle.get(place)
    before = desk.signs.last_round.get(place)
    document = desk.review.plain.document
    verdicts = Verdict.objects.filter(
        response=response,
        question=row.question.id,
        entry=UUID(row.entry) if row.entry else None,
    ).select_related("by")
    return {
        "evidence": evidence_of_response(response.pk).get(place, ()),
        "remark": remarks_of(response).get(place),
        "thread": desk.threads.get(place, ()),
        "draft": draft_about(response, *place),
        "notes": notes_of(response).get(place, ()),
        "verdicts": [
            {
                "row": verdict,
                "counts": display_text(document, row.question, verdict.value)
                if verdict.value is not None
                else "",
            }
            for verdict in reversed(verdicts)
        ],
        "last_cycle": display_text(document, row.question, last)
        if last is not None
        else "",
        "last_round": display_text(document, row.question, before)
        if before is not None and before not in (last, desk.review.plain.value(*place))
        else "",
        "can_be_verified": any(
            one.state == CONFIRMS and one.is_recheckable
            for one in desk.beside.by_place.get(place, ())
        ),
        "shown": desk.beside.by_place.get(place, ()),
        "clashes": [c for c in desk.clashes if place in c.places or c.place == place],
        "criteria": bearings_of(
            desk.review.counts, catalogue_for(assessment.organisation.country)
        ).of_question(row.question),
        "is_not_applicable": desk.review.plain.state(*place).value == "not_applicable",
        "evidence_level": desk.review.counts.filled.evidence.get(place, "declared"),
    }


def entry_of(row: QueueRow) -> Entry | None:
    """The entry an answer belongs to."""
    return Entry.objects.filter(pk=row.entry).first() if row.entry else None


def preview(score: Score, review: Reviewed, country: str) -> dict[str, Any] | None:
    """What the score would be with the verdicts so far; None where it is that already."""
    if review.overlay.digest == score.overlay_digest:
        return None
    result = evaluate(review.counts, catalogue_for(country))
    return {
        "residual": result.residual,
        "residual_model": result.residual_model,
        "rating": result.rating,
    }


def change_rows(change: ScoreChange) -> dict[str, Any]:
    """One change of the score: which numbers moved, and because of which answers."""
    moved = []
    for name in (*MOVING, "rules_fired"):
        then, now = getattr(change.before, name), getattr(change.after, name)
        if then != now:
            label = LABELS.get(name)
            row = {
                "label": gettext(label) if label else _("Critical rules triggered"),
                "before": then,
                "after": now,
                "unit": " %" if name in SHARES else "",
            }
            moved.append(row)
    return {
        "change": change,
        "moved": moved,
        "why": [row | {"words": WHAT[row["what"]]} for row in change.why],
    }
