"""Every variant of the report on every example, held to what machines can check of PDF/UA-1, and
to pages that are used. docs/pdf-accessibility.md says how each condition is met."""

import hashlib
import io
import itertools
import json
import os
import pickle
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from weasyprint.formatting_structure import boxes

from questionnaires.document.answer_set import AnswerSet
from riskapp.reports.actions.making import addendum_html, report_html, with_addendum
from riskapp.reports.choices import Language, Variant
from riskapp.reports.context import About, Followed, build_context
from riskapp.reports.pdf import typesetting
from riskapp.reports.pdf.typesetting import laid_out, pdf_from_html
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file, shipped_in
from riskapp.settings.base import ROOT

pytestmark = pytest.mark.slow

EXAMPLES = ("careful", "half-answered", "personal-accounts", "production-agents", "typical")  # fmt: skip
ADDENDUM = "addendum"
KINDS = (*Variant.values, ADDENDUM)
WANTED = [
    *((name, kind, "en") for name in EXAMPLES for kind in KINDS),
    *(("typical", kind, "de") for kind in KINDS),
    ("typical", "issued", "en"),
]
READER = ROOT / ".venv" / "consumers" / "bin" / "python"
# What may lie right below an element of a table or a list, and right above it (ISO 32000-1, 14.8.4.3).
BELOW = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
ABOVE = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
}
ISSUED = "issued"  # an addendum that somebody issued
DECIDED = "decided"  # the full report once people worked on it
ISSUE = {
    "on": "2026-11-30", "by": "Marc Delon", "counsel": "Carla Counsel",
    "reviewed_on": "2026-11-28", "terms": "By letter too.\nVienna.", "draft": "7K2M-0Q1X-AB9Z",
    "replaces": {"on": "2025-11-12", "code": "7K2M-0Q1X-AB90"},
}  # fmt: skip
HALF = 0.5
NEAR_THE_TOP = 40  # px below the margin


@cache
def scored(example):
    return score_file(Path(f"docs/examples/{example}.yaml"))


@cache
def html_of(example, kind, language):
    answers, answer_set, result = scored(example)
    document = shipped_in(answer_set.document.id, language)
    answer_set = AnswerSet(document, answers.filled, answers.as_of)
    about = About(
        "Buyer", "Vendor", "RS", "Work", answers.as_of, "A, B", "0" * 64,
        code="7K2M-0Q1X-AB9Z", verify_page="https://example.org/verify/",
        verify_url="https://example.org/verify/?code=7K2M-0Q1X-AB9Z", is_draft=True,
    )  # fmt: skip
    variant = kind if kind in Variant.values else Variant.FULL
    data = to_data(result)
    followed = worked_on(data) if kind == DECIDED else Followed(variant)
    with translation.override(language):
        context = build_context(about, answer_set, data, followed)
        if kind in (ADDENDUM, ISSUED):
            issued = ISSUE if kind == ISSUED else None
            return addendum_html(with_addendum(context, answer_set, issued))
        return report_html(context)


def worked_on(data):
    """What people made of a score: decided with conditions, every finding with the owner and the
    day of its section, a third of them with a plan of the vendor."""
    owners = ("Ana Kovač", "Dr. Jürgen Großmann", "Milica Petrović-Stanković")
    decision = {
        "outcome": "conditional", "reason": "The work goes on while the conditions are met. " * 3,
        "suggestion": "", "by": "Ines Horvat", "exceptions": ["suggestion", "review"],
        "exception_reason": "The next release cannot wait for another vendor.",
        "looked_at": 180, "answers": 190, "at": "2026-11-23", "valid_until": "2027-02-23",
    }  # fmt: skip
    asked = list(dict.fromkeys(row["question"] for row in data["findings"]))
    rooms = list(dict.fromkeys(question.partition("-")[0] for question in asked))
    findings = [
        {
            "source": "rule", "question": row["question"], "entry": row["entry"],
            "tool": row["tool"], "text": row["text"], "remedy": row["remedy"],
            "severity": "high", "state": ("open", "planned", "open")[at % 3],
            "risk": row["risk"], "gain": row["gain"], "rules": row["rules"],
            "criteria": row["criteria"], "owner": owners[room % 3],
            "due_on": f"2027-0{1 + room % 4}-15", "accepted_by": "", "accepted_reason": "",
            "accepted_until": None,
            "plan": None if at % 3 != 1 else {
                "text": "We issue credentials that end within the hour and switch the old ones off.",
                "due_on": "2027-01-31", "state": "proposed", "is_done": False,
            },
        }
        for row in data["findings"]
        for at in [asked.index(row["question"])]
        for room in [rooms.index(row["question"].partition("-")[0])]
    ]  # fmt: skip
    conditions = [
        {"text": row["text"], "owner": row["owner"], "due": row["due_on"], "rule": "", "state": row["state"]}
        for row in findings[:6]
    ]  # fmt: skip
    return Followed(
        Variant.FULL, decision=decision, tracked=True, findings=findings, conditions=conditions
    )  # fmt: skip


@dataclass(frozen=True)
class Typeset:
    """A file, and the pages of it that are less than half full before a new chapter."""

    content: bytes
    pages: int
    short: list[int]


@pytest.fixture(scope="session")
def typeset(tmp_path_factory):
    """Typesets each report once in a run: each takes about a second, and every process of the
    run finds what another has made."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "typeset"
    folder.mkdir(exist_ok=True)

    @cache
    def of(example, kind, language):
        html = html_of(example, kind, language)
        kept = folder / hashlib.sha256(html.encode()).hexdigest()
        if not kept.exists():
            half_written = kept.with_suffix(f".{os.getpid()}")
            half_written.write_bytes(pickle.dumps(_typeset(html)))
            half_written.rename(kept)
        return pickle.loads(kept.read_bytes())  # noqa: S301  # our own, of this run

    return of


@pytest.fixture(scope="module", params=WANTED, ids="-".join)
def wanted(request):
    """One after the other, each with all that is asked of it."""
    return request.param


def _typeset(html):
    """As the product does it; its pages are looked at before they are gone."""
    drawn = []

    def remembered(*given):
        drawn.append(laid_out(*given))
        return drawn[-1]

    with patch.object(typesetting, "laid_out", remembered):
        pdf = pdf_from_html(html)
    [document] = drawn
    return Typeset(pdf.content, pdf.pages, short_pages(document.pages))


def elements(node, parent=""):
    """Every structure element below a node with the kind of its parent, in reading order."""
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        part = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(part, DictionaryObject) and "/S" in part:
            yield part, parent
            yield from elements(part, part["/S"])


def found_in(pdf):
    root = PdfReader(io.BytesIO(pdf.content)).trailer["/Root"]
    return list(elements(root["/StructTreeRoot"]))


def test_the_structure_keeps_the_rules_of_pdf(typeset, wanted):
    found = found_in(typeset(*wanted))

    broken = [
        (part["/S"], parent)
        for part, parent in found
        if (parent in BELOW and part["/S"] not in BELOW[parent])
        or (part["/S"] in ABOVE and parent not in ABOVE[part["/S"]])
    ]
    headers = [part for part, _parent in found if part["/S"] == "/TH"]
    figures = [part for part, _parent in found if part["/S"] == "/Figure"]
    levels = [int(p["/S"][2]) for p, _ in found if p["/S"] in {f"/H{n}" for n in range(1, 7)}]  # fmt: skip
    assert broken == []
    assert headers
    assert {part["/A"].get("/Scope") for part in headers} <= {"/Row", "/Column"}
    assert all(str(part.get("/Alt", "")).strip() for part in figures)
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_a_quote_in_another_language_says_which(typeset):
    german = [
        part.get("/Lang") for part, _ in found_in(typeset("typical", "full", "de"))
    ]
    english = [
        part.get("/Lang") for part, _ in found_in(typeset("typical", "full", "en"))
    ]

    assert german.count("en") > 3
    assert set(german) == {None, "en"}
    assert set(english) == {None}


def test_every_chart_says_its_numbers(typeset):
    found = found_in(typeset("typical", "full", "en"))

    told = [str(part["/Alt"]) for part, _ in found if part["/S"] == "/Figure"]

    assert any(
        one.startswith("Inherent risk: 50") and "CR-05: 60" in one for one in told
    )
    assert any(one.startswith("GDPR: 18 ") for one in told)
    assert any(one.startswith("Evidence: 6 % documented") for one in told)
    assert len(told) == len(set(told))


def test_a_checker_of_others_finds_nothing_in_any_variant(typeset, tmp_path):
    paths = []
    for wanted in WANTED:
        path = tmp_path / f"{'-'.join(wanted)}.pdf"
        path.write_bytes(typeset(*wanted).content)
        paths.append(path)

    done = subprocess.run(
        [READER, ROOT / "tests" / "consumers.py", *paths],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(WANTED)
    assert all(one == {"findings": [], "problems": []} for one in told), told


def test_no_page_is_less_than_half_full_before_a_new_chapter(typeset, wanted):
    assert typeset(*wanted).short == []


def short_pages(pages):
    """The numbers of pages that end early, because a chapter begins on the next."""
    return [
        number
        for number, (page, after) in enumerate(itertools.pairwise(pages), 1)
        if begins_a_chapter(after) and used(page) < HALF
    ]


def begins_a_chapter(page):
    top = page._page_box.margin_top + NEAR_THE_TOP  # the pages as they lie
    return any(level == 1 and y < top for level, _words, (_x, y), _ in page.bookmarks)


def used(page):
    """How far down the page anything stands, as a share of its height within the margins."""
    box = page._page_box
    lowest = max(
        (
            part.position_y + part.height
            for part in box.children[0].descendants()
            if isinstance(part, boxes.LineBox | boxes.ReplacedBox)
        ),
        default=box.margin_top,
    )
    return (lowest - box.margin_top) / box.height


def test_the_measure_sees_an_empty_page_before_a_chapter():
    body = "<h2>One</h2><p>A line.</p><section class='page'><h2>Two</h2></section>"
    html = f"<html lang='en'><head><title>T</title></head><body>{body}</body></html>"

    pages = laid_out(html).pages

    assert len(pages) == 2
    assert short_pages(pages) == [1]
    assert _typeset(html).short == [1]


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize(
    ("kind", "most"),
    [("full", 19), (DECIDED, 20), ("vendor", 19), ("summary", 4), ("addendum", 8)],
)
def test_the_typical_example_is_short(typeset, kind, most, language):
    assert typeset("typical", kind, language).pages <= most


def test_the_list_of_conditions_is_whole_and_names_tests_that_exist():
    text = (ROOT / "docs" / "pdf-accessibility.md").read_text("utf-8")
    whole, _, _looked_at = text.partition("## What a person looked at")
    rows = re.findall(r"^\| (\d\d) \|", whole, re.MULTILINE)
    named = re.findall(r"`(test_\w+\.py)(?:::(\w+))?`", text)

    assert rows == [f"{number:02}" for number in range(1, 32)]
    for file, name in named:
        source = (Path(__file__).parent / file).read_text("utf-8")
        assert f"def {name}(" in source or not name, (file, name)
