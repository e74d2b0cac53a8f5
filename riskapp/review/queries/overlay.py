"""What was said, and what lies over it: verdicts, and dates that passed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.overlay import Overlay, Place, lay_over
from questionnaires.document.values import is_reason
from questionnaires.document.wording import display_text
from questionnaires.models import Response
from questionnaires.queries import answer_sets_of, answered_on, answered_on_each
from riskapp.assessments.queries.tools import follow_up_for
from riskapp.review.choices import VerdictKind
from riskapp.review.models import ReviewNote, Verdict
from riskapp.tools.follow_up import Ending, FollowUp


def newest_verdicts(response: Response) -> dict[Place, Verdict]:
    """The verdict that counts at each place, taken-back ones left out; one query."""
    return newest_verdicts_on([response])[response.pk]


def newest_verdicts_on(
    responses: Iterable[Response],
) -> dict[UUID, dict[Place, Verdict]]:
    """The same of many responses; one query."""
    newest: dict[UUID, dict[Place, Verdict]] = {
        response.pk: {} for response in responses
    }
    for row in Verdict.objects.filter(response__in=newest).select_related("by"):
        newest[row.response_id][row.place] = row
    return {
        pk: {
            place: row
            for place, row in verdicts.items()
            if row.kind != VerdictKind.WITHDRAWN
        }
        for pk, verdicts in newest.items()
    }


def overlay_of(verdicts: Mapping[Place, Verdict]) -> Overlay:
    """What verdicts make of the answers."""
    return Overlay(
        corrected={
            place: row.value for place, row in verdicts.items() if row.value is not None
        },
        refused=frozenset(
            place for place, row in verdicts.items() if row.kind == VerdictKind.REFUSED
        ),
        verified=frozenset(place for place, row in verdicts.items() if row.is_verified),
        accepted=frozenset(
            place
            for place, row in verdicts.items()
            if row.kind == VerdictKind.ACCEPTED and is_reason(row.about)
        ),
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A submitted response with the verdicts on it: ``plain`` is what was said, ``counts``
    what counts."""

    plain: AnswerSet
    counts: AnswerSet
    overlay: Overlay
    verdicts: Mapping[Place, Verdict]
    endings: Sequence[Ending] = ()

    def lines(self) -> list[dict[str, Any]]:
        """The overlay as stored with a score: its data, and beside it both answers in words
        with the reason."""
        return [row | self._words(row) for row in self.overlay.as_data()]

    def _words(self, row: dict[str, Any]) -> dict[str, str]:
        place = row["question"], row["entry"]
        verdict = self.verdicts.get(place)
        return {
            "tool": title_of(self.plain, row["entry"]),
            "said": words_at(self.plain, place),
            "counts": words_at(self.counts, place),
            "reason": verdict.reason if verdict else "",
        }


def looked_at(review: Reviewed) -> tuple[int, int]:
    """How many of the answers that are asked for somebody has looked at, and how many there
    are."""
    places = [
        (item.question.id, item.entry.id if item.entry else "")
        for item in review.counts.items()
        if item.state is not State.HIDDEN
    ]
    return sum(place in review.verdicts for place in places), len(places)


def reviewed(response: Response, as_of: datetime.date | None = None) -> Reviewed:
    """The response with what lies over it on a day (today where none is given): verdicts, and
    dates that passed without anybody confirming them; four queries."""
    return reviewed_each([response], as_of)[response.pk]


def reviewed_each(
    responses: Collection[Response], as_of: datetime.date | None = None
) -> dict[UUID, Reviewed]:
    """The same of many responses; four queries."""
    plain = answer_sets_of(responses)
    verdicts = newest_verdicts_on(responses)
    rules = {response.pk: follow_up_for(response) for response in responses}
    answered = answered_on_each({pk: found.dated for pk, found in rules.items()})
    day = as_of or timezone.localdate()
    return {
        pk: _reviewed(answer_set, verdicts[pk], rules[pk], answered[pk], day)
        for pk, answer_set in plain.items()
    }


def _reviewed(
    plain: AnswerSet,
    verdicts: Mapping[Place, Verdict],
    rules: FollowUp,
    answered: Mapping[Place, datetime.date],
    as_of: datetime.date,
) -> Reviewed:
    said_over = overlay_of(verdicts)
    endings = rules.endings(lay_over(plain, said_over), answered)
    passed = lapsed_on(endings, plain, as_of)
    corrected = said_over.corrected
    overlay = replace(
        said_over,
        lapsed={place: day for place, day in passed.items() if place not in corrected},
    )
    return Reviewed(plain, lay_over(plain, overlay), overlay, verdicts, endings)


def endings_of(response: Response, answer_set: AnswerSet) -> list[Ending]:
    """The credentials of a response that end on a known day; one query."""
    rules = follow_up_for(response)
    return rules.endings(answer_set, answered_on(response, rules.dated))


def dates_near(
    response: Response, answer_set: AnswerSet, today: datetime.date
) -> list[dict[str, Any]]:
    """The credentials that have ended unconfirmed or are about to; one query."""
    soon = today + datetime.timedelta(days=settings.ROTATION_WARNING_DAYS)
    return [
        {"ending": ending, "has_passed": ending.ends_on < today}
        for ending in endings_of(response, answer_set)
        if ending.ends_on <= soon
    ]


def lapsed_on(
    endings: Iterable[Ending], answer_set: AnswerSet, as_of: datetime.date
) -> dict[Place, datetime.date]:
    """The answers that nobody confirmed in time, with the day that passed."""
    return {
        place: ending.ends_on
        for ending in endings
        if ending.ends_on < as_of
        for place in ending.places
        if answer_set.state(*place) is State.ANSWERED
    }


def title_of(answer_set: AnswerSet, entry_id: str) -> str:
    """What people call an entry; "" for none."""
    if not entry_id:
        return ""
    return next((e.title for e in answer_set.filled.entries if e.id == entry_id), "")


def words_at(answer_set: AnswerSet, place: Place) -> str:
    """The answer at a place in words; "" where the document has no such question."""
    question = answer_set.document.questions.get(place[0])
    if question is None:
        return ""
    return display_text(answer_set.document, question, answer_set.value(*place))


def notes_of(response: Response) -> dict[Place, list[ReviewNote]]:
    """Internal notes by place, oldest first; one query."""
    found: dict[Place, list[ReviewNote]] = {}
    for row in ReviewNote.objects.filter(response=response).select_related("by"):
        found.setdefault(row.place, []).append(row)
    return found
