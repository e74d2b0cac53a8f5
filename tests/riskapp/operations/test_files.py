"""A backup is made, proven, and restored into an empty installation by real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.models import Evidence
from tests.conftest import make_world, owner

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def backup(tmp_path):
    """Of a world with answers, an audit trail and a file of a vendor."""
    world = make_world()
    response = world.assessment().response
    add_file(
        response,
        "GOV-02",
        ContentFile(b"How we do it.", name="policy.txt"),
        EvidenceClaim("P"),
    )
    call_command("backup", tmp_path / "backups")
    (path,) = (tmp_path / "backups").iterdir()
    return path


@pytest.fixture
def empty():
    """A database with nothing in it."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with owner(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with owner(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# Several commands in one process: each would load the product, which takes a second.
COMMANDS = """
import io, json, sys, django
django.setup()
from django.core.management import CommandError, call_command
ended = []
for words in json.loads(sys.argv[1]):
    output, status = io.StringIO(), 0
    try:
        call_command(*words, stdout=output)
    except CommandError as error:
        output.write(str(error))
        status = error.returncode
    ended.append((status, output.getvalue()))
print(json.dumps(ended))
"""


def run(url, media, *command):
    """Start a process in another installation."""
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(media),
            "DJANGO_SETTINGS_MODULE": "riskapp.settings.test",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_backup_is_restored_into_an_empty_installation(backup, empty, tmp_path):
    media = tmp_path / "other-media"

    done = run(empty, media, "manage.py", "restore", backup)

    assert done.returncode == 0, done.stderr
    assert "Restored and proven: 1 files." in done.stdout
    name = Evidence.objects.get().file.name
    assert (media / name).read_bytes() == b"How we do it."
    words = [
        ["verify_audit"],
        ["migrate", "--check"],
        ["sweep_stored_files", "--list"],
        ["restore", str(backup)],
        ["verify_backup", str(backup)],
    ]
    done = run(empty, media, "-c", COMMANDS, json.dumps(words))
    assert done.returncode == 0, done.stderr
    proven, migrated, swept, again, inside = json.loads(done.stdout.splitlines()[-1])
    assert "Every link holds." in proven[1]
    assert migrated[0] == 0
    assert "0 of 0 files" in swept[1]  # an id of its own
    assert again[0] == 1
    assert "is not empty" in again[1]
    assert "Whole: 1 files" in inside[1]


def test_only_the_owner_reads_a_backup(backup):
    modes = {path.stat().st_mode & 0o077 for path in backup.rglob("*")}

    assert modes == {0}
    assert backup.stat().st_mode & 0o077 == 0


def test_what_was_changed_is_named(backup):
    call_command("verify_backup", backup)
    (entry,) = json.loads((backup / "manifest.json").read_text())["files"]
    (backup / "files" / entry["at"]).write_bytes(b"Another text.")
    with (backup / "database.dump").open("ab") as dump:
        dump.write(b"x")

    with pytest.raises(CommandError) as refusal:
        call_command("verify_backup", backup)

    assert entry["name"] in str(refusal.value)
    assert "The dump of the database" in str(refusal.value)


def test_a_file_that_is_gone_is_named_and_stops_nothing(backup, tmp_path, capsys):
    name = Evidence.objects.get().file.name
    storages["evidence"].delete(name)

    call_command("backup", tmp_path / "more")

    assert name in capsys.readouterr().err


def test_what_is_no_backup_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is no backup"):
        call_command("verify_backup", tmp_path)
