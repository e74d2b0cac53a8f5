from itertools import pairwise

import pytest

from riskapp.inventory.queries import graph_of, picture_of
from riskapp.inventory.queries.calls import Trust
from riskapp.scoring.files import score_file
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.riskapp import EXAMPLES


def graph(example):
    return graph_of(score_file(EXAMPLES / f"{example}.yaml")[1])


def test_orchestrators_call_agents_and_nobody_asks_who_they_are():
    found = graph("production-agents")

    between = [c for c in found.calls if c.question == "IAA-02"]
    assert {call.caller.layer for call in between} == {"orchestrator"}
    assert {call.trust for call in between} == {Trust.OPEN}
    assert between == found.unproven


def test_every_tool_that_signs_in_calls_code_and_systems():
    found = graph("production-agents")

    signed_in = {c.caller.label for c in found.calls if c.called.id == "systems"}
    assert len(signed_in) == 8


def test_a_vendor_that_says_nothing_is_not_taken_for_safe():
    found = graph("half-answered")

    silent = [call for call in found.calls if call.how == "Not answered"]
    assert {call.trust for call in silent} <= {Trust.UNKNOWN}


def test_no_agents_and_no_tools_make_an_empty_picture():
    found = graph_of(answer_set_of(minimal_document()))

    assert (found.nodes, found.calls) == ([], [])
    assert picture_of(found).boxes == []


@pytest.mark.parametrize("example", ["careful", "production-agents", "typical"])
def test_boxes_do_not_overlap_and_stay_inside(example):
    picture = picture_of(graph(example))

    for column in {box.x for box in picture.boxes}:
        tops = sorted(box.y for box in picture.boxes if box.x == column)
        assert all(b - a >= 58 for a, b in pairwise(tops))
        assert tops[0] >= 0
        assert tops[-1] + 58 <= picture.height
    assert all(0 <= line.x <= picture.width for line in picture.lines)
