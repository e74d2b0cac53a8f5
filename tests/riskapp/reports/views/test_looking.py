from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from riskapp.accounts.choices import Role
from riskapp.reports.models import ReportLook
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = member(OrganisationFactory(), Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def test_a_pale_colour_is_kept_and_printed_darker(client, administrator):
    client.post(reverse("reports:look"), {"colour": "#FFCC00"})

    page = client.get(reverse("reports:look")).content.decode()

    assert ReportLook.objects.get().colour == "#ffcc00"
    assert "#ffcc00" in page
    assert "Reports are printed in #" in page
    assert "Reports are printed in #ffcc00" not in page


def test_a_logo_can_be_removed_where_there_is_one(client, administrator):
    before = client.get(reverse("reports:look")).content.decode()
    logo = BytesIO()
    Image.new("RGB", (4, 4)).save(logo, "PNG")
    client.post(
        reverse("reports:look"),
        {"logo": SimpleUploadedFile("logo.png", logo.getvalue())},
    )
    after = client.get(reverse("reports:look")).content.decode()
    client.post(reverse("reports:look"), {"colour": "#0b5a6e"})
    kept = ReportLook.objects.get().logo
    client.post(reverse("reports:look"), {"remove_logo": "on"})

    assert kept
    assert "Remove the logo" not in before
    assert "Remove the logo" in after
    assert not ReportLook.objects.get().logo


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused_in_words(client, administrator, colour):
    reply = client.post(reverse("reports:look"), {"colour": colour})

    assert reply.status_code == 422
    assert "six hexadecimal digits" in reply.content.decode()
    assert not ReportLook.objects.exists()
