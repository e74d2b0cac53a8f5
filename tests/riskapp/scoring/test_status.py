from pathlib import Path

import pytest
import yaml

from riskapp.scoring.engine import Mark
from riskapp.scoring.status import Status, status_of, tally, together, worst

DATA = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "scoring_vectors.yaml").read_text()
)
WORDS = {"partly": "partly_met"}


def display_text(word):
    return Status(WORDS.get(word, word))


@pytest.mark.parametrize("case", DATA["criterion_status"], ids=lambda case: case["id"])
def test_criterion_state_follows_from_its_answers(case):
    weighted = [a for a in case["answers"] if a["w"]]
    marks = [
        Mark(a["w"], 4, is_open=True)
        if a.get("state") == "unanswered"
        else Mark(a["w"], a["r"])
        for a in weighted
        if a.get("state") != "na"
    ]

    assert status_of(together(map(tally, marks)), asked=len(weighted)) == display_text(
        case["expected"]
    )


@pytest.mark.parametrize("case", DATA["rollup"], ids=lambda case: case["id"])
def test_roll_up_takes_the_worst(case):
    assert worst([display_text(child) for child in case["children"]]) == display_text(
        case["expected"]
    )
