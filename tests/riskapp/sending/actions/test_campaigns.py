import datetime

import pytest
from django.utils import timezone

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.sending.actions import campaigns
from riskapp.sending.actions.campaigns import Wanted, retry, send, start_campaign
from riskapp.sending.choices import CampaignProgress, SendingState
from riskapp.sending.models import Campaign, Sending
from riskapp.sending.queries import campaign_counts, campaign_rows
from riskapp.sending.tasks import send_one, send_what_was_missed
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    core_version,
    member,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(entry_policy="code")


@pytest.fixture
def campaign(organisation, analyst):
    def _campaign(*engagements, email="ana@vendor.example"):
        return start_campaign(
            Wanted(
                name="Autumn",
                version=core_version(),
                due_on=timezone.localdate() + datetime.timedelta(days=14),
                message="Please mind the new tools.",
                prefill=True,
                addresses={engagement.pk: email for engagement in engagements},
            ),
            organisation=organisation,
            by=analyst,
        )

    return _campaign


def work(organisation, **fields):
    return EngagementFactory(vendor__organisation=organisation, **fields)


def test_every_row_becomes_an_assessment_once(campaign, organisation):
    made = campaign(work(organisation), work(organisation))

    for sending in made.sendings.all():
        send(sending.pk)
        send(sending.pk)

    assert Assessment.objects.filter(campaign=made).count() == 2
    assert {s.state for s in Sending.objects.all()} == {SendingState.STARTED}
    messages = {a.response.message for a in Assessment.objects.all()}
    assert messages == {"Please mind the new tools."}


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PROCUREMENT])
def test_the_answers_are_the_work_of_whom_the_campaign_names(
    campaign, organisation, analyst, role
):
    """Who may not see them is no reason to send nothing."""
    colleague = member(organisation, role)
    made = campaign(work(organisation))
    Campaign.objects.update(analyst=colleague)

    send(made.sendings.get().pk)

    whose = colleague if role is Role.ANALYST else analyst
    assert Assessment.objects.get(campaign=made).analyst == whose


def test_what_is_in_the_way_of_one_stops_no_other(campaign, organisation, analyst):
    busy = started(organisation, analyst, email="bo@vendor.example").engagement
    unknown = work(organisation, profile={})
    archived = work(organisation)
    made = campaign(busy, unknown, archived, work(organisation))
    archived.archived_at = timezone.now()
    archived.save()

    for sending in made.sendings.all():
        send(sending.pk)

    reasons = {s.engagement_id: s.reason for s in Sending.objects.all()}
    assert reasons.pop(busy.pk) == "An assessment of this work is open already."
    assert reasons.pop(unknown.pk) == "Answer the questions about this work first."
    assert "is archived" in reasons.pop(archived.pk)
    assert list(reasons.values()) == [""]


def test_a_row_without_an_address_says_so_and_is_tried_again(
    campaign, organisation, analyst
):
    made = campaign(work(organisation), email="")
    sending = made.sendings.get()

    failed = send(sending.pk)
    retry(failed, email="Ana@vendor.example", by=analyst)
    done = send(sending.pk)

    assert "Give an e-mail address" in failed.reason
    assert (done.state, done.email) == (SendingState.STARTED, "ana@vendor.example")
    entry = AuditEntry.objects.get(action="sending tried again")
    assert entry.after == {"email": "ana@vendor.example"}


def fail(reason="The mail server refuses this address."):
    Delivery.objects.update(state=DeliveryState.FAILED, reason=reason)


def test_a_mail_that_failed_is_sent_again_or_to_somebody_else(
    campaign, organisation, analyst
):
    made = campaign(work(organisation))
    sending = send(made.sendings.get().pk)
    fail()
    (row,) = campaign_rows(made)

    retry(sending, email=sending.email, by=analyst)
    (again,) = campaign_rows(made)
    fail()
    retry(sending, email="bo@vendor.example", by=analyst)
    (other,) = campaign_rows(made)

    assert (row.progress, row.reason) == (
        CampaignProgress.FAILED,
        "The mail server refuses this address.",
    )
    assert again.progress == other.progress == CampaignProgress.QUEUED
    assert other.sending.email == "bo@vendor.example"


def test_foreign_engagements_are_never_sent_to(campaign, organisation):
    foreign = EngagementFactory()

    made = campaign(foreign, work(organisation))

    assert made.sendings.count() == 1


def test_counts_add_up(campaign, organisation):
    made = campaign(work(organisation), work(organisation, profile={}))
    for sending in made.sendings.all():
        send(sending.pk)
    Delivery.objects.update(state=DeliveryState.SENT)

    counts = campaign_counts(campaign_rows(made))

    assert counts["all"] == 2
    assert (counts["sent"], counts["failed"], counts["overdue"]) == (1, 1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_a_campaign_is_one_query_for_any_number_of_rows(
    campaign, organisation, count, django_assert_num_queries
):
    made = campaign(*(work(organisation) for _ in range(count)))
    for sending in made.sendings.all():
        send(sending.pk)

    with django_assert_num_queries(1):
        rows = campaign_rows(made)
        named = [row.sending.assessment.response.answered for row in rows]
        named += [row.sending.engagement.vendor.name for row in rows]

    assert len(named) == 2 * count


def test_rows_nobody_took_are_taken_later(campaign, organisation, celery_runs_here):
    made = campaign(work(organisation))

    send_what_was_missed()
    assert not Assessment.objects.exists()
    Sending.objects.update(queued_at=timezone.now() - datetime.timedelta(minutes=5))
    send_what_was_missed()
    send_one(str(made.sendings.get().pk))

    assert Assessment.objects.count() == 1


def test_what_nobody_foresaw_fails_one_row_after_three_tries(
    campaign, organisation, monkeypatch, celery_runs_here, caplog
):
    made = campaign(work(organisation))

    def broken(**_):
        raise KeyError("GOV-01")

    monkeypatch.setattr(campaigns, "start_assessment", broken)

    send_one.apply(args=[str(made.sendings.get().pk)])

    row = made.sendings.get()
    assert (row.state, row.attempts) == (SendingState.FAILED, 3)
    assert "KeyError: 'GOV-01'" in row.reason
    assert caplog.text.count("Traceback") == 3


def test_a_row_that_ends_every_worker_fails(campaign, organisation):
    made = campaign(work(organisation))
    Sending.objects.update(attempts=3)

    send(made.sendings.get().pk)

    row = made.sendings.get()
    assert row.state == SendingState.FAILED
    assert "again and again" in row.reason


def test_a_row_tried_again_by_a_person_has_three_tries_anew(
    campaign, organisation, analyst
):
    made = campaign(work(organisation))
    Sending.objects.update(attempts=4, state=SendingState.FAILED)

    row = retry(made.sendings.get(), email="ana@vendor.example", by=analyst)
    send(row.pk)

    assert made.sendings.get().state == SendingState.STARTED
