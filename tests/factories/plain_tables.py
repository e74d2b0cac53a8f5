"""Tables as an installation of the release before has them: not in partitions, and no row says
whose it is."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from riskapp.common.postgres.base import SPREAD
from riskapp.operations.wall import walls
from tests import databases
from tests.conftest import owner

# What migrations made of each table besides the table itself.
GUARDS = {
    "questionnaires_answer": """
CREATE TRIGGER submitted_answer_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_answer FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_after_submission();
CREATE TRIGGER answer_takes_tenant BEFORE INSERT ON questionnaires_answer
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION questionnaires_takes_tenant();
""",
    "questionnaires_responseevent": """
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE
    ON questionnaires_responseevent FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_change();
CREATE TRIGGER event_takes_tenant BEFORE INSERT ON questionnaires_responseevent
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION questionnaires_takes_tenant();
""",
    "audit_auditentry": """
CREATE TRIGGER auditentry_never_changes BEFORE UPDATE OR DELETE
    ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER auditentry_never_truncated BEFORE TRUNCATE
    ON audit_auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_auditentry DISABLE TRIGGER auditentry_never_truncated;
CREATE CONSTRAINT TRIGGER auditentry_is_sealed AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
CREATE TRIGGER auditentry_takes_tenant BEFORE INSERT ON audit_auditentry
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION audit_takes_tenant();
CREATE TRIGGER auditentry_keeps_names AFTER INSERT ON audit_auditentry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_names();
CREATE TRIGGER auditentry_erases_names AFTER UPDATE OF object_label, actor_label ON audit_auditentry
    FOR EACH ROW WHEN (OLD.organisation_id IS NOT NULL AND (
        OLD.object_label <> NEW.object_label OR OLD.actor_label <> NEW.actor_label))
    EXECUTE FUNCTION audit_erase_names();
""",
    "activity_activityday": """
CREATE TRIGGER day_takes_tenant BEFORE INSERT ON activity_activityday
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION activity_takes_tenant();
""",
}
assert set(GUARDS) == set(SPREAD)


def make_plain(*tables: str) -> None:
    """Take tables out of their partitions, in the transaction of a test. Who works with them
    relies on no partition any more."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    roles = ", ".join(
        f"{databases.ROLE}{end}" for end in ("", "_respondent", "_everything")
    )
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            columns = ", ".join(
                connection.ops.quote_name(field.column)
                for field in models[table]._meta.concrete_fields
                if field.column != "tenant"
            )
            cursor.execute(
                f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM {table}"
            )
            cursor.execute(f"DROP TABLE {table}")
            with connection.schema_editor() as editor:
                editor.create_model(models[table])
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM kept")
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM kept",
                [table],
            )
            numbers = f"{table}_id_seq"
            cursor.execute(
                f"{GUARDS[table]}; GRANT ALL ON {table} TO {roles};"
                f"GRANT ALL ON SEQUENCE {numbers} TO {roles}; DROP TABLE kept"
            )
        for statement in walls([databases.ROLE]):
            if any(table in statement for table in tables):
                cursor.execute(statement)
        saving = import_module("questionnaires.migrations.0018_tenant_on_rows")
        cursor.execute(saving.written(saving.LOOK + saving.SAVE, named=False))
    connection.spread = False
