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
from tests.factories.documents import answer_set_of, minimal_document

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


SMALL = minimal_document(
    repeated="- {id: T-1, text: What is it?, kind: text, weight: 0}",
    profile="- {id: P-1, text: Whose?, kind: single, role: switch, options: [{code: a, label: A}]}",
)
SAID = answer_set_of(
    SMALL, {"Q-1": "no"}, {"T-1": "x"}, evidence={("Q-1", ""): "documented"}
)
DAY = datetime.date(2026, 11, 1)
NA = {"not_applicable": "Not ours"}
REFUSED = "Counts as open: “not applicable” was refused"


def everything():
    return Overlay(
        corrected={("Q-1", ""): "yes"},
        refused=frozenset({("T-1", "1")}),
        verified=frozenset({("Q-1", "")}),
        lapsed={("T-1", "2"): DAY},
        accepted=frozenset({("T-1", "3")}),
    )


def test_an_overlay_is_plain_data_in_a_fixed_order_and_comes_back():
    data = everything().as_data()

    assert data == [
        {"question": "Q-1", "entry": "", "kind": "corrected", "value": "yes"},
        {"question": "Q-1", "entry": "", "kind": "verified"},
        {"question": "T-1", "entry": "1", "kind": "refused"},
        {"question": "T-1", "entry": "2", "kind": "lapsed", "on": "2026-11-01"},
        {"question": "T-1", "entry": "3", "kind": "accepted"},
    ]
    assert overlay_of_data(data) == everything()
    assert overlay_of_data([]) == Overlay()
    assert (Overlay().digest, bool(Overlay())) == ("", False)
    assert len(everything().digest) == 64
    assert everything().places == {
        ("Q-1", ""),
        ("T-1", "1"),
        ("T-1", "2"),
        ("T-1", "3"),
    }


def test_a_correction_counts_and_what_was_said_stays():
    counts = lay_over(SAID, Overlay(corrected={("Q-1", ""): "yes"}))

    assert (counts.value("Q-1"), SAID.value("Q-1")) == ("yes", "no")
    assert display_text_at(counts, "Q-1") == (
        "Yes (corrected by the reviewer; the answer given: No)"
    )
    assert display_text_at(SAID, "Q-1") == "No"


def test_in_an_entry_what_counts_stands_beside_what_was_said_there():
    over = Overlay(
        corrected={("T-1", "1"): "Two"},
        lapsed={("T-1", "2"): DAY},
        refused=frozenset({("T-1", "3")}),
    )
    said = answer_set_of(SMALL, {}, {"T-1": "One"}, {"T-1": "Old"}, {"T-1": NA})

    counts = lay_over(said, over)

    assert [display_text_at(said, "T-1", entry) for entry in "12"] == ["One", "Old"]
    assert [display_text_at(counts, "T-1", entry) for entry in "123"] == [
        "Two (corrected by the reviewer; the answer given: One)",
        "Old (counts as open: due on 2026-11-01, not confirmed since)",
        f"{REFUSED} (the answer given: Not applicable: Not ours)",
    ]


def test_what_was_refused_counts_as_open_with_its_reason():
    said = answer_set_of(SMALL, {"Q-1": NA})

    counts = lay_over(said, Overlay(refused=frozenset({("Q-1", "")})))

    assert counts.value("Q-1") is None
    assert counts.filled.set_aside == {("Q-1", ""): "“Not applicable” was refused"}
    assert display_text_at(counts, "Q-1").startswith(
        "Counts as open: “not applicable” was refused (the answer given: "
    )


def test_what_was_not_confirmed_in_time_counts_as_open_with_its_day():
    counts = lay_over(SAID, Overlay(lapsed={("Q-1", ""): DAY}))

    assert counts.filled.set_aside == {
        ("Q-1", ""): "Due on 2026-11-01 and not confirmed since"
    }
    assert display_text_at(counts, "Q-1").endswith(
        " (counts as open: due on 2026-11-01, not confirmed since)"
    )


def test_who_corrects_knows_better_than_a_day_that_passed():
    both = Overlay(corrected={("Q-1", ""): "yes"}, lapsed={("Q-1", ""): DAY})

    counts = lay_over(SAID, both)

    assert counts.filled.set_aside == {}
    assert counts.value("Q-1") == "yes"


def test_what_was_checked_is_verified_and_what_was_accepted_is_so():
    checked = lay_over(SAID, Overlay(verified=frozenset({("Q-1", "")})))
    put = lay_over(SAID, Overlay(corrected={("Q-1", ""): NA}))
    taken = lay_over(SAID, Overlay(accepted=frozenset({("T-1", "1")})))

    assert checked.filled.evidence == {("Q-1", ""): "verified"}
    assert display_text_at(checked, "Q-1") == "No"
    assert put.filled.accepted == {("Q-1", "")}
    assert taken.filled.accepted == {("T-1", "1")}


@pytest.mark.parametrize(
    "place", [("Q-9", ""), ("Q-1", "1"), ("T-1", ""), ("T-1", "9"), ("P-1", "")]
)
def test_a_place_that_there_is_not_is_left_aside(place):
    overlay = Overlay(
        corrected={place: "x"},
        verified=frozenset({place}),
        lapsed={place: DAY},
        accepted=frozenset({place}),
    )

    assert lay_over(SAID, overlay).filled == SAID.filled
    assert lay_over(SAID, Overlay()) is SAID
