import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from pypdf import PdfReader

EXAMPLE = Path("docs/examples/half-answered.yaml")


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The report that is made where nothing is asked for."""
    output = tmp_path_factory.mktemp("usual") / "report.pdf"
    call_command("report_answers", str(EXAMPLE), output=output, stdout=StringIO())
    return output


# No django_db mark: the command must not touch the database.
def test_file_becomes_a_report(usual):
    output = usual

    reader = PdfReader(BytesIO(output.read_bytes()))
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("AI-tool risk report")
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "Critical risk" in reader.pages[0].extract_text()
    assert len(reader.outline) > 5


def test_the_report_looks_at_the_law_of_the_buyers_country(tmp_path):
    output = tmp_path / "report.pdf"
    typical = EXAMPLE.with_name("typical.yaml")

    call_command(
        "report_answers", str(typical), output=output, country="DE", stdout=StringIO()
    )

    titles = str(PdfReader(BytesIO(output.read_bytes())).outline)
    assert "BSIG" in titles


def test_bad_file_writes_nothing(tmp_path):
    answers, output = tmp_path / "answers.yaml", tmp_path / "report.pdf"
    answers.write_text("questionnaire: ai-toolchain-partner\nas_of: never\n")
    err = StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command("report_answers", str(answers), output=output, stderr=err)

    assert stop.value.code == 2
    assert f"{answers}:2: " in err.getvalue()
    assert list(tmp_path.iterdir()) == [answers]


def first_page(output):
    return " ".join(PdfReader(output).pages[0].extract_text().split())


def test_page_one_answers_the_five_questions(usual):
    first = first_page(usual)

    assert "Which AI tools are used on the work?" in first
    assert "3 AI tools are listed" in first


def test_page_one_of_a_german_summary_answers_them_too(tmp_path):
    output = tmp_path / "report.pdf"

    call_command(
        "report_answers",
        str(EXAMPLE),
        output=output,
        variant="summary",
        language="de",
        stdout=StringIO(),
    )

    first = first_page(output)
    assert "Fünf Fragen, fünf Antworten" in first
    assert "3 KI-Werkzeuge sind" in first


@pytest.mark.parametrize("wanted", ["json", "xlsx", "cyclonedx", "oscal-plan", "sarif"])
def test_the_same_report_is_written_as_another_file(tmp_path, wanted):
    output = tmp_path / f"report.{wanted}"

    call_command(
        "report_answers", str(EXAMPLE), output=output, format=wanted, stdout=StringIO()
    )

    content = output.read_bytes()
    if wanted == "xlsx":
        assert load_workbook(output).sheetnames[0] == "Summary"
    else:
        assert json.loads(content)
