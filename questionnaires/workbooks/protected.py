"""Documents that nobody can read without a password."""

from __future__ import annotations

import re
import sysconfig

from questionnaires.confined.asking import NoAnswer, ask

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_ENDINGS = (".doc", ".xls", ".ppt", ".msg", ".mpp", ".vsd")
_LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_PDF_SECONDS = 5


def is_protected(content: bytes, name: str) -> bool:
    """Whether an office document is encrypted: a password, or a sensitivity label.

    It lies in a container that was once the format of office documents itself, so an old
    document without a password is told from it.
    """
    if not content.startswith(_OLE):
        return False
    return _ENCRYPTED in content or not name.lower().endswith(_OLD_ENDINGS)


def is_locked_pdf(content: bytes) -> bool:
    """Whether a PDF opens only with a password; False where that cannot be told."""
    if not _LOCKED_PDF.search(content):
        return False
    libraries = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    try:
        output = ask(
            "questionnaires.confined.pdf",
            content,
            seconds=_PDF_SECONDS,
            libraries=libraries,
        )
    except NoAnswer:
        return False
    return output == b"locked"
