"""Scores of the same work, beside each other."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import answer_set_of, same_entries
from riskapp.assessments.models import Score
from riskapp.assessments.queries.evaluation import in_words
from riskapp.scoring.movement import Scored


def scored(score: Score) -> Scored:
    """A score with the answers it evaluated, in the reader's language; two queries, and one for
    a version of the questionnaire that was not read yet."""
    plain = answer_set_of(score.response, as_of=score.as_of)
    overlay = overlay_of_data(score.result.get("overlay", []))
    return Scored(lay_over(plain, overlay), plain, in_words(score))


def same_tools(before: Score, after: Score) -> Mapping[str, str] | None:
    """The tools of a later score with the same ones of an earlier score; None where nothing
    is known but their names. At most one query."""
    if before.response_id == after.response_id:
        return {tool["entry"]: tool["entry"] for tool in after.result["tools"]}
    return same_entries(after.response, before.response) or None
