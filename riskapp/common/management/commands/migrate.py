"""``manage.py migrate``, one at a time: two containers that start together are safe."""

from __future__ import annotations

import copy
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.models import Field

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
            with copied_fields():
                super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def copied_fields() -> Iterator[None]:
    """Migrations draw each model some seventy times. Its fields are copied, as those of an
    abstract model are, where Django takes each apart and makes it anew: in half the time. A field
    that belongs to a model already is not copied with it."""
    fields: Any = Field
    make_anew = fields.clone

    def clone(field: Any) -> Any:
        return make_anew(field) if hasattr(field, "model") else copy.deepcopy(field)

    fields.clone = clone
    try:
        yield
    finally:
        fields.clone = make_anew
