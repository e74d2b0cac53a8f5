"""``manage.py migrate``, one at a time: two containers that start together are safe."""

from __future__ import annotations

import copy
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ProjectState
from django.db.models import Field

# Any number that nobody else uses for a lock of this database.
LOCK = 0x72_69_73_6B
# What draws a model anew for an index or a constraint that is added, and taken away.
NOTED = ("_append_option", "_remove_option")


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
            with copied_fields(), noted_options():
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


@contextmanager
def noted_options() -> Iterator[None]:
    """An index or a constraint that comes or goes is noted on its model, where Django draws that
    model anew with all that refer to it, for the name of a list: a quarter of the time."""
    before = {name: getattr(ProjectState, name) for name in NOTED}

    def note(whole: Any, app_label: str, model_name: str, option: str) -> None:
        noted = whole.models[app_label, model_name].options[option]
        if "apps" in vars(whole):  # drawn already
            meta = whole.apps.get_model(app_label, model_name)._meta  # noqa: SLF001  # documented API
            setattr(meta, option, [one.clone() for one in noted])
            vars(meta).pop("total_unique_constraints", None)

    def add(whole: Any, app_label: str, model_name: str, option: str, one: Any) -> None:
        options = whole.models[app_label, model_name].options
        options[option] = [*options[option], one]
        note(whole, app_label, model_name, option)

    def take(
        whole: Any, app_label: str, model_name: str, option: str, name: str
    ) -> None:
        options = whole.models[app_label, model_name].options
        options[option] = [one for one in options[option] if one.name != name]
        note(whole, app_label, model_name, option)

    for name, noting in zip(NOTED, (add, take), strict=True):
        setattr(ProjectState, name, noting)
    try:
        yield
    finally:
        for name, drawing in before.items():
            setattr(ProjectState, name, drawing)
