"""What people open in a word processor or a spreadsheet: LibreOffice reads every kind of it, in one
call, and readers that did not write them find the same words."""

import datetime
import functools
import io
import json
import subprocess
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import translation
from pypdf import PdfReader

from questionnaires.document.answer_set import AnswerSet
from questionnaires.workbooks.writing import Cover, write_workbook
from riskapp.common.exports import as_workbook
from riskapp.findings.files.rows import PlanLine, PlanSide
from riskapp.findings.files.workbook import plan_workbook
from riskapp.reports.actions.making import with_addendum
from riskapp.reports.choices import Format
from riskapp.reports.context import About, build_context
from riskapp.reports.files import file_of
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file, shipped_in
from riskapp.settings.base import ROOT
from riskapp.vendors.files.filling import template

pytestmark = pytest.mark.slow

READER = ROOT / ".venv" / "consumers" / "bin" / "python"
OWN = "=SUM(A1) Grüße, שלום"  # what a stranger may have written
# A word that stands in each file, by language.
WORDS = {
    "addendum.docx": ("Draft for your counsel", "Entwurf"),
    "report.xlsx": ("Cursor Business 2.1", "Cursor Business 2.1"),
    "plan-buyer.xlsx": (OWN, OWN),
    "plan-vendor.xlsx": (OWN, OWN),
    "vendors.xlsx": ("What belongs into it", "Was hineingehört"),
    "questionnaire.xlsx": ("GOV-01", "GOV-01"),
    "list.xlsx": (OWN, OWN),
}


def files(language):
    """Every kind of such a file, with its content, in a language."""
    answers, answer_set, result = score_file(Path("docs/examples/typical.yaml"))
    document = shipped_in(answer_set.document.id, language)
    answer_set = AnswerSet(document, answers.filled, answers.as_of)
    about = About("Buyer", "Vendor", "RS", OWN, answers.as_of, "A, B", "0" * 64)
    line = PlanLine(
        UUID(int=1),
        {
            "severity": "High",
            "finding": OWN,
            "remedy": "",
            "tool": "",
            "question": "T-05",
            "state": "Open",
            "plan": "",
            "wanted_by": datetime.date(2027, 3, 31),
        },
        {"owner": "", "due_on": "", "remedied": "", "note": "", "text": "", "is_done": "", "url": ""},
    )  # fmt: skip
    with translation.override(language):
        context = build_context(about, answer_set, to_data(result))
        cover = Cover(
            "Buyer", OWN, "Vendor", None, answers.as_of, "made-up", 7, language
        )
        return {
            "addendum.docx": file_of(
                Format.ADDENDUM, with_addendum(context, answer_set), answer_set
            ),
            "report.xlsx": file_of(Format.XLSX, context, answer_set),
            "plan-buyer.xlsx": plan_workbook(PlanSide.BUYER, [("Vendor", [line])]),
            "plan-vendor.xlsx": plan_workbook(PlanSide.VENDOR, [("Vendor", [line])]),
            "vendors.xlsx": template(document),
            "questionnaire.xlsx": write_workbook(
                answer_set, cover, sections=lambda _code: True
            ),
            "list.xlsx": as_workbook([("List", ("Vendor",), [(OWN,)])]),
        }


def broken(content):
    """A document one of whose parts ends in the middle, as only a repair could open it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            whole = old.read(name)
            is_main = name == "word/document.xml"
            new.writestr(name, whole[: len(whole) // 2] if is_main else whole)
    return out.getvalue()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Everything, as LibreOffice wrote it as PDF after opening it; one call for all."""
    folder = tmp_path_factory.mktemp("office")
    paths = []
    for language in ("en", "de"):
        for name, content in files(language).items():
            paths.append(folder / f"{language}-{name}")
            paths[-1].write_bytes(content)
            if name == "addendum.docx" and language == "en":
                paths.append(folder / "en-broken.docx")
                paths[-1].write_bytes(broken(content))
    done = subprocess.run(
        [  # noqa: S607  # wherever the machine has it
            "soffice",  # where the machine has it
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "pdf", "--outdir", folder / "out", *paths,
        ],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return folder, paths, done


def pages_of(folder, path):
    return PdfReader(folder / "out" / f"{path.stem}.pdf").pages


def test_libreoffice_opens_every_file_and_refuses_a_broken_one(opened):
    folder, paths, done = opened

    made = {path.stem for path in (folder / "out").glob("*.pdf")}

    assert made == {path.stem for path in paths} - {"en-broken"}, done.stderr


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", WORDS)
def test_what_libreoffice_shows_is_what_was_written(opened, name, language):
    folder, _paths, _done = opened
    wanted = WORDS[name][language == "de"]

    pages = pages_of(folder, Path(f"{language}-{name}"))
    words = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert len(pages) >= 1
    assert "Err:5" not in words
    assert "#NAME?" not in words
    # Right-to-left words come in the order of their signs on paper.
    assert wanted.partition(" שלום")[0] in words


def test_every_page_of_the_addendum_says_that_it_is_a_draft(opened):
    folder, _paths, _done = opened

    pages = pages_of(folder, Path("en-addendum.docx"))

    assert 3 <= len(pages) <= 12
    assert all("Draft for your counsel" in page.extract_text() for page in pages)


@functools.cache
def found_by_others(folder, paths):
    done = subprocess.run(
        [READER, ROOT / "tests" / "consumers.py", *paths],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip([path.name for path in paths], told, strict=True))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", WORDS)
def test_readers_of_others_find_no_fault_and_the_same_words(opened, name, language):
    folder, paths, _done = opened
    whole = tuple(path for path in paths if "broken" not in path.stem)

    told = found_by_others(folder, whole)[f"{language}-{name}"]

    assert told["problems"] == []
    assert WORDS[name][language == "de"] in told["text"] or name == "addendum.docx"
    assert len(told["text"]) > 10
