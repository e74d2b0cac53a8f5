"""Stored files of this installation: each name begins with its id.

Two installations may share a bucket or a folder; what begins with another id belongs to
another database and is never looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from riskapp.common.installation import folder_of_ours


class Ours:
    """A storage whose new names lie in the folder of this installation."""

    def generate_filename(self, filename: Any) -> str:
        name: str = super().generate_filename(filename)  # type: ignore[misc]  # mixed into a storage
        return f"{folder_of_ours()}/{name}"


class OurFolder(Ours, FileSystemStorage):
    """Files on this machine, or on a disk that machines share; whole ones only: what a disk has
    no room for leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        save: Callable[[str, Any], str] = super()._save  # type: ignore[misc]  # not in its stubs
        claimed = save(name, ContentFile(b""))
        part = f"{claimed}.part"
        try:
            part = save(part, content)
            Path(self.path(part)).replace(self.path(claimed))
        except BaseException:  # a worker that is told to stop, too
            for left in (part, claimed):
                self.delete(left)
            raise
        return claimed
