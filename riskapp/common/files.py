"""Stored files that belong to nothing: what a worker left that died before its commit.

Only files of this installation are looked at. What belongs to nothing is moved aside first
and deleted a month later, and nothing is moved where much would go: then it is the rows
that are missing, not the files that are too many.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from riskapp.common.installation import folder_of_ours

KEPT_FOR = datetime.timedelta(days=1)
ASIDE_FOR = datetime.timedelta(days=30)
ASIDE = "aside"
AT_MOST_PERCENT = 5
AT_ONCE = 500  # names that are looked up together

logger = logging.getLogger(__name__)


class TooMuchWouldGo(Exception):
    """So many files belong to nothing that rows are missing; nothing was moved."""

    def __init__(self, strays: int, files: int) -> None:
        super().__init__(
            f"{strays} of {files} stored files belong to no row, more than {AT_MOST_PERCENT} %. "
            "Nothing was moved. Is this the database these files belong to?"
        )


@dataclass(slots=True)
class Swept:
    """What a sweep found, and did."""

    files: int = 0
    strays: list[tuple[str, str]] = field(default_factory=list)  # storage and name
    moved: int = 0
    deleted: int = 0


def sweep_stored_files(
    now: datetime.datetime | None = None, *, anyway: bool = False
) -> Swept:
    """Move aside the files of this installation in ``settings.STORED_FOLDERS`` that no row
    names and that are older than a day, and delete what was moved a month ago.

    Younger ones may wait for the commit of their row. Raises TooMuchWouldGo.
    """
    now = now or timezone.now()
    swept = find_strays(now)
    if not anyway and 100 * len(swept.strays) > AT_MOST_PERCENT * swept.files:
        raise TooMuchWouldGo(len(swept.strays), swept.files)
    for alias, name in swept.strays:
        swept.moved += _move_aside(storages[alias], name, now.date())
    for alias in settings.STORED_FOLDERS:
        swept.deleted += _delete_old(storages[alias], (now - ASIDE_FOR).date())
    return swept


def find_strays(now: datetime.datetime | None = None) -> Swept:
    """How many files there are, and which belong to nothing; changes nothing."""
    before = (now or timezone.now()) - KEPT_FOR
    swept = Swept()
    for alias, folders in settings.STORED_FOLDERS.items():
        for folder in folders:
            names = _names_in(storages[alias], f"{folder_of_ours()}/{folder}")
            for batch in _batches(names):
                swept.files += len(batch)
                swept.strays += [
                    (alias, name)
                    for name in sorted(set(batch) - _named_by_rows(batch))
                    if _is_older(storages[alias], name, before)
                ]
    return swept


def _is_older(storage: Storage, name: str, before: datetime.datetime) -> bool:
    try:
        return bool(storage.get_modified_time(name) < before)
    except OSError:  # one that cannot be read stops no other
        logger.exception("A stored file cannot be looked at: %s", name)
        return False


def _move_aside(storage: Storage, name: str, day: datetime.date) -> int:
    """Keep a file under the day it was moved; one that cannot be moved stops no other."""
    own = folder_of_ours()
    kept = f"{own}/{ASIDE}/{day.isoformat()}/{name.removeprefix(f'{own}/')}"
    try:
        with storage.open(name, "rb") as file:
            storage.save(kept, file)
        storage.delete(name)
    except OSError:
        logger.exception("A stored file that belongs to nothing stays: %s", name)
        return 0
    return 1


def _delete_old(storage: Storage, last: datetime.date) -> int:
    """Delete what was moved aside on that day or before."""
    aside = f"{folder_of_ours()}/{ASIDE}"
    gone = 0
    for day in _listed(storage, aside)[0]:
        if day > last.isoformat():
            continue
        for name in list(_names_in(storage, f"{aside}/{day}")):
            try:
                storage.delete(name)
                gone += 1
            except OSError:
                logger.exception("A file that was moved aside stays: %s", name)
    return gone


def _named_by_rows(names: Collection[str]) -> set[str]:
    """Those of the names that a file column of any table holds; one query for each column."""
    known: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:  # noqa: SLF001  # public, says Django
            if isinstance(column, models.FileField):
                rows: QuerySet[models.Model] = QuerySet(model).filter(
                    **{f"{column.name}__in": list(names)}
                )
                known.update(rows.values_list(column.name, flat=True))
    return known


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _names_in(storage: Storage, folder: str) -> Iterator[str]:
    folders, files = _listed(storage, folder)
    for file in files:
        yield f"{folder}/{file}"
    for inner in folders:
        yield from _names_in(storage, f"{folder}/{inner}")


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files
