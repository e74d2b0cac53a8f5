"""Which of several clocks acts, and when each thing ran last: a row of the database.

A turn is held for some seconds and asked for again before they have passed, each time in a
short transaction, so that a pool which lends a connection for each transaction serves as well as
a connection of one's own. Time is the database's: the clocks of hosts differ.
"""

from __future__ import annotations

import datetime
import json
import secrets
import socket
from typing import Any

from django.db import connection

HOLDS = datetime.timedelta(seconds=30)
# A turn whose end lies further ahead than one that is taken now was taken while the clock of
# the database was ahead: it is over.
TAKE = """
INSERT INTO common_turn (id, holder, ends_at, ran)
VALUES (1, %(holder)s, clock_timestamp() + %(holds)s, '{}')
ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
WHERE common_turn.holder = excluded.holder OR common_turn.ends_at < clock_timestamp()
    OR common_turn.ends_at > excluded.ends_at
RETURNING ran
"""
NOTE = """
UPDATE common_turn SET ran = ran || jsonb_build_object(%(name)s::text, %(at)s::text)
WHERE holder = %(holder)s AND ends_at > clock_timestamp()
"""
LEAVE = "UPDATE common_turn SET ends_at = clock_timestamp() WHERE holder = %(holder)s"


def new_holder() -> str:
    """A name that no other process has; it begins with the host, for who reads the table."""
    return f"{socket.gethostname()[:40]} {secrets.token_hex(8)}"


def take_turn(holder: str) -> dict[str, datetime.datetime] | None:
    """Take the turn, or keep it: when each thing ran last; None while another has it.

    Raises ``django.db.Error`` without a database, as all of these do.
    """
    row = _asked(TAKE, holder=holder, holds=HOLDS)
    if row is None:
        return None
    known: dict[str, str] = json.loads(row[0])
    return {name: datetime.datetime.fromisoformat(at) for name, at in known.items()}


def note_run(holder: str, name: str, at: datetime.datetime) -> bool:
    """Note that a thing runs now; False where the turn has gone to another, who does it."""
    return bool(_done(NOTE, holder=holder, name=name, at=at.isoformat()))


def leave_turn(holder: str) -> None:
    """Let the next one act at once."""
    _done(LEAVE, holder=holder)


def begin_anew() -> None:
    """After an error: leave a connection that no longer stands, so that the next is a new one."""
    if not connection.is_usable():
        connection.close()


def _asked(statement: str, **given: Any) -> tuple[str] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        row: tuple[str] | None = cursor.fetchone()
        return row


def _done(statement: str, **given: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.rowcount)
