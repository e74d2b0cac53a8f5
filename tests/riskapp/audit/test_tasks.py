"""The end of the trail is kept elsewhere, and what was cut is found."""

import logging

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry, ChainHead
from riskapp.audit.tasks import anchor_audit, prove_audit
from riskapp.common.heartbeats import Who, is_alive
from tests.conftest import owner as owning
from tests.factories.riskapp import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


def write(organisation, number=3):
    for n in range(number):
        record(f"thing {n}", organisation, organisation=organisation, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def kept(organisation, settings, tmp_path):
    """An anchor of a trail of three entries."""
    write(organisation)
    settings.AUDIT_ANCHOR_DIR = str(tmp_path)
    settings.AUDIT_ANCHOR_MAIL = ["audit@elsewhere.example"]
    anchor_audit()
    (path,) = tmp_path.iterdir()
    return path


@pytest.fixture
def owner():
    """Does what only the owner of the tables can: switches off what protects them."""

    def do(*statements):
        with owning(), connection.cursor() as cursor:
            for table in ("audit_auditentry", "audit_chainhead"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("audit_auditentry", "audit_chainhead"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return do


def test_the_end_of_the_trail_goes_elsewhere_each_day(kept, organisation):
    head = ChainHead.objects.get(pk=organisation.pk)

    assert f"{organisation.pk}  3 entries  {head.hash}" in kept.read_text()
    assert mail.outbox[0].to == ["audit@elsewhere.example"]
    assert mail.outbox[0].body == kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o400


def test_an_anchor_is_written_once(kept, organisation):
    before = kept.read_text()
    write(organisation)

    anchor_audit()

    assert kept.read_text() == before


def test_a_trail_that_only_grew_holds(kept, organisation, capsys):
    write(organisation)

    call_command("verify_audit", "--expect", kept)

    assert "Every link holds." in capsys.readouterr().out
    assert is_alive(Who.PROOF)


def test_an_end_that_was_cut_is_found(kept, organisation, owner):
    """Its head was set back too, so that the chain itself holds."""
    second = AuditEntry.objects.get(organisation=organisation, position=2)
    owner(
        "DELETE FROM audit_auditentry WHERE position = 3",
        f"UPDATE audit_chainhead SET length = 2, hash = '{second.hash}'",
    )
    call_command("verify_audit")

    with pytest.raises(CommandError, match="had 3 entries and has 2: its end was cut"):
        call_command("verify_audit", "--expect", kept)


def test_an_end_that_was_written_anew_is_found(kept, organisation, owner):
    second = AuditEntry.objects.get(organisation=organisation, position=2)
    owner(
        "DELETE FROM audit_auditentry WHERE position = 3",
        f"UPDATE audit_chainhead SET length = 2, hash = '{second.hash}'",
    )
    write(organisation, 1)
    call_command("verify_audit")

    with pytest.raises(CommandError, match="is not the one that was kept"):
        call_command("verify_audit", "--expect", kept)


def test_a_chain_that_is_gone_as_a_whole_is_found(kept, owner):
    owner("DELETE FROM audit_auditentry", "DELETE FROM audit_chainhead")

    with pytest.raises(CommandError, match="had 3 entries and has 0"):
        call_command("verify_audit", "--expect", kept)


@pytest.mark.parametrize("content", [None, "nothing of the kind"])
def test_a_file_that_proves_nothing_is_refused(db, tmp_path, content):
    path = tmp_path / "kept.txt"
    if content:
        path.write_text(content)

    with pytest.raises(CommandError, match=r"kept\.txt"):
        call_command("verify_audit", "--expect", path)


def test_the_nightly_proof_says_what_is_broken(kept, owner, caplog):
    owner("UPDATE audit_auditentry SET action = 'other' WHERE position = 2")

    with caplog.at_level(logging.CRITICAL):
        prove_audit()

    assert "is broken at link 2: its content was changed" in caplog.text
    assert not is_alive(Who.PROOF)
