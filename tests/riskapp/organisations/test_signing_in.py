"""The trail hears who came, who tried and who left."""

import pytest
from django.core.management import call_command

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, User
from riskapp.audit.models import AuditEntry
from tests.conftest import make_world
from tests.factories.second_factor import sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"


def noted(action):
    return list(
        AuditEntry.objects.filter(action=action).values_list(
            "organisation__name", "actor__email", "object_label"
        )
    )


def test_signing_in_and_out_is_noted(client, world):
    sign_in(client, ANALYST, "pass")
    client.post("/accounts/logout/")

    assert noted("signed in") == [("Buyer", ANALYST, "Analyst")]
    assert noted("signed out") == [("Buyer", ANALYST, "Analyst")]
    assert AuditEntry.objects.get(action="signed in").ip == "127.0.0.1"


def test_a_failed_sign_in_is_noted_without_what_was_typed(client, world):
    sign_in(client, ANALYST, "a wrong secret")
    sign_in(client, "nobody@buyer.example", "a wrong secret")

    entry = AuditEntry.objects.get(action="sign-in failed")
    assert (entry.organisation, entry.actor) == (world.organisation, None)
    assert entry.object_label == "Analyst"
    assert "wrong secret" not in str(vars(entry))


def test_where_a_person_works_hears_of_it_and_no_other(client, world):
    other = make_world("Second")
    Membership.objects.create(
        organisation=other.organisation, user=world.analyst, roles=[Role.ANALYST]
    )

    sign_in(client, ANALYST, "pass")
    before = noted("signed in")
    client.post("/accounts/organisation/", {"organisation": str(other.organisation.pk)})
    client.post("/accounts/logout/")

    assert before == []
    assert noted("signed in") == [("Second", ANALYST, "Analyst")]
    assert noted("signed out") == [("Second", ANALYST, "Analyst")]


def test_what_an_operator_does_to_members_is_noted(world):
    def add(*roles):
        given = [f"--role={role}" for role in roles]
        call_command("add_member", "Buyer", "new@buyer.example", *given)

    add("analyst")
    add("analyst")
    add("approver")

    added = AuditEntry.objects.get(action="member added")
    assert (added.actor_label, added.after) == (
        "operator",
        {"email": "new@buyer.example", "roles": ["analyst"]},
    )
    changed = AuditEntry.objects.get(action="roles changed")
    assert (changed.before, changed.after) == (
        {"roles": ["analyst"]},
        {"roles": ["approver"]},
    )
    assert User.objects.filter(email="new@buyer.example").count() == 1
