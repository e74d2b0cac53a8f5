"""Sessions in the database, as Django keeps them, read with one plain statement.

Every request of somebody who is signed in reads its session; putting the same query together
anew each time would cost more than the database needs to answer it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.db import connections, router
from django.utils import timezone

SQL = """SELECT "session_data" FROM "django_session" \
WHERE "session_key" = %s AND "expire_date" > %s"""


class SessionStore(DjangoStore):
    """Django's, but for how a session is read, and a key that no database could hold."""

    def __init__(self, session_key: str | None = None) -> None:
        """What a browser sends as its key is anybody's."""
        super().__init__(None if "\x00" in (session_key or "") else session_key)

    def load(self) -> dict[str, Any]:
        alias = router.db_for_read(self.model)
        with connections[alias].cursor() as cursor:
            cursor.execute(SQL, (self.session_key, timezone.now()))
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))
