"""Roles of the database: who owns it, who works with it, who only reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from riskapp.operations.wall import (
    ENABLE,
    everybody_of,
    open_to,
    respondents_of,
    walls,
)

# Tables whose rows are written once: a trigger refuses every change. Roles that work do not
# even have the right, and they can switch off no trigger, because they own no table.
FROZEN = """
SELECT DISTINCT c.relname, p.proname LIKE '%%refuse_head'
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgqual IS NULL AND (t.tgtype & 24) = 24
  AND p.proname ~ 'refuse_(change|head)$'
  AND c.relnamespace = current_schema()::regnamespace
ORDER BY 1
"""
PARTITIONS = """
SELECT relname FROM pg_class
WHERE relispartition AND relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1
"""
# What lets somebody in is for no reader; of people, everything but the password.
SECRET_TABLES = (
    "common_storedvalue",
    "django_session",
    "mfa_authenticator",
    "questionnaires_entrycode",
)
SECRET_COLUMNS = {"accounts_user": {"password"}}


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the roles."""

    working: Sequence[str] = ("riskapp_web", "riskapp_worker")
    reading: str = "riskapp_read"

    @property
    def all_working(self) -> list[str]:
        """With the roles that each takes on for a statement (riskapp.common.wall)."""
        taken_on = (respondents_of, everybody_of)
        return [*self.working, *(of(r) for r in self.working for of in taken_on)]


def role_statements(roles: Roles) -> list[str]:
    """The SQL that makes the roles and gives each its rights; twice is once.

    Run it as the owner of the tables, again after each ``migrate``: a table that is new has no
    rights for anybody until then.
    """
    return [
        *_made(roles),
        *_pinned(),
        *_working(roles),
        *_wall(roles),
        *_reading(roles),
    ]


@transaction.atomic
def apply_roles(roles: Roles) -> None:
    """Run the statements on this database."""
    with connection.cursor() as cursor:
        for statement in role_statements(roles):
            cursor.execute(statement)


@transaction.atomic
def pin_functions() -> None:
    """Functions that were made anew read no temporary table in the place of a real one."""
    with connection.cursor() as cursor:
        for statement in _pinned():
            cursor.execute(statement)


def _made(roles: Roles) -> Iterator[str]:
    schema, database = _names()
    for role in (*roles.all_working, roles.reading):
        quoted, literal = _quoted(role), role.replace("'", "''")
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}') "
            f"THEN CREATE ROLE {quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE; "
            "END IF; END $$"
        )
        yield f"GRANT CONNECT ON DATABASE {database} TO {quoted}"
        yield f"REVOKE ALL ON SCHEMA {schema} FROM {quoted}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {quoted}"
        for kind in ("TABLES", "SEQUENCES"):
            yield f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {quoted}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"


def _pinned() -> Iterator[str]:
    """No function of ours reads a temporary table in the place of a real one: whoever could
    make one would decide what a trigger finds, or act as the owner."""
    schema, _database = _names()
    for function in functions_of_ours():
        yield f"ALTER FUNCTION {function} SET search_path = {schema}, pg_temp"


def _working(roles: Roles) -> Iterator[str]:
    schema, _database = _names()
    who = ", ".join(map(_quoted, roles.all_working))
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {who}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {who}"
    for table, is_head in frozen_tables():
        lost = "INSERT, UPDATE, DELETE" if is_head else "UPDATE, DELETE"
        yield f"REVOKE {lost} ON {_quoted(table)} FROM {who}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {who}"
    yield from _partitions_are_nobodys(who)
    worker = _quoted(roles.working[-1])
    for function in functions_that_forget():
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {who}"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {worker}"


def _partitions_are_nobodys(who: str) -> Iterator[str]:
    """Rights and the wall are those of the table: nobody reaches past it into a partition."""
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        parts = [str(name) for (name,) in cursor.fetchall()]
    for part in parts:
        yield f"REVOKE ALL ON {_quoted(part)} FROM {who}"
        yield ENABLE.format(table=_quoted(part))


def _wall(roles: Roles) -> Iterator[str]:
    """What others may do, a role does only while it says that it is one of them."""
    for role in roles.working:
        quoted = _quoted(role)
        yield f"ALTER ROLE {quoted} NOINHERIT"
        for other in (respondents_of(role), everybody_of(role)):
            yield f"ALTER ROLE {_quoted(other)} NOLOGIN"
            yield f"REVOKE {_quoted(other)} FROM {quoted}"
            yield f"GRANT {_quoted(other)} TO {quoted}"
    yield from walls(roles.working)


def _reading(roles: Roles) -> Iterator[str]:
    who = _quoted(roles.reading)
    with connection.cursor() as cursor:
        tables = sorted(
            set(connection.introspection.table_names(cursor)) - set(SECRET_TABLES)
        )
        for table in tables:
            hidden = SECRET_COLUMNS.get(table)
            if not hidden:
                yield f"GRANT SELECT ON {_quoted(table)} TO {who}"
                continue
            described = connection.introspection.get_table_description(cursor, table)
            columns = ", ".join(
                _quoted(column.name)
                for column in described
                if column.name not in hidden
            )
            yield f"GRANT SELECT ({columns}) ON {_quoted(table)} TO {who}"
    # Whoever reads for the operator reads all organisations.
    yield from open_to(roles.reading)


def frozen_tables() -> list[tuple[str, bool]]:
    """Tables whose rows never change, and which of them only a trigger writes."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN.replace("%%", "%"))
        return [(str(name), bool(is_head)) for name, is_head in cursor.fetchall()]


def functions_that_forget() -> list[str]:
    """What erases, deletes and fills in where rows never change, and looks over whole tables;
    only the worker may call it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef "
            r"AND proname ~ '^(privacy_|audit_erase_values$|riskapp_(fill_|look_at_))' "
            "AND pronamespace = current_schema()::regnamespace ORDER BY 1"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def functions_of_ours() -> list[str]:
    """What the tables call by themselves, or what acts as their owner. Plain SQL functions of
    the reader stay as they are: pinned, they could not be inlined into a policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = prolang "
            "WHERE (prosecdef OR lanname = 'plpgsql' OR proname = 'riskapp_forgets') "
            "AND pronamespace = current_schema()::regnamespace AND NOT EXISTS ("
            "SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') ORDER BY 1"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def _names() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = cursor.fetchone()
    return _quoted(schema), _quoted(database)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
