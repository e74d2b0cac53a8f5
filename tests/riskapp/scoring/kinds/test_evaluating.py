"""The risk value of an answer: limits of bands, counts, ages, places and legal bases."""

import pytest

from riskapp.scoring.kinds.legal_bases.evaluated import class_of
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.scoring.rated.model import Evaluated
from tests.factories.documents import PLACES, answer_set_of, minimal_document, question

NUMBER = question(
    "number",
    units="[{code: hours, label: hours}, {code: days, label: days, factor: 24}]",
    specials="[{code: unknown, label: Not known, risk: 4, why: Nobody knows}]",
    bands="""
    - {at_most: 24, risk: 0, label: Within a day}
    - {above: 24, below: 72, risk: 2, label: Within three days, why: That is slow}
    - {at_least: 72, risk: 3, label: Later}""",
)
MONTHS = question(
    "date",
    measure="months",
    specials="[{code: never, label: Never, risk: 4}]",
    bands="""
    - {at_most: 6, risk: 0, label: Half a year}
    - {above: 6, below: 12, risk: 1, label: A year}
    - {at_least: 12, risk: 3, label: Longer}""",
)
DAYS = MONTHS.replace("measure: months", "measure: days")
COUNT = question(
    "multi",
    options="""
    - {code: a, label: A}
    - {code: b, label: B}
    - {code: c, label: C}
    - {code: none, label: None, exclusive: true, risk: 4, why: Nothing is done}""",
    scoring="""
    kind: count
    of: [a, b]
    steps:
      - {at_least: 2, risk: 0}
      - {at_least: 1, risk: 1, includes: [b], label: The better one}
      - {at_least: 1, risk: 2}
      - {at_least: 0, risk: 3}""",
)
CHOICES = question(
    "multi",
    options="""
    - {code: a, label: A, risk: 0}
    - {code: b, label: B, risk: 3, why: B is weak}
    - {code: c, label: C, risk: 1}""",
)
COUNTRIES = question(
    "countries",
    specials="""
    - {code: unknown, label: Not known, risk: 4}
    - {code: nobody, label: Nowhere, risk: 0}""",
)


def evaluated(questions, value, **parts):
    """The risk of an answer and the reason for it."""
    answer_set = answer_set_of(minimal_document(questions, **parts), {"Q-1": value})
    seen = seen_in(answer_set, "Q-1")
    return Evaluated(seen.risk, seen.why)


@pytest.mark.parametrize(
    ("value", "unit", "risk", "why"),
    [
        ("0", "hours", 0, "Within a day"),
        ("24", "hours", 0, "Within a day"),
        ("1", "days", 0, "Within a day"),
        ("24.000000001", "hours", 2, "That is slow"),
        ("71.999999999", "hours", 2, "That is slow"),
        ("72", "hours", 3, "Later"),
        ("3", "days", 3, "Later"),
        ("999999999999", "days", 3, "Later"),
    ],
)
def test_a_number_falls_into_one_band_in_any_unit(value, unit, risk, why):
    assert evaluated(NUMBER, {"value": value, "unit": unit}) == (risk, why)


def test_a_number_that_is_not_known_has_a_risk_of_its_own():
    assert evaluated(NUMBER, "unknown") == (4, "Nobody knows")


@pytest.mark.parametrize(
    ("day", "risk"),
    [
        ("2026-11-23", 0),
        ("2026-05-23", 0),
        ("2026-05-22", 1),
        ("2025-11-24", 1),
        ("2025-11-23", 3),
        ("1990-01-01", 3),
        ("never", 4),
    ],
)
def test_a_date_falls_into_a_band_by_its_age_in_months(day, risk):
    assert evaluated(MONTHS, day).risk == risk


@pytest.mark.parametrize(
    ("day", "risk"), [("2026-11-17", 0), ("2026-11-16", 1), ("2026-11-11", 3)]
)
def test_a_date_falls_into_a_band_by_its_age_in_days(day, risk):
    assert evaluated(DAYS, day).risk == risk


@pytest.mark.parametrize(
    ("ticked", "risk", "why"),
    [
        (["a", "b", "c"], 0, "2 of 2"),
        (["b", "c"], 1, "The better one"),
        (["a", "c"], 2, "1 of 2"),
        (["c"], 3, "0 of 2"),
        (["none"], 4, "Nothing is done"),
    ],
)
def test_counted_options_take_the_first_step_that_fits(ticked, risk, why):
    assert evaluated(COUNT, ticked) == (risk, why)


def test_of_several_options_the_worst_counts():
    assert evaluated(CHOICES, ["a", "b", "c"]) == (3, "B is weak")


@pytest.mark.parametrize(
    ("places", "risk"),
    [
        (["IE"], 0),
        (["IE", "IN"], 1),
        (["CH"], 1),
        (["IN", "unknown"], 4),
        (["nobody"], 0),
    ],
)
def test_places_count_by_whether_they_are_known_and_inside(places, risk):
    assert evaluated(COUNTRIES, places, **PLACES).risk == risk


def test_a_text_counts_as_filled_in():
    assert evaluated(question("text"), "said") == (0, "Filled in")


@pytest.mark.parametrize(
    ("country", "basis", "expected"),
    [
        ("CH", "decision", "adequate"),
        ("CH", "none", "bare"),
        ("US", "dpf", "adequate"),
        ("US", "scc", "safeguard"),
        ("IN", "scc", "safeguard"),
        ("IN", "dpf", None),
        ("IN", "decision", None),
        ("IN", "never heard of", None),
        ("IE", "scc", None),
    ],
)
def test_a_legal_basis_is_classed_by_the_country_it_is_named_for(
    country, basis, expected
):
    document = minimal_document(**PLACES)

    found = class_of(document, document.countries[country], basis)

    assert (found.code if found else None) == expected


def test_a_country_whose_condition_is_met_by_default_takes_the_best_basis():
    met = PLACES["countries"].replace(
        "{code: CH,", "{code: CH, condition_met_by_default: true,"
    )
    document = minimal_document(**PLACES | {"countries": met})

    found = class_of(document, document.countries["CH"], "none")

    assert found is not None
    assert found.code == "adequate"
