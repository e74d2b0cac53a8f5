"""Somebody with the keys of the database changes the trail, and the proof names the link."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from tests.conftest import owner


@pytest.fixture
def trail(db):
    """Five linked entries of one organisation, with the triggers out of the way."""
    organisation = Organisation.objects.create(name="Buyer")
    for number in range(5):
        record(f"step {number}", organisation, organisation=organisation, by=None)
    connection.check_constraints()
    with owner(), connection.cursor() as cursor:
        for table in ("audit_auditentry", "audit_chainhead"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return AuditEntry.objects.order_by("position")


def verify():
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def broken():
    with pytest.raises(CommandError) as caught:
        verify()
    assert caught.value.returncode == 1
    return str(caught.value)


def test_a_trail_that_was_left_alone_holds(trail):
    display_text = verify()

    assert "Every link holds." in display_text
    assert trail.last().hash in display_text


def test_an_empty_installation_holds(db):
    assert "Every link holds." in verify()


def test_changed_content_is_named(trail):
    trail.filter(position__in=[3, 5]).update(action="something else")

    assert f"link 3 (entry {trail[2].pk}): its content was changed" in broken()


def test_content_changed_with_its_hash_is_named(trail):
    trail.filter(position=3).update(content_hash="a" * 64)

    assert "link 3" in broken()


def test_a_link_made_anew_breaks_the_next(trail):
    trail.filter(position=2).update(hash="b" * 64)

    assert "link 2" in broken()


def test_a_removed_entry_is_named(trail):
    trail.filter(position=2).delete()

    assert "link 2" in broken()
    assert "the entry is missing" in broken()


def test_a_chain_that_was_cut_off_is_named(trail):
    trail.filter(position=5).delete()

    assert "link 5 (no entry): the entry is missing" in broken()


def test_an_entry_that_was_slipped_in_is_named(trail):
    extra = trail.first()
    extra.pk, extra.position = None, None
    extra.save(force_insert=True)

    assert "the entry was never linked" in broken()
