"""One question, a reassessment or a reason for each piece of work, through what is there."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.sending.models import Campaign, Reassessment
from riskapp.terms.actions.stepping import StepInput, take_step
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.errors import NothingChosen, TermsReasonMissing
from riskapp.terms.models import TermsStep
from tests.conftest import make_world
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taken")]

ASK = StepInput(
    TermsOutcome.ASKED, "Does it change?", timezone.localdate() + datetime.timedelta(14)
)
REASSESS = StepInput(TermsOutcome.REASSESS, "Terms changed.")
DISMISS = StepInput(TermsOutcome.DISMISSED, reason="The contract rules it out.")


def done(changes, engagements, wanted, organisation, by):
    ids = {one.pk for one in engagements}
    return take_step(changes, ids, wanted, organisation=organisation, by=by)


def test_the_vendors_are_asked_once_about_the_tools_that_changed(
    organisation, analyst, changes, portals
):
    taken = done(changes, portals, ASK, organisation, analyst)

    assert taken.number == 2
    campaign = Campaign.objects.get()
    assert (campaign.question, campaign.message) == ("T-24", "Does it change?")
    assert {row.engagement_id for row in campaign.sendings.all()} == {
        one.pk for one in portals[:2]
    }
    with pytest.raises(NothingChosen):
        done(changes, portals, ASK, organisation, analyst)
    assert Campaign.objects.count() == 1


def test_all_that_is_open_is_done_at_once(organisation, analyst, changes, portals):
    done(changes, portals[:1], DISMISS, organisation, analyst)

    taken = take_step(changes, None, REASSESS, organisation=organisation, by=analyst)

    assert taken.number == 1
    assert Reassessment.objects.get().engagement == portals[1]


def test_a_reassessment_is_proposed_for_each(organisation, analyst, changes, portals):
    done(changes, portals[:1], REASSESS, organisation, analyst)

    [made] = Reassessment.objects.all()
    assert (made.engagement, made.text) == (portals[0], "Terms changed.")
    assert TermsStep.objects.get().outcome == TermsOutcome.REASSESS
    [entry] = AuditEntry.objects.filter(action="event recorded")
    assert (entry.actor, entry.object_id) == (analyst, str(portals[0].pk))


def test_more_work_is_done_with_no_more_statements(
    organisation, analyst, changes, portals
):
    with CaptureQueriesContext(connection) as one:
        done(changes, portals[:1], REASSESS, organisation, analyst)
    for number in range(8):
        made = work(organisation, name=f"More {number}")
        with_tool(made, "X", by=analyst, catalogue=PLAN)

    with CaptureQueriesContext(connection) as nine:
        taken = take_step(
            changes, None, REASSESS, organisation=organisation, by=analyst
        )

    assert taken.number == 9
    assert len(nine) <= len(one)


def test_nothing_is_dismissed_without_a_reason(organisation, analyst, changes, portals):
    with pytest.raises(TermsReasonMissing):
        done(changes, portals, replace(DISMISS, reason=" "), organisation, analyst)
    done(changes, portals, DISMISS, organisation, analyst)

    assert {step.reason for step in TermsStep.objects.all()} == {DISMISS.reason}
    [entry] = AuditEntry.objects.filter(action="step because of published terms")
    assert entry.after["outcome"] == "dismissed"
    assert len(entry.after["work"]) == 2


def test_nothing_happens_to_the_work_of_somebody_else(
    organisation, analyst, changes, portals
):
    other = make_world("Other")

    with pytest.raises(NothingChosen):
        done(changes, portals, DISMISS, other.organisation, other.analyst)
    assert not TermsStep.objects.exists()
