"""Whether a PDF on standard input needs a password; runs in a process of its own."""

from __future__ import annotations

import io
import sys

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader

from questionnaires.confined.limiting import confine

SECONDS = 2
MEMORY = 600 * 1024 * 1024


def main() -> None:
    """Say "locked" or "open". A PDF that only forbids printing or changing is open."""
    content = sys.stdin.buffer.read()
    confine(seconds=SECONDS, memory=MEMORY, files=64)
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    is_locked = reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED
    sys.stdout.write("locked" if is_locked else "open")
