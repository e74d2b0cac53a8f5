"""A finished document, what it carries with it, and what it is signed with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF; ``relationship`` as ISO 32000-2, 7.11.3 names them."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def certificate_of(folder: str, organisation_id: UUID) -> Path | None:
    """Where the certificate of an organisation lies; None when reports are not signed."""
    if not folder:
        return None
    for name in (str(organisation_id), "default"):
        path = Path(folder) / f"{name}.p12"
        if path.is_file():
            return path
    return None
