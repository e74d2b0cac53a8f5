"""One question, a reassessment or a reason for each piece of work, through what is there."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.sending.models import Campaign, Reassessment
from riskapp.terms.actions.stepping import StepInput, take_step
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.errors import NothingChosen, TermsReasonMissing
from riskapp.terms.models import TermsStep
from riskapp.terms.queries.leaning import changes_of, leaning_work, text_about
from tests.conftest import make_world
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taken")]

ASK = StepInput(
    TermsOutcome.ASKED, "Does it change?", timezone.localdate() + datetime.timedelta(14)
)
REASSESS = StepInput(TermsOutcome.REASSESS, "Terms changed.")
DISMISS = StepInput(TermsOutcome.DISMISSED, reason="The contract rules it out.")


@pytest.fixture
def changes(taken):
    return changes_of(taken.version, PLAN)


@pytest.fixture
def leaning(organisation, analyst):
    """Two pieces of work with a tool of the plan, and one with another."""
    found = [work(organisation, name=f"Portal {n}") for n in range(3)]
    for engagement in found[:2]:
        with_tool(
            engagement,
            "Claude Code",
            by=analyst,
            catalogue=PLAN,
            values={"training": "no_contract"},
        )
    with_tool(found[2], "Cursor", by=analyst, catalogue="cursor-privacy-mode")
    return found


def done(changes, engagements, wanted, organisation, by):
    ids = {one.pk for one in engagements}
    return take_step(changes, ids, wanted, organisation=organisation, by=by)


def test_work_that_leans_says_which_answers_stand_as_published_before(
    organisation, analyst, changes, leaning
):
    found = leaning_work(analyst, organisation, changes)

    assert {one.engagement for one in found} == set(leaning[:2])
    assert found[0].answered_so == ["Trains on customer content by default"]


def test_the_vendors_are_asked_once_about_the_tools_that_changed(
    organisation, analyst, changes, leaning
):
    taken = done(changes, leaning, ASK, organisation, analyst)

    assert taken.number == 2
    campaign = Campaign.objects.get()
    assert (campaign.question, campaign.message) == ("T-24", "Does it change?")
    assert {row.engagement_id for row in campaign.sendings.all()} == {
        one.pk for one in leaning[:2]
    }
    with pytest.raises(NothingChosen):
        done(changes, leaning, ASK, organisation, analyst)
    assert Campaign.objects.count() == 1


def test_all_that_is_open_is_done_at_once(organisation, analyst, changes, leaning):
    done(changes, leaning[:1], DISMISS, organisation, analyst)

    taken = take_step(changes, None, REASSESS, organisation=organisation, by=analyst)

    assert taken.number == 1
    assert Reassessment.objects.get().engagement == leaning[1]


def test_a_reassessment_is_proposed_for_each(organisation, analyst, changes, leaning):
    done(changes, leaning[:1], REASSESS, organisation, analyst)

    [made] = Reassessment.objects.all()
    assert (made.engagement, made.text) == (leaning[0], "Terms changed.")
    assert TermsStep.objects.get().outcome == TermsOutcome.REASSESS


def test_nothing_is_dismissed_without_a_reason(organisation, analyst, changes, leaning):
    with pytest.raises(TermsReasonMissing):
        done(changes, leaning, replace(DISMISS, reason=" "), organisation, analyst)
    done(changes, leaning, DISMISS, organisation, analyst)

    assert {step.reason for step in TermsStep.objects.all()} == {DISMISS.reason}
    [entry] = AuditEntry.objects.filter(action="step because of published terms")
    assert entry.after["outcome"] == "dismissed"
    assert len(entry.after["work"]) == 2


def test_nothing_happens_to_the_work_of_somebody_else(
    organisation, analyst, changes, leaning
):
    other = make_world("Other")

    with pytest.raises(NothingChosen):
        done(changes, leaning, DISMISS, other.organisation, other.analyst)
    assert not TermsStep.objects.exists()


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
