"""Why a condition holds or may hold is found in all places as it is in each of them."""

from unittest.mock import patch

from hypothesis import HealthCheck, given, settings

from questionnaires.document.model import AnyEntry, ConditionTerm, Not
from riskapp.scoring.because import Because, Reasons
from riskapp.scoring.reading import OpenReading
from tests.chance import times
from tests.factories.documents import answer_set_of, minimal_document
from tests.riskapp.scoring.test_standing_in_columns import ANY, conditions

SOME = settings(
    max_examples=times(20, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DOCUMENT = minimal_document(
    repeated="""
    - id: T-1
      text: Is it logged?
      kind: single
      weight: 1
      options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]
    """
)
LOGGED = AnyEntry("TOOL", ConditionTerm("T-1", "is", ("yes",)))


def reasons(reading):
    return [
        (condition, entry_id, reading.reasons(condition, entry_id))
        for condition, each in conditions(reading.document)
        for entry_id in ([e.id for e in reading.entries(each)] if each else [""])
    ]


@SOME
@given(ANY)
def test_reasons_are_found_in_columns_as_they_are_one_by_one(answer_set):
    in_columns = reasons(OpenReading(answer_set))

    reading = OpenReading(answer_set)
    with (
        patch.object(Because, "reasons", lambda *_args: None),
        patch.object(Because, "missing", lambda *_args: None),
    ):
        assert reasons(reading) == in_columns


def test_what_may_hold_is_missing_and_lifted_by_its_answer():
    reading = OpenReading(answer_set_of(DOCUMENT, {}, {"T-1": "no"}, {}))

    # Whatever is open could be any answer, so that nothing it decides is sure.
    assert reading.reasons(LOGGED) == Reasons(("T-1",), ("T-1",), ("T-1",))
    assert reading.reasons(Not(LOGGED)) == Reasons(("T-1",), ("T-1",), ("T-1",))


def test_what_cannot_hold_has_no_reasons():
    reading = OpenReading(answer_set_of(DOCUMENT, {}, {"T-1": "no"}))

    # Whatever is open could be any answer, so that nothing it decides is sure.
    assert reading.reasons(LOGGED) == Reasons()


def test_a_condition_that_mixes_places_is_asked_one_by_one():
    reading = OpenReading(answer_set_of(DOCUMENT, {}, {"T-1": "yes"}))
    because, of_entry = reading._because, LOGGED.where

    assert because.reasons(of_entry, "", 0) is None
    assert because.missing(of_entry, "", 0) is None
    assert because.reasons(of_entry, "nobody", 0) is None
