from pathlib import Path

import pytest

from riskapp.reports.context import About, Followed, build_context
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file


@pytest.fixture
def values_of():
    """The values of the report on an example, with what people made of it."""

    def build(example, followed=None, **wanted):
        answers, answer_set, result = score_file(Path(f"docs/examples/{example}.yaml"))
        about = About(
            "Buyer", "Vendor", "RS", "Work", answers.as_of, "", "0" * 64, **wanted
        )
        return build_context(about, answer_set, to_data(result), followed or Followed())

    return build
