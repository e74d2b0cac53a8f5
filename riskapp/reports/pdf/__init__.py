"""From HTML to a sealed PDF. The only place that knows WeasyPrint and pyHanko.

They are imported when the first document is made: every process imports this package, and
they take 40 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from riskapp.reports.pdf.model import Attachment, Pdf, certificate_of

__all__ = ["Attachment", "Pdf", "certificate_of", "pdf_from_html", "sign"]


def pdf_from_html(
    html: str,
    *,
    logo: bytes = b"",
    attachments: Sequence[Attachment] = (),
    is_archive: bool = False,
    megabytes: int = 0,
    typeset: Callable[[], None] | None = None,
) -> Pdf:
    """A whole HTML document as a tagged PDF, as :mod:`riskapp.reports.pdf.typesetting` says;
    raises ReportError."""
    from riskapp.reports.pdf import typesetting

    return typesetting.pdf_from_html(
        html,
        logo=logo,
        attachments=attachments,
        is_archive=is_archive,
        megabytes=megabytes,
        typeset=typeset,
    )


def sign(content: bytes, certificate: Path) -> bytes:
    """The same document with a PAdES-B signature; raises BadCertificate."""
    from riskapp.reports.pdf import signing

    return signing.sign(content, certificate)
