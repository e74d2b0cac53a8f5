"""Open files by their paths: plain files only, never a pipe or a device that keeps one waiting."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from riskapp.evidence.errors import refusal
from riskapp.evidence.limits import Limits
from riskapp.evidence.secrets import LEAST_KEY


def plain_file(path: Path) -> BinaryIO:
    """A file to read from; raises OSError where it is none, also where it turns into another
    kind between the look and the opening."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is no plain file")
    return file


def content_of(path: Path) -> bytes:
    """The bytes of a file, up to one more than the limit; raises EvidenceRefused."""
    try:
        with plain_file(path) as file:
            return file.read(Limits().bytes + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise refusal(str(path), 1, what, "a readable file") from error


def key_of(path: Path | None) -> bytes:
    """The key of the hashes that stands in a file, or a new one; raises EvidenceRefused."""
    if path is None:
        return os.urandom(32)
    key = content_of(path).strip()
    if len(key) < LEAST_KEY:
        raise refusal(
            str(path), 1, "the key is too short", f"{LEAST_KEY} bytes or more"
        )
    return key


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
