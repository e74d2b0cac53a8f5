import pytest
from django.core.management import CommandError, call_command

from riskapp.accounts.choices import Role, VendorEntryPolicy
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.settings import change_settings
from tests.factories.riskapp import member
from tests.factories.second_factor import set_up, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(organisation):
    return member(organisation, Role.ADMINISTRATOR)


def test_only_what_is_different_is_changed_and_recorded(organisation, administrator):
    wanted = {"entry_policy": VendorEntryPolicy.LINK, "four_eyes": False}

    change_settings(organisation, wanted=wanted, by=administrator)

    organisation.refresh_from_db()
    assert organisation.four_eyes is False
    entry = AuditEntry.objects.get(action="settings changed")
    assert (entry.before, entry.after) == ({"four_eyes": True}, {"four_eyes": False})


def test_no_change_leaves_no_trace(organisation, administrator):
    change_settings(organisation, wanted={"four_eyes": True}, by=administrator)

    assert not AuditEntry.objects.exists()


def trail(action):
    return AuditEntry.objects.filter(action=action)


def test_asking_members_for_a_second_factor_is_in_the_trail(world):
    change_settings(
        world.organisation,
        wanted={"requires_second_factor": True},
        by=world.people["administrator"],
    )

    entry = trail("settings changed").get()
    assert entry.before == {"requires_second_factor": False}
    assert entry.after == {"requires_second_factor": True}
    world.organisation.refresh_from_db()
    assert world.organisation.requires_second_factor


def test_setting_up_and_removing_a_second_factor_is_in_the_trail(client, world):
    sign_in(client, "analyst@buyer.example", "pass")
    set_up(client)
    client.post("/accounts/2fa/app/off/")

    assert trail("second factor set up").get().organisation == world.organisation
    assert trail("second factor removed").get().actor == world.analyst


def test_an_operator_helps_who_has_lost_the_phone(client, world, capsys):
    sign_in(client, "analyst@buyer.example", "pass")
    set_up(client)

    call_command("remove_second_factor", "analyst@buyer.example")

    assert "password alone" in capsys.readouterr().out
    assert trail("second factor removed").get().actor_label == "operator"
    for wrong in ("analyst@buyer.example", "nobody@buyer.example"):
        with pytest.raises(CommandError):
            call_command("remove_second_factor", wrong)
