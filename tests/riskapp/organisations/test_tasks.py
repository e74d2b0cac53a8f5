import pytest
from django.core import mail
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import change_roles, remove_member
from riskapp.organisations.errors import LastAdministrator
from riskapp.organisations.tasks import send_welcome
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = member(OrganisationFactory(), Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def test_one_administrator_always_remains(administrator):
    membership = Membership.objects.get(user=administrator)

    with pytest.raises(LastAdministrator):
        change_roles(membership, roles=[Role.AUDITOR], by=administrator)
    with pytest.raises(LastAdministrator):
        remove_member(membership, by=administrator)

    assert Membership.objects.get().roles == [Role.ADMINISTRATOR]


def test_roles_are_changed_and_a_member_is_removed(client, administrator):
    organisation = Organisation.objects.get()
    other = Membership.objects.get(user=member(organisation, Role.ANALYST))

    client.post(reverse("organisations:member", args=[other.pk]), {"roles": "auditor"})
    changed = Membership.objects.get(pk=other.pk)
    client.post(reverse("organisations:remove_member", args=[other.pk]))

    assert changed.roles == ["auditor"]
    assert not Membership.objects.filter(pk=other.pk).exists()
    assert AuditEntry.objects.get(action="roles changed").before == {
        "roles": ["analyst"]
    }


def test_the_rhythm_is_set_and_reviews_are_planned_anew(client, administrator):
    organisation = Organisation.objects.get()
    engagement = scored(organisation, member(organisation, Role.ANALYST)).engagement
    before = Engagement.objects.get().next_review_on
    months = {f"months_{tier}": 1 for tier in organisation.review_months}
    address = reverse("organisations:rhythm")

    wrong = client.post(
        address, {"reminder_days": "soon", "reminder_every": 7, **months}
    )
    done = client.post(
        address, {"reminder_days": "3, 10", "reminder_every": 5, **months}
    )

    organisation.refresh_from_db()
    engagement.refresh_from_db()
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert organisation.reminder_days == [10, 3]
    assert engagement.next_review_on < before


def test_a_new_member_is_written_to_in_the_language_of_the_organisation(administrator):
    Organisation.objects.update(language="de")

    send_welcome(Membership.objects.get().pk)

    assert mail.outbox[-1].subject.startswith("Sie sind Mitglied")
