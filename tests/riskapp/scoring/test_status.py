from pathlib import Path

import pytest

from riskapp.scoring.engine import Mark
from riskapp.scoring.status import NOTHING, Status, status_of, tally, worst
from tests.factories.plain import plain_yaml

DATA = plain_yaml(
    (Path(__file__).parents[2] / "data" / "scoring_vectors.yaml").read_text()
)
WORDS = {"partly": "partly_met"}


def status_named(word):
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

    assert status_of(sum(map(tally, marks)), asked=len(weighted)) == status_named(
        case["expected"]
    )


@pytest.mark.parametrize("case", DATA["rollup"], ids=lambda case: case["id"])
def test_roll_up_takes_the_worst(case):
    assert worst([status_named(child) for child in case["children"]]) == status_named(
        case["expected"]
    )


@pytest.mark.parametrize(
    ("marks", "strict", "expected"),
    [
        ([], False, "not_applicable"),
        ([Mark(2, 0)], False, "met"),
        ([Mark(2, 1)], False, "met"),
        ([Mark(2, 2)], False, "partly_met"),
        ([Mark(2, 3)], False, "not_met"),
        ([Mark(9, 0), Mark(1, 4)], False, "not_met"),
        ([Mark(1, 2), Mark(1, 2)], False, "partly_met"),
        # With something open the best is not reached, and nothing at all where it is strict.
        ([Mark(2, 0), Mark(2, 4, is_open=True)], False, "partly_met"),
        ([Mark(2, 0), Mark(2, 4, is_open=True)], True, "not_answered"),
        ([Mark(2, 4), Mark(2, 4, is_open=True)], True, "not_met"),
        ([Mark(2, 4, is_open=True)], False, "not_answered"),
        ([Mark(2, 0)], True, "met"),
    ],
)
def test_the_best_status_is_for_good_answers_alone(marks, strict, expected):
    found = status_of(sum(map(tally, marks)), asked=3, strict=strict)

    assert found == expected


def test_nothing_follows_from_nothing():
    assert status_of(NOTHING, asked=0) == Status.INFORMATION_ONLY
    assert worst([]) == Status.INFORMATION_ONLY
    assert sum([tally(None)]) == NOTHING


LEFT_OPEN = Mark(1, 4, is_open=True)
NEVER_ASKED = Mark(1, 4, is_open=True, is_asked=False)


@pytest.mark.parametrize(
    ("marks", "strict", "expected"),
    [
        ([NEVER_ASKED], False, Status.NOT_ASKED),
        ([LEFT_OPEN, NEVER_ASKED], False, Status.NOT_ANSWERED),
        ([LEFT_OPEN], False, Status.NOT_ANSWERED),
        ([], False, Status.NOT_APPLICABLE),
        ([NEVER_ASKED, Mark(2, 0)], False, Status.PARTLY_MET),
        ([NEVER_ASKED, Mark(2, 0)], True, Status.NOT_ASKED),
        ([LEFT_OPEN, NEVER_ASKED, Mark(2, 0)], True, Status.NOT_ANSWERED),
        ([Mark(2, 0)], True, Status.MET),
        ([NEVER_ASKED, Mark(2, 4)], True, Status.NOT_MET),
    ],
)
def test_what_was_never_asked_is_told_apart_from_what_was_left_open(
    marks, strict, expected
):
    found = status_of(sum(map(tally, marks)), asked=3, strict=strict)

    assert found is expected
