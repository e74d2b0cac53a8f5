import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from questionnaires.models import Invitation, QuestionnaireVersion
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    core_version,
    member,
)

START = "/assessments/start/"


def wanted(**changes):
    return {
        "vendor_name": "Brzi Potok",
        "vendor_country": "RS",
        "engagement_name": "Portal",
        "version": core_version().pk,
        "due_on": timezone.localdate().isoformat(),
        **PROFILE,
        **changes,
    }


@pytest.mark.django_db
def test_one_screen_registers_the_work_and_gives_the_link(client):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    response = client.post(START, wanted(), follow=True)

    assessment = Assessment.objects.get()
    page = response.content.decode()
    assert response.redirect_chain == [
        (reverse("assessments:detail", args=[assessment.pk]), 302)
    ]
    assert str(assessment.engagement) == "Brzi Potok: Portal"
    assert "http://testserver/respond/#" in page
    assert "No mail" in page
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_known_engagement_is_chosen_from_its_vendor(client):
    engagement = EngagementFactory()
    client.force_login(member(engagement.organisation, Role.ANALYST))
    core_version()

    page = client.get(START, {"engagement": engagement.pk}).content.decode()
    client.post(
        START,
        {
            "engagement": engagement.pk,
            "version": core_version().pk,
            "due_on": timezone.localdate().isoformat(),
        },
    )

    assert f'<option value="{engagement.pk}" selected>' in page
    assert Assessment.objects.get().engagement == engagement


@pytest.mark.django_db
def test_work_of_another_organisation_cannot_be_chosen(client):
    theirs = EngagementFactory()
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    response = client.post(START, wanted(engagement=theirs.pk, vendor=theirs.vendor_id))

    assert response.status_code == 422
    assert set(response.context["form"].errors) >= {"engagement", "vendor"}
    assert not Assessment.objects.exists()


@pytest.mark.django_db
def test_a_taken_name_is_refused_in_words_and_changes_nothing(client):
    vendor = VendorFactory(name="Brzi Potok")
    client.force_login(member(vendor.organisation, Role.ANALYST))

    response = client.post(START, wanted())

    assert response.status_code == 422
    assert "is already in the register" in response.content.decode()
    assert Vendor.objects.count() == 1
    assert not Engagement.objects.exists()


@pytest.mark.django_db
def test_without_a_published_questionnaire_the_page_says_what_to_do(
    client, monkeypatch
):
    none = QuestionnaireVersion.objects.none()
    monkeypatch.setattr(type(none), "for_owner", lambda *_: none)
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    response = client.get(START)

    assert response.status_code == 422
    assert "import_questionnaire" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_address_gets_the_link_by_mail(client, celery_runs_here):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    client.post(START, wanted(email="it@example.org"))

    message = mail.outbox[0]
    assert message.to == ["it@example.org"]
    assert "/respond/#" in message.body


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_queued_never_stops_the_send(client, broker_is_away):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))

    response = client.post(START, wanted(email="it@example.org"), follow=True)

    page = response.content.decode()
    assert Invitation.objects.get().email == "it@example.org"
    assert "Queued" in page
    assert "http://testserver/respond/#" in page


def again(engagement, **changes):
    return {
        "engagement": engagement.pk,
        "version": core_version().pk,
        "due_on": timezone.localdate().isoformat(),
        **changes,
    }


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_starts_one_assessment(client):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))
    core_version()
    token = client.get(START).context["form"]["token"].value()

    first = client.post(START, wanted(token=token))
    second = client.post(START, wanted(token=token))

    assert first.url == second.url
    assert Assessment.objects.count() == 1


@pytest.mark.django_db
def test_a_page_gone_back_to_may_start_other_work(client):
    client.force_login(member(OrganisationFactory(), Role.ANALYST))
    core_version()
    token = client.get(START).context["form"]["token"].value()

    client.post(START, wanted(token=token))
    client.post(START, wanted(token=token, vendor_name="Kestrel"))

    assert Assessment.objects.count() == 2


@pytest.mark.django_db
def test_work_that_is_being_assessed_is_gone_on_with_or_another_has_a_reason(client):
    engagement = EngagementFactory()
    client.force_login(member(engagement.organisation, Role.ANALYST))
    client.post(START, again(engagement, email="it@example.org"))
    (there,) = Assessment.objects.all()

    asked = client.post(START, again(engagement))
    without = client.post(START, again(engagement, another_because=" "))
    client.post(START, again(engagement, another_because="Another system of theirs"))

    page = asked.content.decode()
    assert asked.status_code == without.status_code == 409
    assert "There is an open assessment for this work" in page
    assert "it@example.org" in page
    assert reverse("assessments:detail", args=[there.pk]) in page
    assert "Say why there is to be another." in without.content.decode()
    assert Assessment.objects.count() == 2
    entry = AuditEntry.objects.filter(action="assessment started").latest("at")
    assert entry.after["another_because"] == "Another system of theirs"


@pytest.mark.django_db
def test_work_without_its_nine_answers_is_listed_with_what_to_do(client):
    engagement = EngagementFactory(profile={}, name="Portal")
    client.force_login(member(engagement.organisation, Role.ANALYST))
    core_version()

    page = client.get(START).content.decode()
    refused = client.post(START, again(engagement))

    assert "Portal (answer the nine questions first)" in page
    assert reverse("vendors:edit_engagement", args=[engagement.pk]) in page
    assert refused.status_code == 422
    assert (
        "Answer the nine questions about this work first." in refused.content.decode()
    )
    assert not Assessment.objects.exists()
