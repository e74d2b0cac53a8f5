"""A live database comes to the chain with the entries it has."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from riskapp.accounts.models import Organisation, User
from riskapp.audit.queries import chains, first_broken_link
from tests.conftest import owner
from tests.databases import prepare

OLD = """
INSERT INTO audit_auditentry
    (organisation_id, at, actor_id, actor_label, action, object_type, object_id,
     object_label, before, after)
VALUES (%s, now(), %s, 'ana@buyer.example', 'made', 'vendors.vendor', '1', 'Größe',
     NULL, '{"number": 1.50, "big": 1e22, "text": "a\\u2028b"}')
"""


@pytest.fixture
def before_the_chain(transactional_db):
    def go(name):
        MigrationExecutor(connection).migrate([("audit", name)])

    with owner():
        go("0002_frozen_rows")
        yield lambda: go("0300_erasable")
        newest = MigrationExecutor(connection)
        newest.migrate(newest.loader.graph.leaf_nodes())
        prepare()


def test_entries_from_before_are_linked_in_their_order(before_the_chain, capsys):
    buyer = Organisation.objects.create(name="Buyer")
    ana = User.objects.create_user("ana@buyer.example", name="Ana")
    with connection.cursor() as cursor:
        for whose, actor in ((buyer.pk, ana.pk), (buyer.pk, None), (None, None)):
            cursor.execute(OLD, [whose, actor])

    before_the_chain()

    assert len(chains()) == 2
    assert [first_broken_link(chain) for chain in chains()] == [None, None]
    call_command("verify_audit")
    assert "2 entries" in capsys.readouterr().out
