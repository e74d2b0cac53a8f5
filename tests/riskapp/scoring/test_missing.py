"""What is missing, in words."""

import pytest

from riskapp.scoring.missing import (
    claims_in_words,
    not_ruled_out,
    said_once,
    words_of_floor,
    words_of_warning,
)


@pytest.mark.parametrize(
    ("missing", "lifted_by", "words"),
    [
        ((), (), ""),
        (["A-1"], ["A-1"], "Cannot be ruled out while A-1 has no known answer."),
        (
            ["A-1", "A-2"],
            [],
            "Cannot be ruled out while A-1, A-2 have no known answers. Only all of them together can rule it out.",
        ),
        (
            ["A-1", "A-2"],
            ["A-2"],
            "Cannot be ruled out while A-1, A-2 have no known answers. A-2 alone can rule it out.",
        ),
        (
            ["A-1", "A-2"],
            ["A-1", "A-2"],
            "Cannot be ruled out while A-1, A-2 have no known answers. Any one of A-1, A-2 can rule it out.",
        ),
    ],
)
def test_it_is_said_which_answers_would_rule_out_a_rule(missing, lifted_by, words):
    assert not_ruled_out(missing, lifted_by) == words
    assert words_of_floor({"missing": missing, "lifted_by": lifted_by}) == words


def test_a_score_of_the_first_model_says_nothing_of_it():
    assert words_of_floor({"by": "R-1"}) == ""


@pytest.mark.parametrize(
    ("warning", "words"),
    [
        ({"text": "They differ."}, "They differ."),
        (
            {"text": "", "is_missing": True, "questions": ["A-1", "A-2"]},
            "This check cannot be made while there is no known answer to A-1, A-2.",
        ),
    ],
)
def test_a_check_says_what_it_found_or_that_it_was_not_made(warning, words):
    assert words_of_warning(warning) == words


def test_what_a_check_says_of_several_tools_is_said_once():
    warnings = [
        {"text": "They differ.", "tool": "Agent"},
        {"text": "No log.", "tool": None},
        {"text": "They differ.", "tool": "Bot"},
    ]

    said = [(one.words, one.tools) for one in said_once(warnings)]

    assert said == [("They differ.", ("Agent", "Bot")), ("No log.", ())]


def data(*, none=False, empty=False, reasons=0, missing=0):
    return {
        "claims": {
            "no_ai_tool_used": none,
            "register_is_empty": empty,
            "not_applicable": ["A-1"] * reasons,
        },
        "warnings": [{"is_missing": True}] * missing + [{"text": "found"}],
    }


@pytest.mark.parametrize(
    ("stored", "starts"),
    [
        ({}, []),
        ({"claims": None}, []),
        (data(), []),
        (data(none=True), ["The answers say that no AI tool is used."]),
        (data(empty=True), ["The register of AI tools is empty"]),
        (data(reasons=1), ["One “does not apply” counts as open"]),
        (data(reasons=2), ["2 times “does not apply” counts as open"]),
        (data(missing=1), ["One consistency check cannot be made"]),
        (data(missing=2), ["2 consistency checks cannot be made"]),
        (
            data(none=True, reasons=3, missing=3),
            ["The answers say that no", "3 times", "3 consistency"],
        ),
    ],
)
def test_what_nobody_has_checked_is_said_in_one_sentence_each(stored, starts):
    found = claims_in_words(stored)

    assert len(found) == len(starts)
    assert all(one.startswith(start) for one, start in zip(found, starts, strict=True))
