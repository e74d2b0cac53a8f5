"""The first administrator comes in by a link that works once."""

import datetime
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, OneTimeLink, Organisation, User
from riskapp.audit.models import AuditEntry
from tests.factories.riskapp import member
from tests.factories.second_factor import set_up

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Ada First",
    "email": "Ada@buyer.example",
    "password1": "seven green apples",
    "password2": "seven green apples",
}


def link_of(name="Buyer"):
    out = StringIO()
    call_command("create_organisation", name, stdout=out)
    return re.search(r"https?://[^/]+(/\S+)", out.getvalue())[1]


def test_a_new_installation_gets_its_first_administrator(client):
    link = link_of()

    shown = client.get(link, follow=True)
    reply = client.post(shown.request["PATH_INFO"], PERSON)

    user = User.objects.get()
    assert reply.url == "/accounts/2fa/app/"
    assert (user.email, user.name, user.proven_at) == (
        "ada@buyer.example",
        "Ada First",
        None,
    )
    assert user.check_password("seven green apples")
    assert Membership.objects.get(user=user).roles == [Role.ADMINISTRATOR]
    assert not OneTimeLink.objects.exists()
    made = AuditEntry.objects.get(action="first administrator set up")
    assert made.after == {"email": "ada@buyer.example", "roles": ["administrator"]}


def test_the_second_factor_comes_before_the_list(client):
    client.post(client.get(link_of(), follow=True).request["PATH_INFO"], PERSON)

    before = client.get("/settings/set-up/")
    set_up(client)
    codes = client.get("/accounts/2fa/codes/").content.decode()
    after = client.get("/settings/set-up/")

    assert before.url == "/accounts/2fa/app/"
    assert 'href="/settings/set-up/"' in codes
    assert after.status_code == 200


def test_the_link_is_kept_as_a_digest_and_stands_in_no_address(client):
    link = link_of()

    reply = client.get(link)

    row = OneTimeLink.objects.get()
    assert row.digest not in link
    assert link.split("/")[-2] not in str(vars(row)) + reply.url
    assert link.split("/")[-2] not in str(list(AuditEntry.objects.values()))


def test_the_link_works_once_and_not_for_ever(client, django_user_model):
    link = link_of()
    other = link_of("Other")
    client.post(client.get(link, follow=True).request["PATH_INFO"], PERSON)
    OneTimeLink.objects.update(expires_at=timezone.now() - datetime.timedelta(1))

    assert client.get(link).status_code == 404
    assert client.get(other).status_code == 404
    assert client.get("/settings/set-up/begin/forged/").status_code == 404


def test_a_page_opened_before_the_link_was_used_makes_nobody(client):
    link = link_of()
    path = client.get(link, follow=True).request["PATH_INFO"]
    OneTimeLink.objects.all().delete()

    assert client.post(path, PERSON).status_code == 404
    assert not User.objects.exists()


def test_a_lost_link_is_made_anew_while_nobody_works_there(client):
    lost, link = link_of(), link_of()

    assert client.get(lost).status_code == 404
    assert client.get(link).status_code == 302
    assert Organisation.objects.count() == 1


def test_an_organisation_with_members_gets_no_such_link(organisation):
    member(organisation, Role.ANALYST)

    with pytest.raises(CommandError, match="has members already"):
        call_command("create_organisation", organisation.name)


def test_whoever_has_an_account_shows_that_it_is_theirs(client, analyst):
    path = client.get(link_of("New"), follow=True).request["PATH_INFO"]

    refused = client.post(path, PERSON | {"email": analyst.email})
    client.force_login(analyst)
    client.get(link_of("New"))
    client.post(path)

    assert refused.status_code == 422
    assert "has an account already" in refused.content.decode()
    assert Membership.objects.get(organisation__name="New").user == analyst
