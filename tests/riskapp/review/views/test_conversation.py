"""A question of a vendor, from its page to the desk and back."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from questionnaires.actions.invitations import enter, invite, invite_colleague
from questionnaires.models import Message
from questionnaires.queries import token_of
from riskapp.audit.models import AuditEntry
from riskapp.desk.choices import WaitingKind
from riskapp.notifications.choices import NotificationKind
from riskapp.notifications.models import Notification
from tests.conftest import make_world


def client_of(invitation):
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Lena"})
    return client


@pytest.fixture
def assessment(world):
    return world.assessment(filled=False)


@pytest.fixture
def response(assessment):
    return assessment.response


@pytest.fixture
def lead(response):
    return invite(response, email="lead@vendor.example", actor="")


def contact(response, question=""):
    page = reverse("questionnaires:contact", args=[response.pk])
    return f"{page}?question={question}" if question else page


def asked(assessment):
    return reverse("assessments:asked", args=[assessment.pk])


def test_a_question_is_answered_in_the_same_thread(
    world,
    assessment,
    response,
    lead,
    celery_runs_here,
    django_capture_on_commit_callbacks,
):
    vendor = client_of(lead)
    with django_capture_on_commit_callbacks(execute=True):
        sent = vendor.post(
            contact(response, "GOV-01"), {"text": "Contractors too?"}, follow=True
        )
    assert "Contractors too?" in sent.content.decode()

    analyst = world.client("analyst")
    desk = analyst.get(reverse("desk:waiting")).content.decode()
    assert asked(assessment) in desk
    told = Notification.objects.filter(kind=NotificationKind.ASKED)
    assert world.analyst in {row.user for row in told}
    page = analyst.get(asked(assessment)).content.decode()
    assert "Contractors too?" in page
    with django_capture_on_commit_callbacks(execute=True):
        analyst.post(
            asked(assessment), {"question": "GOV-01", "text": "Yes, them too."}
        )

    letter = mail.outbox[-1]
    assert letter.to == ["lead@vendor.example"]
    assert letter.reply_to == [world.analyst.email]
    assert "GOV-01" in letter.body.replace("%3D", "=")
    page = vendor.get(contact(response, "GOV-01")).content.decode()
    assert "Yes, them too." in page
    section = vendor.get(
        reverse("questionnaires:section", args=[response.pk, "GOV"])
    ).content.decode()
    assert "See the answer" in section
    assert (
        asked(assessment) not in analyst.get(reverse("desk:waiting")).content.decode()
    )
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"vendor asked a question", "vendor's question answered"} <= actions


def test_the_head_of_the_assessment_says_that_somebody_waits(
    world, assessment, response, lead
):
    analyst = world.client("analyst")
    detail = reverse("assessments:detail", args=[assessment.pk])
    assert asked(assessment) not in analyst.get(detail).content.decode()
    client_of(lead).post(contact(response), {"text": "By when?"})

    assert "asks you something" in analyst.get(detail).content.decode()

    analyst.post(asked(assessment), {"question": "", "text": "By Friday."})

    page = analyst.get(detail).content.decode()
    assert "asks you something" not in page
    assert asked(assessment) in page


def test_colleagues_read_what_is_about_their_own_section(response, lead):
    client_of(lead).post(contact(response, "GOV-01"), {"text": "About GOV"})
    client_of(lead).post(contact(response), {"text": "About all of it"})
    by = enter(lead, name="Lena")
    colleague = client_of(
        invite_colleague(response, email="cora@vendor.example", sections=["INV"], by=by)
    )

    assert colleague.get(contact(response, "GOV-01")).status_code == 403
    page = colleague.get(contact(response)).content.decode()
    assert "About" not in page.replace("About all sections", "")
    colleague.post(contact(response), {"text": "Mine"})
    assert "About all of it" in colleague.get(contact(response)).content.decode()


def test_another_organisation_sees_and_answers_nothing(assessment, response, lead):
    client_of(lead).post(contact(response), {"text": "By when?"})
    other = make_world("Other").client("analyst")

    assert other.get(asked(assessment)).status_code == 404
    assert (
        other.post(asked(assessment), {"question": "", "text": "Now"}).status_code
        == 404
    )
    assert Message.objects.count() == 1


def test_only_who_may_assess_answers(world, assessment, response, lead):
    client_of(lead).post(contact(response), {"text": "By when?"})
    auditor = world.client("auditor")

    assert "By when?" in auditor.get(asked(assessment)).content.decode()
    reply = auditor.post(asked(assessment), {"question": "", "text": "Now"})

    assert reply.status_code == 403


def test_an_empty_text_is_refused_where_it_was_typed(world, assessment, response, lead):
    vendor = client_of(lead)
    assert vendor.post(contact(response), {"text": "  "}).status_code == 422
    vendor.post(contact(response), {"text": "By when?"})
    analyst = world.client("analyst")

    assert (
        analyst.post(asked(assessment), {"question": "", "text": ""}).status_code == 422
    )
    unknown = analyst.post(asked(assessment), {"question": "GOV-02", "text": "x"})
    assert unknown.status_code == 404


def test_what_is_written_is_shown_as_text(world, assessment, response, lead):
    client_of(lead).post(contact(response), {"text": "<b>bold</b>"})

    page = world.client("analyst").get(asked(assessment)).content.decode()

    assert "<b>bold</b>" not in page


def test_a_question_waits_once_on_the_desk(world, assessment, response, lead):
    vendor = client_of(lead)
    for question in ("GOV-01", "GOV-02", ""):
        vendor.post(contact(response, question), {"text": "Why?"})

    page = world.client("analyst").get(
        reverse("desk:waiting"), {"kind": WaitingKind.ASKED}
    )

    assert page.content.decode().count(asked(assessment)) == 1
