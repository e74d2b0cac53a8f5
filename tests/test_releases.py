"""From one release to the next without stopping: new migrations only add what the code of the
release before can live with, and that code is run on the new schema.

``released_tasks.txt`` lists the tasks that the release before may have queued.
``tests/data/former_release.txt`` names the commit that counts while there is no tag ``v*``: the
one from which migrations begin. ``released_migrations.txt`` lists the migrations that a release
brought (UPGRADING.md), ``released_questionnaires.txt`` the SHA-256 of each version of a questionnaire.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import (
    analyse_sql_statements,
    get_sql_analyser_class,
)

from questionnaires.models import ResponseEvent
from questionnaires.queries import token_of
from riskapp.celery import FORMER_NAMES, answer_to_former_names, app
from riskapp.common.management.commands.migrate import copied_fields, noted_options
from riskapp.shipped.core import CONTENT
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.e2e.worker import environment

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
GIT = shutil.which("git") or "git"
RELEASED = set((DATA / "released_migrations.txt").read_text("utf-8").split())
RELEASED_TASKS = (DATA / "released_tasks.txt").read_text("utf-8").split()
# What looks incompatible and is not, with the reason.
FINE: dict[str, str] = {
    "riskapp/facts/migrations/0002_each_side_for_itself.py": (
        "loosens a rule of a table that no release had yet"
    ),
    "riskapp/operations/migrations/0001_partitions.py": (
        "drops and renames in a function, which it calls for tables without a row; for others"
        " the operator does, and the code of the release before works with what comes of it"
    ),
}


def migrations():
    """Every migration of ours, as its path from the root."""
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if folder.is_relative_to(ROOT / "riskapp") or config.label == "questionnaires":
            for path in sorted(folder.glob("[0-9]*.py")):
                yield path.relative_to(ROOT).as_posix()


def linted(paths, tmp_path):
    """What the linter has against some migrations."""
    listed = tmp_path / "migrations.txt"
    listed.write_text("\n".join(paths))
    linter = MigrationLinter(str(ROOT), no_cache=True, no_output=True)
    with transaction.atomic(), copied_fields(), noted_options():
        linter.lint_all_migrations(migrations_file_path=str(listed))
    return linter


def test_what_the_release_before_queued_is_done():
    answer_to_former_names()

    try:
        assert set(RELEASED_TASKS) <= set(app.tasks)
    finally:
        for former in FORMER_NAMES:
            del app.tasks[former]


def test_a_new_migration_only_adds(db, tmp_path):
    """Split it (UPGRADING.md): add now, and take away one release later."""
    new = [path for path in migrations() if path not in RELEASED and path not in FINE]

    # All at once, because each time all models are drawn anew; then which of them it was.
    if new and linted(new, tmp_path).has_errors:
        assert [path for path in new if linted([path], tmp_path).has_errors] == []
        pytest.fail("The new migrations together take something away.")


@pytest.mark.parametrize(
    ("sql", "is_seen"),
    [
        ('ALTER TABLE "t" DROP COLUMN "c" CASCADE;', True),
        ('ALTER TABLE "t" RENAME COLUMN "c" TO "d";', True),
        ('ALTER TABLE "t" ALTER COLUMN "c" TYPE integer;', True),
        ('DROP TABLE "t" CASCADE;', True),
        ('ALTER TABLE "t" ADD COLUMN "c" integer NULL;', False),
        ('CREATE TABLE "t" ("id" bigint NOT NULL PRIMARY KEY);', False),
    ],
)
def test_the_linter_sees_what_takes_something_away(sql, is_seen):
    analyser = get_sql_analyser_class("postgresql")

    errors, _ignored, _warnings = analyse_sql_statements(analyser, [sql])

    assert bool(errors) is is_seen


def test_every_released_migration_is_still_there():
    assert sorted(RELEASED - set(migrations())) == []


def test_a_released_version_of_a_questionnaire_stays_byte_for_byte():
    """Give the document a new version, and keep the released one in ``content/earlier/``."""
    released = (DATA / "released_questionnaires.txt").read_text("utf-8")
    listed = dict(reversed(line.split()) for line in released.splitlines())

    assert {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (CONTENT / "earlier").iterdir()
    } == listed


def former():
    """The commit of the newest release; without a tag, the one that stands for it."""
    tags = git("tag", "--list", "v*", "--merged", "HEAD", "--sort=-v:refname")
    named = (tags or (DATA / "former_release.txt").read_text("utf-8")).split()
    if not named:
        pytest.skip("Migrations begin here; nothing was released before.")
    wanted = named[0]
    if git("cat-file", "-t", wanted).strip() not in {"commit", "tag"}:
        pytest.skip(f"{wanted} is not in this clone; fetch the whole history.")
    return wanted


def git(*words):
    done = subprocess.run(
        [GIT, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout


# Only what has been there since the first release: run with the former code.
WALK = """
import json, os, sys, django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from riskapp.accounts.models import User
import riskapp
assert riskapp.__file__.startswith(os.getcwd()), riskapp.__file__
setup_test_environment()
who, response, code = sys.argv[1:]
member, vendor, said = Client(), Client(), {}
member.force_login(User.objects.get(email=who))
for page in ("/", "/vendors/", "/vendors/engagements/", "/assessments/", "/tools/",
             "/assessments/findings/", "/reports/", "/notifications/"):
    said[page] = member.get(page).status_code
said["add"] = member.post("/vendors/add/", {"name": "By former code", "country": "RS"}).status_code
vendor.post("/respond/", {"code": code})
vendor.post("/respond/start/", {"name": "Vera"})
said["tasks"] = vendor.get(f"/respond/{response}/").status_code
said["save"] = vendor.post(f"/respond/{response}/answer/",
    {"question": "GOV-01", "GOV-01-value": "no"}).status_code
print(json.dumps(said))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_code_of_the_release_before_runs_on_this_schema(tmp_path):
    packed = subprocess.run(
        [GIT, "archive", "--format=zip", former()],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    code = tmp_path / "former"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(code)
    world = make_world()
    world.assessment(scored=True)
    response = world.assessment(name="Shop", filled=False).response

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            WALK,
            world.analyst.email,
            str(response.pk),
            token_of(response.invitations.get()),
        ],
        cwd=code,
        env=environment() | {"PYTHONPATH": str(code), "RISKAPP_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert {k: v for k, v in said.items() if v not in {200, 302}} == {}
    assert Vendor.objects.filter(name="By former code").exists()
    assert ResponseEvent.objects.filter(response=response, question="GOV-01").exists()
