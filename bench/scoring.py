"""Scoring one full response with 8 tools, and what putting its themes right would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import Result, timed
from questionnaires.document.answer_set import AnswerSet
from riskapp.common.collecting import collected_later
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.files import score_file
from riskapp.scoring.mending import Mending
from riskapp.scoring.themes import themes_of

THEMES = 15
LARGEST = Path("docs/examples/production-agents.yaml")


def results() -> Iterator[Result]:
    answers, _, result = score_file(LARGEST)
    catalogue = core_catalogue()
    with collected_later():  # as whoever scores a response does
        scored = timed(
            "score one full response with 8 tools",
            lambda: evaluate(
                AnswerSet(answers.document, answers.filled, answers.as_of), catalogue
            ),
            runs=200,
            target=3,
        )
    yield scored
    themes = themes_of(result, answers.document)[:THEMES]

    def what_if() -> None:
        mending = Mending(AnswerSet(answers.document, answers.filled, answers.as_of))
        for theme in themes:
            mending.after_themes([theme])

    yield timed(
        f"what if: {len(themes)} themes, each alone", what_if, runs=20, target=50
    )
