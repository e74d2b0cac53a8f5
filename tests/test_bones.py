import pytest
from django.db import DatabaseError, transaction

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry


@pytest.mark.django_db
def test_an_audit_entry_is_never_changed():
    organisation = Organisation.objects.create(name="Buyer")
    record("made", organisation, organisation=organisation, by=None)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        AuditEntry.objects.update(action="unmade")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        AuditEntry.objects.all().delete()

    assert AuditEntry.objects.get().action == "made"
