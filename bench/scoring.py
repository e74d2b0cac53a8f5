"""Scoring one full response with 8 tools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import Result, timed
from questionnaires.document.sheet import Sheet
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.files import score_file
from riskapp.scoring.judge import judge

LARGEST = Path("docs/examples/production-agents.yaml")


def results() -> Iterator[Result]:
    answers, _, _ = score_file(LARGEST)
    catalogue = core_catalogue()
    yield timed(
        "score one full response with 8 tools",
        lambda: judge(
            Sheet(answers.document, answers.filled, answers.as_of), catalogue
        ),
        runs=200,
        target=5,
    )
