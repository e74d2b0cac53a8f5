from functools import lru_cache
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Overlay, lay_over
from riskapp.presentation.changes import changes
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file
from riskapp.scoring.movement import Scored, ScorePair, movement, same_entries
from tests.factories.riskapp import example

EXAMPLES = (
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
    "typical",
)


@lru_cache
def _told(name):
    _, answer_set, result = score_file(Path(f"docs/examples/{name}.yaml"))
    return answer_set, to_data(result)


@pytest.fixture(params=EXAMPLES)
def told(request):
    """The answers of an example and their score as it is stored."""
    return _told(request.param)


@pytest.fixture
def told_of():
    """The same of one example by its name."""
    return _told


def said_in(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def scored(said, overlay=None):
    counts = lay_over(said, overlay or Overlay())
    return Scored(counts, said, to_data(evaluate(counts, core_catalogue())))


def changes_of(before, after, reader=None):
    same = same_entries(before.given, after.given)
    return changes(
        ScorePair(before, after, same, movement(before, after, same)), reader
    )
