"""Roles that work with the database and do not own it."""

import datetime
import os
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from questionnaires.models import ResponseEvent
from riskapp.assessments.models import Score
from riskapp.audit.models import AuditEntry, ChainHead
from riskapp.common.models import Heartbeat
from riskapp.common.wall import in_organisation
from riskapp.decisions.actions import DecisionInput, decide
from riskapp.decisions.choices import Outcome
from riskapp.operations.actions import (
    Roles,
    frozen_tables,
    role_statements,
)
from tests.conftest import acting_as, owner
from tests.factories.roles import make_roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_world")]

# Roles belong to all databases: each process of a run has its own, and waits for nobody's.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
FROZEN = {
    "audit_auditentry",
    "audit_chainhead",
    "assessments_score",
    "questionnaires_responseevent",
    "questionnaires_questionnaireversion",
}


def own(role):
    return f"{role}_{PROCESS}"


ROLES = Roles((own("test_web"), own("test_worker")), own("test_read"))


@pytest.fixture(scope="module")
def made(shared):
    """Made in the transaction of the module, so they are gone after it."""
    with owner():
        make_roles(ROLES)


@pytest.fixture(scope="module")
def evaluated(whole_world):
    """Rows in every table that stays, with their trail."""
    return whole_world.kept("careful", name="Kept", scored=True)


@pytest.fixture
def roles(made, as_owner):
    """Roles that work, for a test that is the owner's."""


@contextmanager
def working_as(role):
    with acting_as(own(role)), connection.cursor() as cursor:
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(role, sql):
    """What the database says to a role that tries it."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET LOCAL ROLE {own(role)}")
        cursor.execute(sql)
    return str(refusal.value)


def test_what_is_written_once_is_known():
    assert {table for table, _ in frozen_tables()} >= FROZEN


def test_people_work_with_a_role_that_owns_nothing(world, roles):
    """A whole walk: asked, answered, submitted, scored, decided; its trail is sealed."""
    with working_as("test_web"), in_organisation(world.organisation.pk):
        assessment = world.assessment("careful", submitted=True)
    with working_as("test_worker"), in_organisation(world.organisation.pk):
        call = world.assessment("careful", "Other", scored=True)
        verdict = DecisionInput(
            call.score_id,
            Outcome.APPROVED,
            "Fine.",
            exception_reason="Only a walk.",
            valid_until=timezone.localdate() + datetime.timedelta(days=90),
        )
        call.organisation.four_eyes = False
        call.organisation.save()
        decide(call, verdict, by=world.people["approver"])

    call_command("verify_audit")
    assert assessment.response.submitted_at is not None
    assert Score.objects.filter(pk=call.score_id).exists()


@pytest.mark.parametrize("role", ["test_web", "test_worker"])
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM audit_auditentry",
        "UPDATE audit_auditentry SET action = 'x'",
        "TRUNCATE audit_auditentry",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER auditentry_never_changes",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER auditentry_never_changes ON audit_auditentry",
        "DROP TABLE audit_auditentry",
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "UPDATE audit_chainhead SET length = length + 1",
        "INSERT INTO audit_chainhead VALUES (gen_random_uuid(), 0, '')",
        "DELETE FROM assessments_score",
        "UPDATE assessments_score SET residual = 0",
        "DELETE FROM questionnaires_responseevent",
        "TRUNCATE vendors_vendor CASCADE",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_a_working_role_cannot_touch_what_stays(evaluated, roles, role, sql):
    before = (AuditEntry.objects.count(), ChainHead.objects.count())
    assert all(before)

    words = refused(role, sql)

    assert "permission denied" in words or "must be owner" in words, words
    assert (AuditEntry.objects.count(), ChainHead.objects.count()) == before
    assert ResponseEvent.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM accounts_user",
        "SELECT password FROM accounts_user",
        "SELECT * FROM django_session",
        "SELECT * FROM mfa_authenticator",
        "DELETE FROM vendors_vendor",
        "INSERT INTO common_heartbeat VALUES ('x', now())",
    ],
)
def test_a_reading_role_reads_no_secret_and_writes_nothing(roles, sql):
    assert "permission denied" in refused("test_read", sql)


def test_a_reading_role_proves_the_trail(evaluated, roles):
    assert AuditEntry.objects.exists()

    with working_as("test_read"):
        call_command("verify_audit")

    assert not Heartbeat.objects.exists()


def test_twice_is_once(roles):
    once = _rights()

    make_roles(ROLES)

    assert once
    assert _rights() == once


def _rights():
    """Who may do what with which table, behind which policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relacl::text FROM pg_class WHERE relkind IN ('r', 'S') "
            "AND relnamespace = current_schema()::regnamespace ORDER BY 1"
        )
        tables = cursor.fetchall()
        cursor.execute(
            "SELECT tablename, policyname, roles::text, cmd, qual, with_check "
            "FROM pg_policies ORDER BY 1, 2"
        )
        return tables, cursor.fetchall()


def test_the_command_prints_what_it_would_run(db, capsys):
    call_command("database_roles", "--web", "test_web")

    out = capsys.readouterr().out
    assert 'REVOKE UPDATE, DELETE ON "audit_auditentry" FROM "test_web"' in out
    assert out.count(";\n") == len(role_statements(Roles())) + out.count("END IF;\n")


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", ["test_web", "test_worker"])
def test_no_role_that_works_makes_a_temporary_table(role):
    """With one it could stand before the owner's functions as a table of theirs."""
    assert "permission denied" in refused(role, "CREATE TEMP TABLE audit_auditentry ()")


@pytest.mark.usefixtures("roles")
def test_every_function_looks_for_its_tables_in_one_place():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE prosecdef "
            "AND pronamespace = current_schema()::regnamespace"
        )
        found = dict(cursor.fetchall())

    assert {"audit_seal", "audit_erase_values"} <= found.keys()
    for name, settings in found.items():
        paths = [s for s in settings or [] if s.startswith("search_path=")]
        assert [path.endswith(", pg_temp") for path in paths] == [True], name
