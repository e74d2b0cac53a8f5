"""``manage.py migrate``, one at a time: two containers that start together are safe."""

from __future__ import annotations

import gc
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

# Any number that nobody else uses for a lock of this database.
LOCK = 0x72_69_73_6B


class Command(migrate.Command):
    help = f"{migrate.Command.help} A second one waits until the first is done."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                if options["verbosity"]:
                    self.stdout.write("Another migrate is running; waiting for it.")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        # Each step makes most models anew; what is there already need not be looked through for each.
        gc.freeze()
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
