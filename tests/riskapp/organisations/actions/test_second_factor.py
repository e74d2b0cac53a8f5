"""A lost second factor is taken away in the browser; wrong codes are noted."""

import html
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client

from questionnaires.actions.invitations import invite
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import remove_member
from riskapp.organisations.errors import WorksElsewhere
from tests.conftest import make_world
from tests.factories.second_factor import digits_of, set_up, sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"


@pytest.fixture
def lost(world):
    """The session of an analyst who has a second factor, and its secret."""
    client = Client()
    sign_in(client, ANALYST, "pass")
    return client, set_up(client)


def reset(world, client=None):
    seat = Membership.objects.get(user=world.analyst, organisation=world.organisation)
    client = client or world.client("administrator")
    return client.post(f"/settings/members/{seat.pk}/second-factor/", follow=True)


def test_an_administrator_resets_it_and_the_person_begins_anew(
    world, lost, celery_runs_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = reset(world).content.decode()

    client = Client()
    reply = sign_in(client, ANALYST, "pass")
    secret = set_up(client)

    assert "signed out everywhere" in page
    assert lost[0].get("/vendors/").status_code == 302
    assert reply.url == "/"
    assert secret != lost[1]
    entry = AuditEntry.objects.get(action="second factor reset")
    assert (entry.actor.email, entry.object_label) == (
        "administrator@buyer.example",
        "Analyst",
    )
    (told,) = [m for m in mail.outbox if "reset" in m.subject]
    assert told.to == [ANALYST]
    assert "An administrator of Buyer" in told.body


def test_sessions_that_no_list_knows_end_too(world, lost):
    unlisted = world.client("analyst")

    reset(world)

    assert unlisted.get("/vendors/").status_code == 302


def test_the_operator_signs_the_person_out_too(world, lost):
    call_command("remove_second_factor", ANALYST)

    assert lost[0].get("/vendors/").status_code == 302


def test_it_asks_for_the_password_again(world, lost, settings):
    settings.ASK_AGAIN_MINUTES = 15
    client = Client()
    sign_in(client, "administrator@buyer.example", "pass")
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 16 * 60
    session.save()

    asked = reset(world, client)

    assert asked.request["PATH_INFO"] == "/accounts/reauthenticate/"
    assert Authenticator.objects.exists()


def test_nobody_takes_away_what_another_organisation_relies_on(world, lost):
    Membership.objects.create(
        organisation=make_world("Second").organisation,
        user=world.analyst,
        roles=[Role.ANALYST],
    )

    page = reset(world).content.decode()

    assert "remove_second_factor" in page
    assert Authenticator.objects.exists()


def test_who_has_none_and_oneself_are_told_so(world):
    page = reset(world).content.decode()
    own = Membership.objects.get(user=world.people["administrator"])
    reply = world.client("administrator").post(
        f"/settings/members/{own.pk}/second-factor/"
    )

    assert "has no second factor" in page
    assert reply.url == "/accounts/2fa/"


@pytest.mark.parametrize("secret", ["000000", "a wrong recovery code"])
def test_a_wrong_code_is_noted_without_what_was_typed(world, lost, secret):
    client = Client()
    sign_in(client, ANALYST, "pass")

    client.post("/accounts/2fa/authenticate/", {"code": secret})
    client.post("/accounts/2fa/authenticate/", {"code": digits_of(lost[1], later=1)})

    entry = AuditEntry.objects.get(action="second factor refused")
    assert (entry.organisation, entry.actor) == (world.organisation, None)
    assert entry.object_label == "Analyst"
    assert secret not in str(vars(entry))


def test_a_factor_that_protects_answers_for_others_is_not_reset(world, lost):
    other = make_world("Other").assessment(filled=False)
    invite(other.response, email=ANALYST, actor="")

    page = reset(world).content.decode()

    assert str(WorksElsewhere()) in html.unescape(page)
    assert Authenticator.objects.filter(user__email=ANALYST).exists()


def test_who_is_removed_right_after_the_reset_is_told_all_the_same(
    world, lost, celery_runs_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as left:
        reset(world)
    seat = Membership.objects.get(user=world.analyst, organisation=world.organisation)
    remove_member(seat, by=world.people["administrator"])

    for callback in left:
        callback()

    assert ANALYST in [to for message in mail.outbox for to in message.to]
