import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.lists.models import SavedView
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db


def save(client, **given):
    wanted = {"list": "vendors:list", "name": "Grave cases", "query": "rating=critical"}
    return client.post(reverse("lists:save"), wanted | given)


def test_a_view_is_saved_and_offered_on_its_list(client, organisation):
    client.force_login(member(organisation, Role.PROCUREMENT))

    response = save(client, query="rating=critical&page=3&tier=&export=csv")

    view = SavedView.objects.get()
    assert view.query == "rating=critical"
    assert response.url == "/vendors/?rating=critical"
    assert "Grave cases" in client.get("/vendors/").content.decode()
    assert "Grave cases" not in client.get("/vendors/engagements/").content.decode()
    assert AuditEntry.objects.get().action == "view saved"


def test_a_view_of_the_same_name_is_replaced(client, organisation):
    client.force_login(member(organisation, Role.ANALYST))

    save(client)
    save(client, query="rating=high")

    assert SavedView.objects.get().query == "rating=high"


def test_colleagues_see_only_what_is_shared(client, organisation):
    client.force_login(member(organisation, Role.ANALYST))
    save(client, name="Mine")
    save(client, name="Ours", is_shared="on")
    client.get("/vendors/")  # takes the messages of saving away
    client.force_login(member(organisation, Role.AUDITOR))

    page = client.get("/vendors/").content.decode()

    assert "Ours" in page
    assert "Mine" not in page


def test_a_view_is_removed_by_its_owner_only(client, organisation):
    owner = member(organisation, Role.ANALYST)
    client.force_login(owner)
    save(client, is_shared="on")
    remove = reverse("lists:remove", args=[SavedView.objects.get().pk])

    client.force_login(member(organisation, Role.APPROVER))
    assert client.post(remove).status_code == 403
    client.force_login(member(OrganisationFactory(), Role.ADMINISTRATOR))
    assert client.post(remove).status_code == 404
    client.force_login(owner)
    client.post(remove)

    assert not SavedView.objects.exists()


@pytest.mark.parametrize("given", [{"name": ""}, {"list": "nowhere"}])
def test_a_view_without_a_name_or_a_list_is_refused(client, organisation, given):
    client.force_login(member(organisation, Role.ANALYST))

    response = save(client, **given)

    assert response.status_code == 302
    assert not SavedView.objects.exists()
