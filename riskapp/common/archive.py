"""What was put away, in rows and in what they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q


def put_away(model: type[Model], archive: Iterable[str]) -> Q:
    """Whether one of the days is set, in rows of a model or in what they belong to.

    What was put away is little, so it is looked up once; to join everything to what it belongs
    to takes longer the more there is.
    """
    found = Q()
    for path in archive:
        near, _, far = path.partition("__")
        if not far:
            found |= Q(**{f"{path}__isnull": False})
            continue
        related: Any = model._meta.get_field(near).related_model  # noqa: SLF001  # documented API
        rows = related._default_manager.filter(**{f"{far}__isnull": False})  # noqa: SLF001  # the same
        found |= Q(**{f"{near}__in": rows.values("pk")})
    return found
