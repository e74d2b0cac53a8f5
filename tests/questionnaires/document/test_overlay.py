"""What lies over answers: another answer set, and nothing lost of the first."""

import datetime

import pytest

from questionnaires.document.answer_set import State
from questionnaires.document.overlay import (
    Overlay,
    display_text_at,
    lay_over,
    overlay_of_data,
)
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.rated.answer_set import seen_in
from tests.factories.answer_sets import TOOL, answer_set_with, answer_set_with_one_tool

DAY = datetime.date(2026, 11, 1)
NOT_OURS = {"not_applicable": "Not ours"}


def evaluated(answer_set):
    return to_data(evaluate(answer_set, core_catalogue()))


def test_nothing_over_the_answers_is_the_same_answer_set():
    answer_set = answer_set_with({"GOV-02": "named"})

    assert lay_over(answer_set, Overlay()) is answer_set
    assert Overlay().digest == ""


def test_corrected_answer_counts_as_if_it_had_been_given():
    said = answer_set_with({"GOV-02": "named_deputy", "GOV-03": "accepted"})
    meant = answer_set_with({"GOV-02": "none", "GOV-03": "accepted"})

    counts = lay_over(said, Overlay(corrected={("GOV-02", ""): "none"}))

    assert evaluated(counts) == evaluated(meant)
    assert said.value("GOV-02") == "named_deputy"


def test_refused_not_applicable_counts_as_if_nothing_had_been_said():
    said = answer_set_with({"GOV-02": NOT_OURS, "IDC-01": "na"})
    silent = answer_set_with({})

    counts = lay_over(
        said, Overlay(refused=frozenset({("GOV-02", ""), ("IDC-01", "")}))
    )

    assert counts.state("GOV-02") is State.OPEN
    for name in ("residual", "control", "completeness", "evidence", "sections"):
        assert evaluated(counts)[name] == evaluated(silent)[name]
    assert "refused" in seen_in(counts, "GOV-02").why


def test_checked_evidence_counts_as_verified():
    said = answer_set_with({"GOV-02": "named"})

    counts = lay_over(said, Overlay(verified=frozenset({("GOV-02", "")})))

    assert (
        evaluated(counts)["evidence"]
        == evaluated(
            answer_set_with({"GOV-02": "named"}, evidence={("GOV-02", ""): "verified"})
        )["evidence"]
    )


def test_lapsed_answer_stays_to_be_seen_and_counts_as_open():
    said = answer_set_with_one_tool(
        {"T-11": "key", "T-13": {"value": "30", "unit": "days"}}
    )

    counts = lay_over(said, Overlay(lapsed={("T-13", TOOL): DAY}))

    assert seen_in(counts, "T-13", TOOL).risk == 4
    assert counts.value("T-13", TOOL) == said.value("T-13", TOOL)
    assert "2026-11-01" in seen_in(counts, "T-13", TOOL).why


def test_correction_goes_before_a_lapsed_date():
    said = answer_set_with_one_tool(
        {"T-11": "key", "T-13": {"value": "30", "unit": "days"}}
    )
    place = ("T-13", TOOL)
    hour = {"value": "1", "unit": "hours"}

    counts = lay_over(said, Overlay(corrected={place: hour}, lapsed={place: DAY}))

    assert seen_in(counts, *place).risk == 0


def test_both_answers_are_in_the_words():
    said = answer_set_with({"GOV-02": "named_deputy", "GOV-03": NOT_OURS})
    overlay = Overlay(
        corrected={("GOV-02", ""): "none"}, refused=frozenset({("GOV-03", "")})
    )

    counts = lay_over(said, overlay)

    assert "corrected by the reviewer" in display_text_at(counts, "GOV-02")
    assert "Not ours" in display_text_at(counts, "GOV-03")


@pytest.mark.parametrize("place", [("XXX-1", ""), ("T-13", "gone"), ("T-13", ""), ("GOV-02", "x"), ("ENG-01", "")])  # fmt: skip
def test_places_that_do_not_exist_are_ignored(place):
    answer_set = answer_set_with({"GOV-02": "named"})
    overlay = Overlay(
        corrected={place: "none"},
        refused=frozenset({place}),
        verified=frozenset({place}),
        lapsed={place: DAY},
    )

    assert evaluated(lay_over(answer_set, overlay)) == evaluated(answer_set)


def test_overlay_is_read_back_as_it_was_written():
    overlay = Overlay(
        corrected={("T-13", TOOL): {"value": "1", "unit": "hours"}},
        refused=frozenset({("GOV-03", "")}),
        verified=frozenset({("GOV-02", "")}),
        lapsed={("T-14", TOOL): DAY},
    )

    again = overlay_of_data([row | {"reason": "words"} for row in overlay.as_data()])

    assert again == overlay
    assert again.digest == overlay.digest != ""


def test_in_the_words_of_a_lapsed_answer_stands_the_day():
    said = answer_set_with({"GOV-02": "named_deputy", "GOV-03": "accepted"})
    overlay = Overlay(
        lapsed={("GOV-02", ""): DAY}, verified=frozenset({("GOV-03", "")})
    )

    counts = lay_over(said, overlay)

    assert "due on 2026-11-01, not confirmed since" in display_text_at(counts, "GOV-02")
    plain = display_text_at(said, "GOV-03")
    assert display_text_at(counts, "GOV-03") == plain
