"""Databases for tests: all migrations run once, into a template that is then copied as files."""

import hashlib
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from riskapp.common import names, wall
from riskapp.operations.wall import walls

ROLE = "riskapp_tests"
TEMPLATE = "riskapp_template"
# Any number that nobody else uses for a lock of the server.
LOCK = 0x74_65_73_74
# Rows that migrating leaves, the same in every database.
MADE_BY_MIGRATING = ("django_content_type", "auth_permission")
# What migrations and walls are made with.
TOOLS = (names,)


def fresh(name: str, *, run: str = "") -> None:
    """Make a database of this name as if it had been migrated and nothing been done in it."""
    with server() as cursor:
        _make_template(cursor, run)
        _drop(cursor, name)
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )


def make_template(run: str) -> None:
    """What the first test with a database would do, while tests are still collected."""
    with server() as cursor:
        _make_template(cursor, run)


def _make_template(cursor: psycopg.Cursor, run: str) -> None:
    """The template is as good as what it was made from. In each ``run`` that has a name it is
    made anew, by whoever comes first; the others wait for it."""
    cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    made_from = f"{_fingerprint()} {run}".strip()
    found = _note(cursor)
    if not found.startswith(made_from.split()[0]) or (run and found != made_from):
        _drop(cursor, TEMPLATE)
        cursor.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        with using(TEMPLATE):
            call_command("migrate", verbosity=0, run_syncdb=True)
            prepare()
        cursor.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{made_from}'")


def empty() -> None:
    """Take away every row that a test committed. Truncating all tables takes ten times as
    long as asking which few have any, with all of them locked, and deleting those."""
    named = connection.introspection.django_table_names(
        True, include_views=False
    )  # Django names it so
    tables = {name: connection.ops.quote_name(name) for name in named}
    for name in MADE_BY_MIGRATING:
        del tables[name]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"LOCK TABLE {', '.join(tables.values())} IN ACCESS EXCLUSIVE MODE"
        )
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted})"
                for name, quoted in tables.items()
            )
        )
        filled = [name for (name,) in cursor.fetchall()]
        # No trigger runs: what refers to a row goes with it, and so does the audit trail.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {tables[name]}")


def drop(name: str) -> None:
    """Take a database away, whoever still uses it."""
    with server() as cursor:
        _drop(cursor, name)


@contextmanager
def server() -> Iterator[psycopg.Cursor]:
    """A cursor outside of every database of tests, and outside of every transaction."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connected:
        yield connected.cursor()


@contextmanager
def using(name: str) -> Iterator[None]:
    """Django works in another database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def prepare() -> None:
    """Let tests empty the audit trail, and set up the role they work as."""
    with connection.cursor() as cursor:
        for table in ("auditentry", "chainhead"):
            cursor.execute(
                f"ALTER TABLE audit_{table} DISABLE TRIGGER {table}_never_truncated"
            )
        for statement in _roles():
            cursor.execute(statement)


def _roles() -> Iterator[str]:
    """Roles belong to all databases: another process may make them at the same time."""
    whole = [ROLE, f"{ROLE}{wall.RESPONDENTS}", f"{ROLE}{wall.EVERYTHING}"]
    for role in whole:
        yield (
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOINHERIT; EXCEPTION"
            " WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    for role in whole[1:]:
        yield (
            f"DO $$ BEGIN IF NOT pg_has_role('{ROLE}', '{role}', 'MEMBER') THEN"
            f" GRANT {role} TO {ROLE}; END IF; EXCEPTION WHEN internal_error THEN NULL; END $$"
        )
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {', '.join(whole)}"
    yield from walls([ROLE])


def _fingerprint() -> str:
    """Whatever a template follows from: every migration, the walls, their tools, what is done here."""
    digest = hashlib.sha256()
    for app in sorted(config.label for config in apps.get_app_configs()):
        name, _ = MigrationLoader.migrations_module(app)
        try:
            folder = Path(inspect.getfile(import_module(name))).parent
        except (ModuleNotFoundError, TypeError):
            continue
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    for path in (__file__, *map(inspect.getfile, TOOLS)):
        digest.update(Path(path).read_bytes())
    for statement in _roles():
        digest.update(statement.encode())
    return digest.hexdigest()


def _note(cursor: psycopg.Cursor) -> str:
    """What the template was made from, empty where there is none, or half a one."""
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [TEMPLATE],
    )
    return (cursor.fetchone() or [None])[0] or ""


def _drop(cursor: psycopg.Cursor, name: str) -> None:
    cursor.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
