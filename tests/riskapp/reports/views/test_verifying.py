import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.reports.access import VERIFICATIONS
from tests.factories.reports import CONTENT, ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    analyst = member(OrganisationFactory(name="Secret Buyer"), Role.ANALYST)
    return ready(scored(analyst.organisations.get(), analyst, "careful"), analyst)


def test_anybody_may_ask_and_learns_nothing_but_the_standing(client, report):
    page = client.post(reverse("verify"), {"code": report.code}).content.decode()

    assert "Genuine and current" in page
    assert "Secret Buyer" not in page
    assert report.assessment.engagement.vendor.name not in page


def test_the_file_alone_is_enough(client, report):
    file = SimpleUploadedFile("a.pdf", CONTENT)

    page = client.post(reverse("verify"), {"file": file}).content.decode()

    assert "exactly what was issued" in page


def test_a_changed_file_with_the_code_is_called_altered(client, report):
    file = SimpleUploadedFile("a.pdf", CONTENT + b"!")

    page = client.post(reverse("verify"), {"file": file, "code": report.code})

    assert "Altered" in page.content.decode()


def test_following_the_qr_code_only_fills_in_the_code(client, report):
    page = client.get(reverse("verify"), {"code": report.code}).content.decode()

    assert report.code in page
    assert "Genuine" not in page


def test_an_empty_question_is_told_what_to_give(client):
    reply = client.post(reverse("verify"), {})

    assert reply.status_code == 422
    assert "Give the code, the file, or both." in reply.content.decode()


def test_whoever_tries_too_often_has_to_wait(client, report):
    for _ in range(VERIFICATIONS):
        assert client.post(reverse("verify"), {"code": "X"}).status_code == 200

    assert client.post(reverse("verify"), {"code": report.code}).status_code == 429
