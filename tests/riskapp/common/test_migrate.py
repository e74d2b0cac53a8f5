"""Two that migrate at once, as two containers do that start together."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from riskapp.accounts.models import Organisation
from riskapp.common.management.commands.migrate import (
    LOCK,
    copied_fields,
    noted_options,
)
from tests import databases

ROOT = Path(__file__).resolve().parents[3]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event = 'advisory'"


@pytest.fixture
def behind(db):
    """The address of a database that lacks one table."""
    name = f"{connection.settings_dict['NAME']}_behind"
    databases.fresh(name)
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with psycopg.connect(url) as database:
        database.execute("DROP TABLE django_session")
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    yield url
    databases.drop(name)


@pytest.mark.slow
def test_two_at_once_are_safe(behind):
    """Both wait for a third, so that they go on at the same moment."""
    with psycopg.connect(behind, autocommit=True) as third:
        third.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        runs = [
            subprocess.Popen(
                [sys.executable, "manage.py", "migrate"],
                cwd=ROOT,
                env=os.environ
                | {
                    "DATABASE_URL": behind,
                    "DJANGO_SETTINGS_MODULE": "riskapp.settings.test",
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(2)
        ]
        end = time.monotonic() + 120
        while third.execute(WAITING, [third.info.dbname]).fetchone() != (2,):
            assert time.monotonic() < end
            time.sleep(0.1)
    said = [run.communicate(timeout=240)[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    assert sum("Applying sessions." in words for words in said) == 1
    assert sum("No migrations to apply" in words for words in said) == 1
    assert sum("waiting for it" in words for words in said) == 2


def test_a_copied_field_is_like_one_made_anew():
    models = ProjectState.from_apps(apps).models.values()
    fields = [field for model in models for field in model.fields.values()]

    with copied_fields():
        copies = [field.clone() for field in fields]

    write = MigrationWriter.serialize
    assert list(map(write, copies)) == [write(field.clone()) for field in fields]
    assert not {id(f) for f in fields} & {id(c) for c in copies}
    assert not {id(f.remote_field) for f in fields if f.remote_field} & {
        id(c.remote_field) for c in copies
    }


def test_the_model_of_a_field_is_not_copied_with_it():
    with copied_fields():
        field = Organisation._meta.get_field("name").clone()

    assert not hasattr(field, "model")


def test_what_is_noted_on_a_model_is_what_it_would_be_drawn_with():
    fields = [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
    state = ProjectState()
    state.add_model(ModelState("accounts", "Thing", fields))
    drawn = state.apps.get_model("accounts", "Thing")
    assert drawn._meta.total_unique_constraints == []

    with noted_options():
        for name in ("first", "second"):
            state.add_index("accounts", "thing", models.Index("name", name=name))
        state.remove_index("accounts", "thing", "first")
        only = models.UniqueConstraint(fields=["name"], name="only")
        state.add_constraint("accounts", "thing", only)

    anew = ProjectState(state.models).apps.get_model("accounts", "Thing")
    noted = state.apps.get_model("accounts", "Thing")
    assert noted is drawn
    assert [index.name for index in noted._meta.indexes] == ["second"]
    assert noted._meta.indexes == anew._meta.indexes
    assert noted._meta.constraints == anew._meta.constraints == [only]
    assert noted._meta.total_unique_constraints == [only]
