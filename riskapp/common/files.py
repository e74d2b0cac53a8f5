"""Stored files that belong to nothing: what a worker left that died before its commit."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterator

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

KEPT_FOR = datetime.timedelta(days=1)
AT_ONCE = 500  # names that are looked up together

logger = logging.getLogger(__name__)


def sweep_stored_files(now: datetime.datetime | None = None) -> int:
    """Delete the files in ``settings.STORED_FOLDERS`` that no row names and that are older
    than a day; returns how many. Younger ones may wait for the commit of their row."""
    before = (now or timezone.now()) - KEPT_FOR
    return sum(
        _sweep(storages[alias], folder, before)
        for alias, folders in settings.STORED_FOLDERS.items()
        for folder in folders
    )


def _sweep(storage: Storage, folder: str, before: datetime.datetime) -> int:
    gone = 0
    batch: list[str] = []
    for name in _names_in(storage, folder):
        batch.append(name)
        if len(batch) == AT_ONCE:
            gone += _sweep_batch(storage, batch, before)
            batch = []
    return gone + _sweep_batch(storage, batch, before)


def _sweep_batch(
    storage: Storage, names: Collection[str], before: datetime.datetime
) -> int:
    gone = 0
    for name in sorted(set(names) - _named_by_rows(names)):
        try:
            if storage.get_modified_time(name) < before:
                storage.delete(name)
                gone += 1
        except OSError:  # one that cannot be read or removed stops no other
            logger.exception("A stored file that belongs to nothing stays: %s", name)
    return gone


def _named_by_rows(names: Collection[str]) -> set[str]:
    """Those of the names that a file column of any table holds; one query for each column."""
    known: set[str] = set()
    if not names:
        return known
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001  # public, says Django
            if isinstance(field, models.FileField):
                rows: QuerySet[models.Model] = QuerySet(model).filter(
                    **{f"{field.name}__in": list(names)}
                )
                known.update(rows.values_list(field.name, flat=True))
    return known


def _names_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}/{file}"
    for inner in folders:
        yield from _names_in(storage, f"{folder}/{inner}")
