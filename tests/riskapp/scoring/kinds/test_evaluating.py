"""The risk value of an answer: limits of bands, counts, ages, places and legal bases."""

import pytest

from riskapp.scoring.kinds.legal_bases.evaluated import basis_classes_in, class_of
from riskapp.scoring.kinds.registry import rated_kind
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


def best_of(questions, answers=None, name="Q-1", **parts):
    """The good answers to a question, the best first."""
    document = minimal_document(questions, **parts)
    answer_set = answer_set_of(document, answers or {})
    asked = document.questions[name]
    return list(rated_kind(asked).best(answer_set, asked, ""))


def test_the_best_of_some_options_come_by_their_risk():
    options = """
    - {code: a, label: A, risk: 1}
    - {code: b, label: B, risk: 4}
    - {code: c, label: C, risk: 0}
    - {code: na, label: Not at all, not_applicable: true}"""

    assert best_of(question("single", options=options)) == ["c", "a"]
    assert best_of(question("multi", options=options)) == [["c"], ["a"]]
    assert best_of(COUNT) == [["a", "b", "c"]]


def test_the_best_numbers_lie_in_the_best_band_or_stand_instead():
    assert best_of(NUMBER) == [
        {"value": str(number), "unit": "hours"} for number in (0, 24, 23, 24, 23)
    ]
    worse = NUMBER.replace("risk: 0", "risk: 2")
    assert {found["value"] for found in best_of(worse)} == {
        "0", "23", "24", "25", "71",
    }  # fmt: skip


def test_the_best_day_is_today_or_what_can_stand_instead():
    assert best_of(MONTHS) == ["2026-11-23"]
    better = MONTHS.replace("label: Never, risk: 4", "label: Never, risk: 0")
    assert best_of(better) == ["2026-11-23", "never"]


def test_of_the_best_days_and_what_can_stand_instead_the_least_risk_comes_first():
    fixed = MONTHS.replace("at_most: 6, risk: 0", "at_most: 6, risk: 1")
    unrated = fixed.replace(
        "{code: never, label: Never, risk: 4}",
        "{code: na, label: Not needed, not_applicable: true}, {code: soon, label: Soon, risk: 1}, {code: never, label: Never, risk: 2}",
    )

    assert best_of(fixed) == ["2026-11-23"]
    assert best_of(unrated) == ["na", "2026-11-23", "soon"]


def test_the_best_words_are_any():
    assert best_of(question("text")) == ["–"]


def test_the_best_country_lies_inside_the_eea_and_else_nowhere():
    assert best_of(COUNTRIES, countries=PLACES["countries"]) == [["IE"], ["nobody"]]
    assert best_of(COUNTRIES) == [["nobody"]]


BASES = """
    - {id: C, text: Where?, kind: countries, weight: 0, specials: [{code: unknown, label: Not known, risk: 4}, {code: else, label: Else, risk: 3}]}
    - {id: L, text: On what?, kind: legal_bases, weight: 1, places_from: [C]}
"""


def bases(*codes, **named):
    document = minimal_document(BASES, **PLACES)
    answers = {"C": list(codes)} | ({"L": named} if named else {})
    answer_set = answer_set_of(document, answers)
    asked = document.questions["L"]
    evaluated = rated_kind(asked).evaluate(answer_set, asked, "")
    (best,) = rated_kind(asked).best(answer_set, asked, "")
    return (evaluated.risk, evaluated.why), best


@pytest.mark.parametrize(
    ("codes", "named", "risk", "why", "best"),
    [
        (["IE"], {}, 0, "No country outside the EEA", {}),
        (["CH"], {"CH": "decision"}, 0, "A decision covers it", {"CH": "decision"}),
        (["CH"], {"CH": "none"}, 4, "Nothing covers it", {"CH": "decision"}),
        (["CH"], {"CH": "scc"}, 4, "A legal basis that is not offered for its country", {"CH": "decision"}),
        (["CH", "IN"], {"CH": "decision", "IN": "scc"}, 1, "A safeguard was agreed", {"CH": "decision", "IN": "scc"}),
        (["CH", "IN"], {"CH": "decision"}, 4, "A legal basis that is not offered for its country", {"CH": "decision", "IN": "scc"}),
        (["IN", "unknown"], {"IN": "scc"}, 4, "The places are not known", {"IN": "scc"}),
        (["IN", "else"], {"IN": "scc"}, 1, "A safeguard was agreed", {"IN": "scc"}),
        (["US"], {"US": "dpf"}, 0, "A decision covers it", {"US": "dpf"}),
    ],
)  # fmt: skip
def test_legal_bases_are_as_bad_as_the_worst_of_them(codes, named, risk, why, best):
    assert bases(*codes, **named) == ((risk, why), best)


def test_the_legal_bases_of_a_tool_are_as_bad_as_its_own_places():
    tools = BASES.replace("id: C", "id: T-1").replace("id: L", "id: T-2")
    document = minimal_document(repeated=tools.replace("[C]", "[T-1]"), **PLACES)
    known = {"T-1": ["CH"], "T-2": {"CH": "decision"}}
    unknown = {"T-1": ["CH", "unknown"], "T-2": {"CH": "decision"}}
    answer_set = answer_set_of(document, {}, known, unknown)

    seen = [seen_in(answer_set, "T-2", number) for number in ("1", "2")]

    assert [(one.risk, one.why) for one in seen] == [
        (0, "A decision covers it"),
        (4, "The places are not known"),
    ]
    asked = document.questions["T-2"]
    kind = rated_kind(asked)
    assert kind.needs_known
    assert kind.hangs_on(asked) == ("T-1",)
    assert [kind.evaluate_value(answer_set, asked, {}, n).risk for n in "12"] == [0, 4]
    assert [list(kind.best(answer_set, asked, n)) for n in "12"] == [[{"CH": "decision"}]] * 2  # fmt: skip
    assert basis_classes_in(answer_set, "T-2", "1")["CH"].code == "adequate"
    assert basis_classes_in(answer_set, "T-2") == {}


@pytest.mark.parametrize(
    ("value", "risk", "why"),
    [
        (["IE"], 0, "All inside the EEA"),
        (["IE", "CH"], 1, "Named, some outside the EEA"),
        (["ZZ"], 1, "Named, some outside the EEA"),
        (["IE", "unknown"], 4, ""),
        (["CH", "unknown"], 4, ""),
        (["nobody"], 0, ""),
        (["nobody", "IE"], 0, ""),
        ([], 0, "All inside the EEA"),
    ],
)
def test_places_are_as_bad_as_the_worst_of_them(value, risk, why):
    found = evaluated(COUNTRIES, value, countries=PLACES["countries"])

    assert (found.risk, found.why) == (risk, why)


@pytest.mark.parametrize(
    ("held", "needed", "risk", "why"),
    [
        (["read"], ["read"], 0, "No right beyond what is needed"),
        (["read", "write"], ["read"], 3, "Holds more than it needs, up to: Write"),
        (["write", "admin"], [], 4, "Holds more than it needs, up to: Administer"),
        (["none"], ["read"], 0, "No right beyond what is needed"),
        (None, ["read"], 4, "The rights held were not stated"),
    ],
)
def test_rights_beyond_those_needed_are_as_bad_as_the_highest(held, needed, risk, why):
    rights = """
    - id: H
      text: Held?
      kind: multi
      weight: 0
      options:
        - {code: read, label: Read, level: 1}
        - {code: write, label: Write, level: 3}
        - {code: admin, label: Administer, level: 4}
        - {code: none, label: None, level: 4, exclusive: true}
    - id: Q-1
      text: Needed?
      kind: multi
      weight: 1
      options_from: H
      scoring: {kind: excess, other: H}
    """
    document = minimal_document(rights)
    answers = {"Q-1": needed} | ({"H": held} if held else {})
    asked = document.questions["Q-1"]
    answer_set = answer_set_of(document, answers)

    found = rated_kind(asked).evaluate_value(answer_set, asked, needed, "")

    assert (found.risk, found.why) == (risk, why)
    (best,) = rated_kind(asked).best(answer_set, asked, "")
    assert best == (held or ["read"])
    assert rated_kind(asked).hangs_on(asked) == ("H",)


def test_what_is_kept_of_an_answer_is_what_may_be_or_the_highest_of_it():
    options = """
    - {code: a, label: A, risk: 0, level: 1}
    - {code: b, label: B, risk: 0, level: 2}
    - {code: c, label: C, risk: 0, level: 3}"""
    multi = minimal_document(question("multi", options=options)).questions["Q-1"]
    single = minimal_document(question("single", options=options)).questions["Q-1"]
    within = multi.options[:2]

    assert rated_kind(multi).kept(within, ["c", "a"]) == ["a"]
    assert rated_kind(multi).kept(within, ["c"]) == ["b"]
    assert rated_kind(multi).kept((), ["c"]) is None
    assert rated_kind(single).kept(within, ["c"]) == "b"
    assert rated_kind(single).kept((), ["c"]) is None
