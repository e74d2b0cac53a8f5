"""The counts of a response follow each change of it."""

from questionnaires.actions.answers import save_answer
from questionnaires.actions.locking import recount
from questionnaires.actions.responses import submit_response


def test_what_is_announced_counts_from_the_start_and_no_more_once_submitted(response):
    start = response.applicable
    save_answer(response, "INV-04", ["ide", "cli"])
    response.refresh_from_db()
    two = response.applicable
    save_answer(response, "INV-04", ["none"])
    response.refresh_from_db()
    none = response.applicable
    save_answer(response, "INV-04", ["ide", "cli"])

    submit_response(response, name="Vera", role="CTO")

    response.refresh_from_db()
    assert none < start < two
    assert response.applicable < start


def test_counting_anew_gives_what_was_counted_step_by_step(response):
    for question, value in (("INV-04", ["ide"]), ("GOV-01", "yes"), ("IAA-01", "no")):
        save_answer(response, question, value)
    response.refresh_from_db()
    before = response.answered, response.applicable

    recount(response)

    assert (response.answered, response.applicable) == before
