import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Import, Vendor
from tests.factories.hostile import HOSTILE
from tests.factories.riskapp import OrganisationFactory, VendorFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = member(OrganisationFactory(), Role.ANALYST)
    client.force_login(person)
    return person


def upload(client, text):
    file = SimpleUploadedFile("vendors.csv", text.encode())
    return client.post(reverse("vendors:import"), {"file": file})


def test_a_file_is_looked_at_before_it_is_imported(
    client,
    analyst,
    celery_runs_here,
    django_capture_on_commit_callbacks,
):
    preview = client.get(upload(client, "Vendor,Country\nKestrel,IE\n").url)
    assert "New vendor" in preview.content.decode()
    assert not Vendor.objects.exists()
    found = Import.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("vendors:import_apply", args=[found.pk]))
    done = client.get(reverse("vendors:import_detail", args=[found.pk]))

    assert Vendor.objects.get().name == "Kestrel"
    assert "1 new vendor," in done.content.decode()


def test_faults_are_shown_by_cell_and_nothing_is_imported(client, analyst):
    address = upload(client, "Vendor,Country\nKestrel,IE\nBad,Atlantis\n").url

    page = client.get(address).content.decode()
    refused = client.post(f"{address}apply/", follow=True).content.decode()

    assert "B3" in page
    assert "Import without the rows that have faults" in page
    assert "Correct them, or leave them out." in refused
    assert Import.objects.get().state == ImportState.CHECKED


def test_a_page_that_is_out_of_date_imports_nothing(client, analyst):
    address = upload(client, "Vendor,Country\nKestrel,IE\n").url
    [seen] = re.findall(
        r'name="seen" value="(\w{64})"', client.get(address).content.decode()
    )
    VendorFactory(organisation=Import.objects.get().organisation, name="Kestrel")

    page = client.post(f"{address}apply/", {"seen": seen}, follow=True)

    assert "Nothing was imported." in page.content.decode()
    assert Import.objects.get().state == ImportState.CHECKED


def test_the_person_may_leave_faults_out(client, analyst):
    address = upload(client, "Vendor,Country\nKestrel,IE\nBad,Atlantis\n").url

    client.post(f"{address}apply/", {"skip": "faults"})

    found = Import.objects.get()
    assert (found.state, found.skips_faults) == (ImportState.QUEUED, True)
    state = client.get(reverse("vendors:import_state", args=[found.pk])).json()
    assert state == {"state": "queued"}


@pytest.mark.usefixtures("broker_is_away")
def test_a_broker_that_is_away_stops_nobody(
    client, analyst, django_capture_on_commit_callbacks
):
    address = upload(client, "Vendor\nKestrel").url

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{address}apply/")

    assert response.status_code == 302
    assert Import.objects.get().state == ImportState.QUEUED


def test_a_file_that_cannot_be_read_is_refused_at_its_field(client, analyst):
    response = upload(client, "Name\nKestrel")

    assert response.status_code == 422
    assert "no column “Vendor”" in str(response.context["form"].errors["file"])


def test_the_template_is_a_workbook(client, analyst):
    response = client.get(reverse("vendors:import_template"))

    assert response.content.startswith(b"PK")
    assert "vendors-template.xlsx" in response["Content-Disposition"]


def test_the_preview_says_which_vendor_a_row_meets(client, analyst):
    there = VendorFactory(
        organisation=analyst.memberships.get().organisation, name="Kestrel Ltd"
    )

    page = client.get(upload(client, "Vendor,Engagement\nKESTREL LTD,Portal\n").url)

    assert "In the register:" in page.content.decode()
    assert (
        f'href="{reverse("vendors:detail", args=[there.pk])}"' in page.content.decode()
    )


@pytest.mark.parametrize("kind", ["a million empty cells", "elements ten million deep"])
def test_a_file_that_is_made_to_harm_is_refused_at_its_field(client, analyst, kind):
    file = SimpleUploadedFile("vendors.xlsx", HOSTILE[kind]())

    page = client.post(reverse("vendors:import"), {"file": file})

    assert page.status_code == 422
    assert "too big when unpacked" in page.content.decode()
