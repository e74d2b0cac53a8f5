"""HTML to PDF, tagged for screen readers (PDF/UA-1), on request for archives (PDF/A-3u).

A report carries text that strangers wrote, so nothing is ever fetched but our own fonts and
the logo that is handed in.
"""

from __future__ import annotations

import gc
import io
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.layout import inline
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from riskapp.common.characters import printable
from riskapp.common.collecting import collected_later
from riskapp.reports.errors import ReportError
from riskapp.reports.pdf.model import Attachment, Pdf

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "static" / "fonts"
STYLESHEETS = ROOT / "templates" / "reports" / "pdf"
STYLESHEET = STYLESHEETS / "print.css"
FONTS_URL = "riskapp-fonts:"
LOGO_URL = "riskapp-logo:"
MEGABYTE = 1024 * 1024
LONGEST_WORD = 64  # signs that fit into a line of the narrowest type
# A PDF/A file that also says it is PDF/UA: WeasyPrint writes the tags, this the claim.
UA_CLAIM = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF>"
)


class OwnFontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Gives our bundled fonts and the logo at hand, and refuses every other address,
    whatever the text says."""

    def __init__(self, logo: bytes = b"") -> None:
        super().__init__()
        self._logo = logo

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's signature
        parts = urlsplit(url)
        if url == LOGO_URL and self._logo:
            return URLFetcherResponse(url, self._logo, {"Content-Type": "image/png"})
        name = unquote(parts.path)
        font = FONTS / name
        if (
            f"{parts.scheme}:" != FONTS_URL
            or Path(name).name != name
            or not font.is_file()
        ):
            raise ValueError("A report fetches nothing.")
        return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/ttf"})


class Markup(HTML):  # type: ignore[misc]  # WeasyPrint is untyped
    """A well-formed document, with the few rules of ``base.css`` in the place of those for
    all of HTML: together a sixth less time than reading it as a browser would.

    Raises ReportError where the text is not well-formed: a template then let something
    through unescaped, and guessing what was meant is for browsers.
    """

    def __init__(self, text: str, logo: bytes = b"") -> None:
        try:
            root = ElementTree.fromstring(printable(text))  # noqa: S314  # our templates, everything else escaped
        except ElementTree.ParseError as error:
            raise ReportError(f"The report is not well-formed: {error}") from error
        words = (word for text in root.itertext() for word in text.split())
        if any(len(word) > LONGEST_WORD for word in words):
            root.set("class", "long-words")
        self.base_url = None
        self.url_fetcher = OwnFontsOnly(logo)
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002, FBT001, FBT002  # WeasyPrint's signature
        return [_base()]


def pdf_from_html(
    html: str,
    *,
    logo: bytes = b"",
    attachments: Sequence[Attachment] = (),
    is_archive: bool = False,
    megabytes: int = 0,
    typeset: Callable[[], None] | None = None,
) -> Pdf:
    """Typeset a whole HTML document as tagged PDF/UA-1, an archive as PDF/A-3u too, with its
    attachments; ``typeset`` is called when the pages stand, before they are written.

    Raises ReportError when it cannot be typeset, also within ``megabytes`` more of memory
    than the process holds already (0: no limit).
    """
    try:
        with _at_most(megabytes), collected_later():
            document = laid_out(html, logo)
            if typeset:
                typeset()
            content = document.write_pdf(
                finisher=_scope_headers, **_options(attachments, is_archive=is_archive)
            )
    except (ValueError, OSError, RecursionError, MemoryError) as error:
        raise ReportError(f"The report could not be typeset: {error}") from error
    return Pdf(content, len(document.pages))


def laid_out(html: str, logo: bytes = b"") -> Document:
    """The pages of a whole HTML document, as they will be written."""
    fonts, stylesheet = _kept_warm()
    return Markup(html, logo).render(stylesheets=[stylesheet], font_config=fonts)


def _options(attachments: Sequence[Attachment], *, is_archive: bool) -> dict[str, Any]:
    kind: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
    if is_archive:
        kind = {
            "pdf_variant": "pdf/a-3u",
            "pdf_tags": True,
            "xmp_metadata": [io.BytesIO(UA_CLAIM)],
        }
    return kind | {
        "attachments": [
            weasyprint.Attachment(
                file_obj=io.BytesIO(item.content),
                name=item.name,
                description=item.description,
                relationship=item.relationship,
            )
            for item in attachments
        ],
    }


def _say_languages(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Build the structure as WeasyPrint does, and say of each passage that it is in another
    language than the document: WeasyPrint says the language of the document alone."""

    def built(box: Any, parent: Any, pdf: Any, *others: Any) -> Iterator[Any]:
        language = box.element.get("lang") if box.element is not None else None
        whole = pdf.catalog.get("Lang")
        is_other = whole and language and language != whole.string
        for element in build(box, parent, pdf, *others):
            if is_other:
                element["Lang"] = type(whole)(language)
            yield element

    return built


# Recursive by this name, and nothing else of it is known here; WeasyPrint is pinned.
tags._build_box_tree = _say_languages(tags._build_box_tree)  # noqa: SLF001


def _hang_last_space(split: Callable[..., Any]) -> Callable[..., Any]:
    """Split a line as WeasyPrint does, but let the space at the end of a text hang over: where
    the text fits and its space does not, WeasyPrint breaks after the first word."""

    def split_line(
        text: str, style: Any, context: Any, width: Any, *others: Any, **named: Any
    ) -> Any:
        found = split(text, style, context, width, *others, **named)
        bare = text.rstrip(" ")
        word = len(bare.partition(" ")[0].encode()) + 1
        if found[2] != word or bare == text or style["white_space"] == "pre-wrap":
            return found
        whole = split(bare, style, context, width, *others, **named)
        if whole[2] is not None or whole[3] > width:
            return found
        return (*whole[:2], len(text.encode()), *whole[3:])

    return split_line


inline.split_first_line = _hang_last_space(inline.split_first_line)


def _scope_headers(_document: Any, pdf: Any) -> None:
    """Say of each table header whether it heads its row or its column: WeasyPrint names the
    headers at the cells, and readers that go by scope alone find none."""
    rows: list[tuple[Any, bool]] = []
    for item in pdf.objects:
        kind = item.get("S") if isinstance(item, dict) else None
        if kind == "/TR":
            rows.append((item, False))
        elif kind == "/THead":
            rows += [(row, True) for row in _kids(pdf, item)]
    for row, is_head in rows:
        cells = _kids(pdf, row)
        heads_row = not is_head and any(cell["S"] == "/TD" for cell in cells)
        for cell in cells:
            if cell["S"] == "/TH" and (is_head or "Scope" not in cell["A"]):
                cell["A"]["Scope"] = "/Row" if heads_row else "/Column"


def _kids(pdf: Any, item: Any) -> list[Any]:
    """The elements right below one of the structure."""
    numbers = (int(kid.split()[0]) for kid in item["K"] if isinstance(kid, bytes))
    return [pdf.objects[number] for number in numbers]


@contextmanager
def _at_most(megabytes: int) -> Iterator[None]:
    """Let the process grow by so much and no more; its own limit returns afterwards."""
    if not megabytes:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    wanted = used + megabytes * MEGABYTE
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@lru_cache(maxsize=1)
def _base() -> CSS:
    return CSS(string=(STYLESHEETS / "base.css").read_text(encoding="utf-8"))


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
