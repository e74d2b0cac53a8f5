"""HTML to PDF. The only module that knows WeasyPrint.

A report carries text that strangers wrote, so nothing is ever fetched but our own fonts.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from riskapp.reports.errors import ReportError

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "static" / "fonts"
STYLESHEET = ROOT / "templates" / "reports" / "pdf" / "print.css"
FONTS_URL = "riskapp-fonts:"


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


class OwnFontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Gives our bundled fonts and refuses every other address, whatever the text says."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's signature
        parts = urlsplit(url)
        name = unquote(parts.path)
        font = FONTS / name
        if (
            f"{parts.scheme}:" != FONTS_URL
            or Path(name).name != name
            or not font.is_file()
        ):
            raise ValueError("A report fetches nothing.")
        return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/ttf"})


def pdf_from_html(html: str) -> Pdf:
    """Typeset a whole HTML document; raises ReportError when it cannot be typeset."""
    fonts, stylesheet = _kept_warm()
    try:
        document = HTML(string=html, base_url=None, url_fetcher=OwnFontsOnly()).render(
            stylesheets=[stylesheet], font_config=fonts
        )
        content = document.write_pdf()
    except (ValueError, OSError, RecursionError, MemoryError) as error:
        raise ReportError(f"The report could not be typeset: {error}") from error
    return Pdf(content, len(document.pages))


@lru_cache(maxsize=1)
def _kept_warm() -> tuple[FontConfiguration, CSS]:
    """Fonts and stylesheet are read once per process.

    What is loaded by then stays for good, so the collector need not look at it again: a
    fifth of the time of every report.
    """
    fonts = FontConfiguration()
    stylesheet = CSS(
        string=STYLESHEET.read_text(encoding="utf-8"),
        font_config=fonts,
        url_fetcher=OwnFontsOnly(),
    )
    gc.collect()
    gc.freeze()
    return fonts, stylesheet
