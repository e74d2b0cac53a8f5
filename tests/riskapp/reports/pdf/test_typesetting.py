import re
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue, Filled
from riskapp.reports.actions import report_html
from riskapp.reports.choices import Variant
from riskapp.reports.context import About, Followed, build_context
from riskapp.reports.errors import ReportError
from riskapp.reports.pdf import pdf_from_html
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file

EXAMPLE = Path("docs/examples/half-answered.yaml")
ARABIC = "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645"
CHINESE = "\u4ee3\u7801\u5ba1\u67e5\u4ee3\u7406"


@pytest.fixture
def listener():
    """A web server on this machine that remembers whether anybody came."""
    seen: list[str] = []

    class Remember(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Remember)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


def render(texts, variant=Variant.FULL):
    """A report in which hostile texts stand wherever a vendor can write."""
    answers, _, _ = score_file(EXAMPLE)
    entries = tuple(
        EntryValue(
            str(n), "TOOL", {"T-01": text, "T-02": text, "T-17": text}, text[:200]
        )
        for n, text in enumerate(texts)
    )
    filled = replace(answers.filled, entries=entries)
    answer_set = AnswerSet(
        answers.document, Filled(filled.profile, filled.answers, entries), answers.as_of
    )
    about = About(
        "Buyer <b>",
        texts[0][:200],
        "RS",
        texts[0][:200],
        answers.as_of,
        texts[0],
        "0" * 64,
    )
    data = to_data(evaluate(answer_set, core_catalogue()))
    html = report_html(build_context(about, answer_set, data, Followed(variant)))
    return html, pdf_from_html(html)


def text_of(pdf):
    return "".join(
        page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages
    )


# No django_db mark: rendering asks the database nothing.
@pytest.mark.slow
def test_hostile_text_is_shown_and_nothing_is_fetched(listener):
    address, seen = listener
    hostile = (
        f'<script src="{address}/s"></script><img src="{address}/i">'
        f'<link rel=stylesheet href="{address}/c"><style>@import url({address}/m)</style>'
        '<img src="file:///etc/passwd">'
    )

    html, pdf = render([hostile])

    assert "<script" not in html
    assert "<script src=" in text_of(pdf).replace("\n", "")
    assert seen == []


def test_unescaped_markup_could_fetch_nothing_either(listener):
    address, seen = listener

    pdf = pdf_from_html(
        f'<body><p style="background: url({address}/b)">a</p><img src="{address}/i"/>'
        f'<style>@import url({address}/m)</style><link rel="stylesheet" href="{address}/c"/>'
        '<img src="file:///etc/hostname"/><img src="riskapp-fonts:../../manage.py"/></body>'
    )

    assert pdf.content.startswith(b"%PDF")
    assert seen == []


@pytest.mark.slow
def test_every_script_and_a_very_long_answer_come_out():
    long = "0123456789" * 1000

    texts = [f"{ARABIC} {CHINESE} \U0001f98a \u039a\u03b1\u03bb\u03ae", long]
    _, pdf = render(texts, Variant.COMPLETE)

    reader = PdfReader(BytesIO(pdf.content))
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    text = text_of(pdf)
    assert CHINESE in text
    assert text.replace("\n", "").count("0123456789") >= 3000
    for name in ("Arabic", "CJK", "Emoji"):
        assert any(name in font for font in fonts), f"{name} is not among {fonts}"


def test_a_broken_image_address_does_not_stop_a_report():
    pdf = pdf_from_html(
        '<body><p>Before</p><img src="nowhere:at all"/><p>After</p></body>'
    )

    assert pdf.pages == 1


def test_signs_that_nobody_can_see_are_left_out():
    pdf = pdf_from_html("<body><p>Be\x00fore\x0b and\ud800 after\ufffe</p></body>")

    assert "Before and after" in text_of(pdf)


def test_an_answer_cannot_turn_the_words_around_it():
    pdf = pdf_from_html("<body><p>Mine \u202e(\u2067theirs: risk 0</p></body>")

    assert "Mine (theirs: risk 0" in text_of(pdf)


def test_a_text_that_fits_is_not_broken_after_its_first_word():
    text = "Operations agent worked at night on 27 November 2026, and nobody said why."
    widths = [116 + step / 8 for step in range(32)]  # the text fits, its space does not
    paragraphs = "".join(
        f'<p style="width: {width}mm">{text} <b>Seen on two days</b></p>'
        for width in widths
    )
    html = (
        f'<html lang="en"><head><title>x</title></head><body>{paragraphs}</body></html>'
    )

    pages = PdfReader(BytesIO(pdf_from_html(html).content)).pages
    lines = [line.strip() for page in pages for line in page.extract_text().split("\n")]

    assert any(line == text for line in lines)
    assert "Operations" not in lines


@pytest.mark.parametrize(
    "text",
    [
        "<body><p>A tag that somebody let through: <b></p></body>",
        '<!DOCTYPE p [<!ENTITY a "aaaa">]><body><p>&a;&b;</p></body>',
    ],
)
def test_what_is_not_well_formed_is_refused(text):
    with pytest.raises(ReportError, match=r"not well-formed: .* line 1, column \d+"):
        pdf_from_html(text)


def test_the_base_stylesheet_knows_every_element_a_report_uses():
    templates = Path("templates/reports")
    used = {
        name
        for pattern in ("pdf/*.html", "_overview*.html", "_comparison.html")
        for path in templates.glob(pattern)
        for name in re.findall(r"<([a-z]\w*)", path.read_text())
    }
    known = set(re.findall(r"\w+", (templates / "pdf/base.css").read_text()))

    inline = {"a", "span", "path", "rect"}
    assert used - known - inline == set()


@pytest.mark.parametrize(("language", "point"), [("en", "."), ("de", ",")])
def test_numbers_are_written_as_the_reader_writes_them(language, point):
    answers, answer_set, result = score_file(EXAMPLE)
    data = to_data(result)
    about = About("", "Vendor", "RS", "Portal", answers.as_of, "", "0" * 64)

    with translation.override(language):
        context = build_context(about, answer_set, data)
        html = report_html(context)

    residual = data["residual_model"]["value"]
    assert residual.replace(".", point) in html
    words = re.sub(r"<[^>]+>", " ", html)
    said = re.search(rf"(?<![-\w]){re.escape(residual)}", words)  # NIS2-23.1 is none
    assert bool(said) == (language == "en")
    assert context["data"]["residual_model"]["value"] == residual
