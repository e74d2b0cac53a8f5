"""Credentials that end: a warning before, a lower score after, and one link to confirm."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.deliveries import send_delivery
from questionnaires.actions.responses import submit_response
from questionnaires.choices import DeliveryKind
from questionnaires.models import Delivery
from questionnaires.queries import token_of
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.models import Assessment, ScoreChange
from riskapp.results.actions.scoring import score_assessment
from riskapp.results.actions.watching import watch
from riskapp.results.tasks import watch_dates
from riskapp.review.actions.notices import confirm_dates, report_changes
from riskapp.review.errors import NothingReported, VendorAlreadyAsked
from tests.factories.riskapp import example

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_world")]
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def kept(whole_world):
    """One tool has a key of 30 days that was changed today; nothing else ends on a day."""
    made = whole_world.assessment(
        "careful", "Portal", filled=False, email="v@vendor.example"
    )
    fill(made.response, example("careful").filled)
    for entry in made.response.entries.all():
        save_answer(made.response, "T-14", "never", entry=entry)
    first = made.response.entries.first()
    for question, value in (
        ("T-11", "key"),
        ("T-13", {"value": "30", "unit": "days"}),
        ("T-14", timezone.localdate().isoformat()),
    ):
        save_answer(made.response, question, value, entry=first)
    submit_response(made.response, name="Vera Vendor", role="CTO")
    score_assessment(made)
    connection.check_constraints()
    return made


@pytest.fixture
def assessment(kept):
    return again(kept)


def again(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def in_days(days):
    return timezone.localdate() + days * DAY


def mails():
    return Delivery.objects.filter(kind=DeliveryKind.CONFIRM).count()


def test_nothing_happens_before_the_warning(assessment):
    watch(assessment, in_days(15))

    assert mails() == 0
    assert again(assessment).watch_on == in_days(16)


def test_vendor_is_warned_once_and_the_score_stays(assessment):
    watch(assessment, in_days(16))
    watch(assessment, in_days(17))

    assert mails() == 1
    assert again(assessment).score == assessment.score
    assert again(assessment).watch_on == in_days(31)


def test_last_day_still_counts(assessment):
    watch(assessment, in_days(30))

    assert again(assessment).score == assessment.score


def test_date_that_passes_lowers_the_score_and_says_why(assessment):
    watch(assessment, in_days(31))

    after = again(assessment)
    assert after.score.residual_model > assessment.score.residual_model
    assert after.score.cause == ScoreCause.LAPSED
    change = ScoreChange.objects.get()
    assert {row["question"] for row in change.why} == {"T-13", "T-14"}
    assert {row["what"] for row in change.why} == {"lapsed"}
    assert mails() == 1


def test_watching_twice_is_the_same_as_once(assessment):
    watch(assessment, in_days(31))
    first = again(assessment)

    watch(first, in_days(31))
    watch(again(assessment), in_days(40))

    assert again(assessment).score == first.score
    assert mails() == 1


def test_vendor_confirms_with_one_link(assessment):
    watch(assessment, in_days(31))
    delivery = Delivery.objects.get(kind=DeliveryKind.CONFIRM)
    send_delivery(delivery)
    assert f"/assessments/vendor/{assessment.response_id}/dates/" in delivery.leads_to
    assert "confirm" in mail.outbox[-1].subject
    client = Client()
    client.post("/respond/", {"code": token_of(delivery.invitation)})
    client.post("/respond/start/", {"name": "Vera"})

    page = client.get(delivery.leads_to)
    assert page.status_code == 200
    client.post(delivery.leads_to, {"do": "confirm", "name": "Vera", "role": "CTO"})

    follow_up = again(assessment).response
    assert follow_up.pk != assessment.response_id
    score = score_assessment(again(assessment))
    assert score.cause == ScoreCause.CONFIRMED
    assert score.residual_model == assessment.score.residual_model


def test_confirmed_date_runs_again(assessment, world):
    person = assessment.response.invitations.get().respondents.create(
        response=assessment.response, name="Vera"
    )

    confirmed = confirm_dates(assessment, name="Vera", role="CTO", by=person)

    assert not confirmed.is_open
    assert again(assessment).state == AssessmentState.SUBMITTED
    with pytest.raises(VendorAlreadyAsked):
        confirm_dates(again(assessment), name="Vera", role="CTO", by=person)


def test_new_dates_are_asked_for_and_nothing_else(assessment, vendor_of):
    client = vendor_of(assessment)
    url = f"/assessments/vendor/{assessment.response_id}/dates/"

    opened = client.post(url, {"do": "change"})

    follow_up = again(assessment).follow_up
    assert opened.url == f"/respond/{follow_up.pk}/"
    assert follow_up.applicable == 2
    assert "answer already" in client.get(url).content.decode()


@pytest.fixture
def vendor_of():
    def enter_as(assessment):
        client = Client()
        invitation = assessment.response.invitations.get()
        client.post("/respond/", {"code": token_of(invitation)})
        client.post("/respond/start/", {"name": "Vera"})
        return client

    return enter_as


def test_change_notice_asks_only_what_it_touches(assessment, vendor_of):
    client = vendor_of(assessment)
    done = client.get(f"/respond/{assessment.response_id}/done/").content.decode()
    url = f"/assessments/vendor/{assessment.response_id}/notice/"
    assert url in done
    entry = assessment.response.entries.first()

    client.post(url, {"changes": ["place"], "tools": [str(entry.pk)]})

    opened = again(assessment).follow_up
    own = opened.entries.get(origin=entry)
    asked = opened.answers.filter(prefilled=True)
    assert {(a.question, a.entry_id) for a in asked} <= {
        (q, own.pk) for q in ("T-20", "T-21", "T-22")
    }
    save_answer(opened, "T-20", ["CN"], entry=own)
    submit_response(opened, name="Vera", role="CTO")
    score_assessment(again(assessment))
    change = ScoreChange.objects.get()
    assert change.cause == ScoreCause.CHANGED
    assert "T-20" in {row["question"] for row in change.why}


def test_notice_without_anything_to_ask_is_refused(assessment):
    person = assessment.response.invitations.get().respondents.create(
        response=assessment.response, name="Vera"
    )

    with pytest.raises(NothingReported):
        report_changes(assessment, ["place"], [], by=person)

    assert again(assessment).follow_up is None


def test_page_says_what_is_missing(assessment, vendor_of):
    url = f"/assessments/vendor/{assessment.response_id}/notice/"

    page = vendor_of(assessment).post(url, {})

    assert page.status_code == 422
    assert "Choose what has changed." in page.content.decode()


def test_task_looks_at_what_is_due(assessment, celery_runs_here):
    watch_dates()

    assert again(assessment).watch_on == in_days(16)
    assert not Assessment.objects.to_watch(in_days(15)).exists()
    assert Assessment.objects.to_watch(in_days(16)).exists()
