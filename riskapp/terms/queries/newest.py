"""The newest catalogue that was taken, as one process knows it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from questionnaires.document.source import Source
from riskapp.statements.canonical import read_strictly
from riskapp.terms.models import CatalogueFile
from riskapp.tools.catalogue import ToolCatalogue, core_catalogue, parse_catalogue


@dataclass(slots=True)
class _Known:
    """What this process knows, and until when it goes on with it."""

    until: float = 0.0
    catalogue: ToolCatalogue | None = None


_known = _Known()


def newest_catalogue() -> ToolCatalogue | None:
    """The newest one that was taken; None where none is newer than the one shipped. One small
    query in so many seconds, and the whole file where another version came."""
    now = time.monotonic()
    if now >= _known.until:
        _look()
        _known.until = now + settings.CATALOGUE_SECONDS
    return _known.catalogue


def forget_newest() -> None:
    """Look again when it is asked for the next time."""
    _known.until = 0.0


def _look() -> None:
    newer = CatalogueFile.objects.filter(
        version__gt=core_catalogue().version, is_shipped=False
    )
    version = newer.values_list("version", flat=True).first()
    if version is None:
        _known.catalogue = None
    elif _known.catalogue is None or _known.catalogue.version != version:
        content = CatalogueFile.objects.values_list("content", flat=True)
        data = read_strictly(content.get(version=version).encode())
        _known.catalogue = parse_catalogue(Source(data, name="catalogue"))
