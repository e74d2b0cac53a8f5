"""Documents that nobody reads: what a test needs is that they were made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from unittest.mock import patch

from pypdf import PdfWriter

from riskapp.reports.pdf.model import Pdf


@contextmanager
def blank_paper() -> Iterator[None]:
    """Each PDF that is made within is one empty page. All that leads to it is done: what it would
    say is read and written as HTML. Typesetting it is most of the time a report takes."""
    writer, written = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(written)

    def typeset(
        _html: str, *, typeset: Callable[[], None] | None = None, **_more: Any
    ) -> Pdf:
        if typeset:
            typeset()
        return Pdf(written.getvalue(), 1)

    with patch("riskapp.reports.pdf.typesetting.pdf_from_html", typeset):
        yield
