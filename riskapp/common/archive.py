"""What was put away, in lists."""

from __future__ import annotations

from django.db.models import Q


def put_away(path: str, *, is_so: bool) -> Q:
    """Whether rows were put away, or not: by the day on which they were (``…archived_at``), or by
    ``…put_away``, which triggers keep on rows that are put away with what they belong to."""
    if path.endswith("archived_at"):
        return Q(**{f"{path}__isnull": not is_so})
    return Q(**{path: is_so})
