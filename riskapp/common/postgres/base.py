"""The connection to the database, and its part in the second wall.

What is in hand (``riskapp.common.wall``) travels as ``SET LOCAL`` in the very message of a
statement: no round trip more, it ends with the transaction, and a pool that gives a server
connection for each transaction (PgBouncer) never shows it to the next. Inside of a
transaction it is sent with the first statement, and again after a change or a rollback to a
savepoint.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base as django_base
from psycopg import sql
from psycopg.postgres import types
from psycopg.pq import Format, TransactionStatus

from riskapp.common import wall

base: Any = django_base  # whose stubs know psycopg 2 only
# The tables that grow without end: each row names its organisation, and once they are in
# partitions, by its hash, every row does (docs/decisions/025-partitions-by-organisation.md).
SPREAD = (
    "questionnaires_answer",
    "questionnaires_responseevent",
    "audit_auditentry",
    "activity_activityday",
)
IS_WALLED = f"""
SELECT (
    SELECT CASE WHEN row_security_active(c.oid) THEN r.rolname END
    FROM pg_class c, pg_roles r
    WHERE c.oid = to_regclass('accounts_organisation') AND r.rolname = current_user
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = current_user || '_everything')
), (
    SELECT count(*) = {len(SPREAD)} FROM pg_class c
    WHERE c.relkind = 'p' AND c.oid IN (
        {", ".join(f"to_regclass('{table}')" for table in SPREAD)}
    )
)
"""  # noqa: S608  # our own names
TIMESTAMPTZ = types["timestamptz"].oid


class Cursor(base.Cursor):  # type: ignore[misc]  # see above
    """Sends what is in hand together with each statement that does not know it yet."""

    connection_of_django: DatabaseWrapper | None = None
    front = ""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        ours = self.connection_of_django
        self.front = ""
        if ours is None:
            return super().execute(query, params, **options)
        scope = wall.current()
        statements = ours.to_say(scope)
        if not statements:
            return super().execute(query, params, **options)
        front = self.front = "; ".join(statements) + "; "
        if isinstance(query, bytes):
            query = front.encode() + query
        elif isinstance(query, str):
            query = front + query
        else:
            query = sql.SQL(front) + query
        super().execute(query, params, **options)
        for _line in statements:
            self.nextset()
        ours.told = scope
        return self

    def executemany(self, query: Any, params_seq: Any, **_options: Any) -> None:
        """One after the other: what is sent in one go takes one statement a message."""
        for params in params_seq:
            self.execute(query, params)


class ServerSideCursor(base.ServerSideCursor):  # type: ignore[misc]  # see above
    """A cursor on the server is declared with what is in hand, and then only read from."""

    connection_of_django: DatabaseWrapper | None = None

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        with Cursor(self.connection) as declare:
            declare.connection_of_django = self.connection_of_django
            declare.execute(self._make_declare_statement(query), params)
        return self


class Operations(base.DatabaseWrapper.ops_class):  # type: ignore[misc]  # see above
    """Shows the statements as they were asked."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        whole = super().last_executed_query(cursor, sql, params)
        return whole.removeprefix(getattr(cursor, "front", "")) if whole else whole


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # see above
    """A connection that knows what it has told the database in this transaction."""

    ops_class = Operations
    role: str | None = None
    spread = False
    told: wall.Scope | None = None

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def create_cursor(self, name: str | None = None) -> Any:
        if name:
            cursor: Any = ServerSideCursor(
                self.connection,
                name=name,
                scrollable=False,
                withhold=self.connection.autocommit,
            )
            tzloader = self.connection.adapters.get_loader(TIMESTAMPTZ, Format.TEXT)
            if self.timezone != tzloader.timezone:
                base.register_tzloader(self.timezone, cursor)
        else:
            cursor = super().create_cursor()
        cursor.connection_of_django = self
        return cursor

    def chunked_cursor(self) -> Any:
        """A cursor on the server. Outside of a transaction it is kept by its connection, which
        a pool lends to somebody else meanwhile: there what was found comes in one piece."""
        if self.settings_dict.get("IS_POOLED") and self.get_autocommit():
            return self.cursor()
        return super().chunked_cursor()

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.learn_role()

    def is_usable(self) -> bool:
        """Whether the connection still stands. A server that went away has closed it, which
        its socket says. Where there is something to read, or a statement was left halfway,
        the server is asked.

        This is looked at with every request, and a question would be a round trip.
        """
        if self.connection is None or self.connection.closed:
            return False
        status = self.connection.pgconn.transaction_status
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        is_quiet = status == TransactionStatus.IDLE and not waiting.poll(0)
        return is_quiet or bool(super().is_usable())

    def learn_role(self) -> None:
        """Learn as whom we work, where the database looks at every row for us; the owner of
        the tables and a role that only reads have nothing to say. And whether the tables that
        grow are in partitions."""
        self.role = self.told = None
        self.spread = False
        if self.alias != NO_DB_ALIAS:
            with self.connection.cursor() as cursor:
                cursor.execute(IS_WALLED)
                self.role, self.spread = cursor.fetchone()

    def to_say(self, scope: wall.Scope) -> tuple[str, ...]:
        """What has to go in front of the next statement; nothing for the owner of the tables,
        whom no wall holds off."""
        if self.role is None:
            return ()
        status = self.connection.pgconn.transaction_status
        if status == TransactionStatus.IDLE:
            statements = scope.said_by(self.role, is_first=True)
            self.told = None if statements else scope
            return statements
        if status != TransactionStatus.INTRANS or self.told == scope:
            return ()
        return scope.said_by(self.role, is_first=False)

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self.told = None
