import pytest

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.audit.actions import record, record_export
from riskapp.audit.models import AuditEntry
from tests.factories.riskapp import OrganisationFactory, member


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    organisation = OrganisationFactory()

    with pytest.raises(RuntimeError):
        record("done", organisation, organisation=organisation, by=None)


@pytest.mark.django_db
def test_every_organisation_hears_of_a_downloaded_list():
    ours, theirs, _stranger = OrganisationFactory.create_batch(3)
    analyst = member(ours, Role.ANALYST)
    Membership.objects.create(
        organisation=theirs, user=analyst, roles=[Role.PROCUREMENT]
    )

    record_export("vendors", by=analyst, wanted="csv", query="tier=high")

    entries = AuditEntry.objects.all()
    assert {entry.organisation for entry in entries} == {ours, theirs}
    assert {entry.action for entry in entries} == {"vendors exported"}
    assert entries[0].after == {"format": "csv", "query": "tier=high"}
