"""Which work leans on a plan that changed, and what is ready to be asked."""

import pytest

from riskapp.terms.models import PublishedChange
from riskapp.terms.queries.leaning import (
    changed_plans,
    changes_of,
    leaning_work,
    places,
    question_about,
    text_about,
)
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taken")]


def test_work_that_leans_says_which_answers_stand_as_published_before(
    organisation, analyst, changes, leaning
):
    found = leaning_work(analyst, organisation, changes)

    assert {one.engagement for one in found} == set(leaning[:2])
    assert found[0].answered_so == ["Trains on customer content by default"]


def test_each_plan_says_how_much_work_is_open(organisation, leaning):
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


def test_more_work_takes_no_more_statements(
    organisation, analyst, changes, leaning, django_assert_num_queries
):
    with django_assert_num_queries(3):
        leaning_work(analyst, organisation, changes)
    for number in range(8):
        with_tool(
            work(organisation, name=f"More {number}"), "X", by=analyst, catalogue=PLAN
        )
    with django_assert_num_queries(3):
        assert len(leaning_work(analyst, organisation, changes)) == 10
