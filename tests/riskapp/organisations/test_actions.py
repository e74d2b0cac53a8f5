import pytest

from riskapp.accounts.choices import EntryPolicy, Role
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions import change_settings
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def administrator(organisation):
    return member(organisation, Role.ADMINISTRATOR)


def test_only_what_is_different_is_changed_and_recorded(organisation, administrator):
    wanted = {"entry_policy": EntryPolicy.LINK, "four_eyes": False}

    change_settings(organisation, wanted=wanted, by=administrator)

    organisation.refresh_from_db()
    assert organisation.four_eyes is False
    entry = AuditEntry.objects.get(action="settings changed")
    assert (entry.before, entry.after) == ({"four_eyes": True}, {"four_eyes": False})


def test_no_change_leaves_no_trace(organisation, administrator):
    change_settings(organisation, wanted={"four_eyes": True}, by=administrator)

    assert not AuditEntry.objects.exists()
