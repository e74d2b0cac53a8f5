"""What an issued contract addendum says of itself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issued contract addendum says of itself: the day, who issued it, which counsel
    reviewed it when and added which ``terms``, and the one that it replaces."""

    on: datetime.date
    by: str
    counsel: str
    reviewed_on: datetime.date
    terms: str = ""
    draft: str = ""
    replaces_on: datetime.date | None = None
    replaces_code: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Issued:
        """Read back what an issue froze."""
        before = row.get("replaces")
        return cls(
            on=datetime.date.fromisoformat(row["on"]),
            by=row["by"],
            counsel=row["counsel"],
            reviewed_on=datetime.date.fromisoformat(row["reviewed_on"]),
            terms=row["terms"],
            draft=row["draft"],
            replaces_on=datetime.date.fromisoformat(before["on"]) if before else None,
            replaces_code=before["code"] if before else "",
        )
