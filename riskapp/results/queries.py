"""Scores of the same work, beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import answer_set_of, same_entries
from riskapp.assessments.models import Score
from riskapp.assessments.queries.evaluation import in_words
from riskapp.scoring import movement
from riskapp.scoring.movement import Movement, Scored, ScorePair

# What moved between two scores, by their ids: neither ever changes, and working it out takes
# up to a second. No answers are kept, only which places moved which numbers.
_MOVEMENTS: dict[tuple[UUID, UUID], Movement] = {}
_MOST = 100  # then it begins anew


def compared(before: Score, after: Score) -> ScorePair:
    """Two scores of the same work with the answers they evaluated, in the reader's language.

    At most five queries, and one for a version of the questionnaire that was not read yet.
    What moved is worked out once in a process.
    """
    old, new = _scored(before), _scored(after)
    same = _same_tools(before, after) or movement.same_entries(old.given, new.given)
    moved = _MOVEMENTS.get((before.pk, after.pk))
    if moved is None:
        moved = movement.movement(old, new, same)
        if len(_MOVEMENTS) >= _MOST:
            _MOVEMENTS.clear()
        _MOVEMENTS[before.pk, after.pk] = moved
    return ScorePair(old, new, same, moved)


def _scored(score: Score) -> Scored:
    plain = answer_set_of(score.response, as_of=score.as_of)
    overlay = overlay_of_data(score.result.get("overlay", []))
    return Scored(lay_over(plain, overlay), plain, in_words(score))


def _same_tools(before: Score, after: Score) -> Mapping[str, str]:
    """The tools of a later score with the same ones of an earlier score; empty where nothing
    is known but their names."""
    if before.response_id == after.response_id:
        return {tool["entry"]: tool["entry"] for tool in after.result["tools"]}
    return same_entries(after.response, before.response)
