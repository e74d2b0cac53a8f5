"""What a person may attach again: each thing once, the newest first."""

import pytest

from questionnaires.actions.evidence import EvidenceClaim, add_note
from questionnaires.queries import attached_before

pytestmark = pytest.mark.django_db


def found(respondent, *questions):
    allowed = [(respondent.response_id, frozenset(questions))]
    return [one.evidence.text for one in attached_before([respondent], allowed)]


def test_the_same_thing_at_two_questions_is_offered_once(respondent):
    for question in ("GOV-03", "GOV-05"):
        add_note(respondent.response, question, "See our handbook", EvidenceClaim())
    add_note(respondent.response, "GOV-03", "Newer", EvidenceClaim())

    assert found(respondent, "GOV-03", "GOV-05") == ["Newer", "See our handbook"]


def test_only_what_was_given_to_the_person_is_offered(respondent):
    add_note(respondent.response, "GOV-03", "See our handbook", EvidenceClaim())

    assert found(respondent, "GOV-05") == []
    assert attached_before([], []) == []


@pytest.mark.parametrize("count", [1, 10])
def test_it_takes_the_same_queries_for_any_number(
    respondent, count, django_assert_num_queries
):
    for number in range(count):
        add_note(respondent.response, "GOV-03", f"Note {number}", EvidenceClaim())

    with django_assert_num_queries(1):
        found(respondent, "GOV-03")
