import pytest
from django.db import DatabaseError, connection, transaction

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from tests import databases
from tests.conftest import make_world, owner


@pytest.mark.django_db
def test_an_audit_entry_is_never_changed():
    organisation = Organisation.objects.create(name="Buyer")
    record("made", organisation, organisation=organisation, by=None)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        AuditEntry.objects.update(action="unmade")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        AuditEntry.objects.all().delete()

    assert AuditEntry.objects.get().action == "made"


@pytest.mark.django_db(transaction=True)
def test_of_what_a_test_committed_nothing_stays():
    make_world().assessment("typical", scored=True)
    with owner(), connection.cursor() as cursor:
        databases.empty()
        counted = {}
        for name in connection.introspection.table_names():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            counted[name] = cursor.fetchone()[0]

    assert {name for name, many in counted.items() if many} == {
        "django_migrations",
        *databases.MADE_BY_MIGRATING,
    }
