"""Stored files of this installation: each name begins with its id.

Two installations may share a bucket or a folder; what begins with another id belongs to
another database and is never looked at.
"""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage

from riskapp.common.installation import folder_of_ours


class Ours:
    """A storage whose new names lie in the folder of this installation."""

    def generate_filename(self, filename: Any) -> str:
        name: str = super().generate_filename(filename)  # type: ignore[misc]  # mixed into a storage
        return f"{folder_of_ours()}/{name}"


class OurFolder(Ours, FileSystemStorage):
    """Files on this machine, or on a disk that machines share."""
