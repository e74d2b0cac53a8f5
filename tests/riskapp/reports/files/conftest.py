from functools import cache
from pathlib import Path

import pytest

from riskapp.reports.context import About, build_context
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file

EXAMPLES = sorted(
    path for path in Path("docs/examples").glob("*.yaml") if path.stem != "README"
)


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def shown(request):
    """The values of the report on an example, and its answer set."""
    return shown_of(request.param)


@cache
def shown_of(path):
    answers, answer_set, result = score_file(path)
    about = About(
        "Buyer",
        answers.respondent_name,
        answers.respondent_country,
        "=cmd|' /C calc'!A0",
        answers.as_of,
        "A, B",
        "0" * 64,
        inputs_digest="1" * 64,
    )
    return build_context(about, answer_set, to_data(result)), answer_set
