"""veraPDF needs Java, which a fresh machine does not have, and is in no registry we use; what
PDF/UA-1 and PDF/A-3 demand of the structure is therefore held here with pypdf, and over every
variant in test_every_variant.py."""

import hashlib
import io
import itertools
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from questionnaires.document.answer_set import AnswerSet
from riskapp.reports.actions import report_html
from riskapp.reports.choices import Variant
from riskapp.reports.context import About, Followed, build_context
from riskapp.reports.files import attachments_of
from riskapp.reports.pdf import Attachment, pdf_from_html
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file, shipped_in

# WeasyPrint leaves closing the colour profile of PDF/A to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module", params=[Variant.SUMMARY, Variant.VENDOR])
def made(request):
    """A report as PDF/UA and for archives, with its values."""
    answers, answer_set, result = score_file(Path("docs/examples/typical.yaml"))
    about = About(
        "Buyer", "Vendor", "RS", "Work", answers.as_of, "A, B", "0" * 64,
        code="7K2M-0Q1X-AB9Z", verify_url="https://example.org/verify/",
    )  # fmt: skip
    context = build_context(about, answer_set, to_data(result), Followed(request.param))
    html = report_html(context)
    attached = attachments_of(context, answer_set)
    plain = pdf_from_html(html)
    archive = pdf_from_html(
        html, attachments=[Attachment(*a) for a in attached], is_archive=True
    )
    return context, plain, archive, attached


def elements(node):
    """Every structure element below a node, in reading order."""
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        part = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(part, DictionaryObject) and "/S" in part:
            yield part
            yield from elements(part)


def tree(pdf):
    root = PdfReader(io.BytesIO(pdf.content)).trailer["/Root"]
    return root, list(elements(root["/StructTreeRoot"]))


def test_a_report_is_tagged_and_says_so(made):
    _context, plain, _archive, _attached = made

    root, found = tree(plain)
    metadata = root["/Metadata"].get_data()

    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in metadata
    assert {e["/S"] for e in found} >= {"/H1", "/H2", "/H3", "/P", "/Table", "/Figure"}


def test_headings_descend_one_step_at_a_time(made):
    _root, found = tree(made[1])

    levels = [int(e["/S"][2]) for e in found if e["/S"] in ("/H1", "/H2", "/H3", "/H4")]

    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_every_picture_has_a_text_and_every_table_its_headers(made):
    _root, found = tree(made[1])

    figures = [e for e in found if e["/S"] == "/Figure"]
    tables = [e for e in found if e["/S"] == "/Table"]
    assert figures
    assert all(e.get("/Alt") for e in figures)
    assert tables
    for table in tables:
        assert any(e["/S"] == "/TH" for e in elements(table))


def test_a_report_has_bookmarks_and_its_pages_are_tabbed_in_order(made):
    reader = PdfReader(io.BytesIO(made[1].content))

    assert len(reader.outline) >= 3
    for page in reader.pages:
        assert "/Annots" not in page or page.get("/Tabs") == "/S"


def test_an_archive_is_pdf_a_3_with_its_data_inside(made):
    _context, _plain, archive, attached = made

    reader = PdfReader(io.BytesIO(archive.content))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data()

    assert b'part="3"' in metadata
    assert b"pdfuaid:part" in metadata
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert len({item.idnum for item in root["/AF"]}) == len(attached)
    kinds = {item.get_object()["/AFRelationship"] for item in root["/AF"]}
    assert kinds == {"/Source", "/Data"}
    for name, content, _about, _kind in attached:
        inside = reader.attachments[name][0]
        assert hashlib.sha256(inside).digest() == hashlib.sha256(content).digest()


def test_every_font_is_embedded_and_can_be_read_back(made):
    reader = PdfReader(io.BytesIO(made[2].content))

    fonts = {
        id(font): font.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    for font in fonts.values():
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(below)
        assert "/ToUnicode" in font


def test_a_summary_has_at_most_four_pages_and_a_report_at_most_twenty(made):
    context, plain, _archive, _attached = made

    assert plain.pages <= (4 if context["variant"] == Variant.SUMMARY else 20)


FILLER = (
    "Wörter, die niemand kürzt, über ein Werkzeug und seine Rechte und noch mehr. " * 9
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_that_decides_is_one_page_whatever_stands_on_it(language):
    answers, answer_set, result = score_file(
        Path("docs/examples/personal-accounts.yaml")
    )
    about = About(
        FILLER, FILLER, "RS", FILLER, answers.as_of, FILLER, "0" * 64,
        issued=answers.as_of, code="7K2M-0Q1X-AB9Z",
        verify_url="https://example.org/verify/", verify_page="https://example.org/verify/",
    )  # fmt: skip
    decision = {
        "outcome": "conditional", "reason": FILLER, "suggestion": FILLER[:70], "by": FILLER,
        "exceptions": ["suggestion", "review"], "exception_reason": FILLER,
        "looked_at": 180, "answers": 190, "at": "2026-11-23", "valid_until": "2027-02-23",
    }  # fmt: skip
    condition = {"text": FILLER, "owner": FILLER, "due": "2027-01-31", "rule": ""}
    owned = {
        "state": "open", "severity": "high", "owner": FILLER, "due_on": "2027-01-31",
        "accepted_until": None,
    }  # fmt: skip
    rows = [row | owned for row in to_data(result)["findings"]]
    followed = Followed(
        Variant.SUMMARY, tracked=True, findings=rows, decision=decision, conditions=[condition] * 9,
    )  # fmt: skip
    with translation.override(language):
        if language != "en":
            answer_set = AnswerSet(
                shipped_in(answer_set.document.id, language),
                answer_set.filled,
                answer_set.as_of,
            )
        context = build_context(about, answer_set, to_data(result), followed)
        pdf = pdf_from_html(report_html(context))

    second = PdfReader(io.BytesIO(pdf.content)).pages[1].extract_text()
    heading = {
        "en": "What to do, by its effect",
        "de": "Was zu tun ist, nach seiner Wirkung",
    }
    assert second.startswith(heading[language])
