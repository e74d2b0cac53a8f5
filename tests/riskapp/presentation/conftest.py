from functools import lru_cache
from pathlib import Path

import pytest

from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file

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
