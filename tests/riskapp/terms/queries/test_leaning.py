"""Which work leans on a plan that changed, and what is ready to be asked."""

import pytest

from riskapp.terms.actions.stepping import StepInput, take_step
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.models import PublishedChange
from riskapp.terms.queries.leaning import (
    changed_plans,
    changes_of,
    leaning,
    leaning_work,
    places,
    question_about,
    text_about,
)
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taken")]


def work_of(analyst, organisation, changes, **wanted):
    """The work that leans on the plan, as a page of the list reads it."""
    found = leaning(analyst, organisation, changes[0].row, **wanted)
    return leaning_work(analyst, organisation, changes, found)


def test_work_that_leans_says_which_answers_stand_as_published_before(
    organisation, analyst, changes, portals
):
    found = work_of(analyst, organisation, changes)

    assert {one.engagement for one in found} == set(portals[:2])
    assert found[0].answered_so == ["Trains on customer content by default"]


def test_each_plan_says_how_much_work_is_open(organisation, portals):
    [row] = changed_plans(places(), organisation)

    assert (row.plan, row.leaning, row.settled, row.open) == (PLAN, 2, 0, 2)
    assert row.name == "Claude Code"


def test_a_change_of_the_plan_itself_is_asked_at_the_question_about_plans(taken):
    PublishedChange.objects.update(fact="", kind="unlisted")
    changes = changes_of(taken.version, PLAN)

    assert question_about(changes) == "T-03"
    assert "No longer in the catalogue" in text_about(changes)


def test_the_ready_question_tells_what_changed_and_from_what(changes):
    text = text_about(changes)

    assert "Claude Code Team" in text
    assert "Trains on customer content by default: no → yes" in text


def test_what_something_was_done_for_comes_last(
    organisation, analyst, changes, portals
):
    first, second = portals[:2]
    wanted = StepInput(TermsOutcome.DISMISSED, reason="The contract rules it out.")
    take_step(changes, {first.pk}, wanted, organisation=organisation, by=analyst)

    found = work_of(analyst, organisation, changes)

    assert [one.engagement for one in found] == [second, first]
    assert [one.step is None for one in found] == [True, False]
    assert len(work_of(analyst, organisation, changes, is_open=True)) == 1


def test_more_work_takes_no_more_statements(
    organisation, analyst, changes, portals, django_assert_num_queries
):
    with django_assert_num_queries(5):
        work_of(analyst, organisation, changes)
    for number in range(8):
        with_tool(
            work(organisation, name=f"More {number}"), "X", by=analyst, catalogue=PLAN
        )
    with django_assert_num_queries(5):
        assert len(work_of(analyst, organisation, changes)) == 10
