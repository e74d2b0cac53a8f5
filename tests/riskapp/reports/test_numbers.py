"""One score, told five times: on the page, in the PDF, as JSON, XLSX and in the list as CSV."""

import csv
import io
import json

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.reports.actions import ReportRequest, render_report, request_report
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db
FIGURES = ("inherent", "control", "residual", "evidence", "completeness")


def made(assessment, by, **report_request):
    with render_report(
        request_report(
            assessment, by=by, report_request=ReportRequest(**report_request)
        )
    ).file.open() as f:
        return f.read()


def squeezed(text):
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    "example",
    ["careful", "half-answered", "personal-accounts", "production-agents", "typical"],
)
def test_every_telling_has_the_same_numbers(client, example):
    analyst = member(OrganisationFactory(), Role.ANALYST)
    client.force_login(analyst)
    assessment = scored(analyst.organisations.get(), analyst, example)
    score = assessment.score
    numbers = {name: str(getattr(score, name)) for name in FIGURES}
    findings, tools = len(score.result["findings"]), len(score.result["tools"])

    page = client.get(
        reverse("assessments:detail", args=[assessment.pk])
    ).content.decode()
    listed = (
        client.get(reverse("assessments:list"), {"export": "csv"}).getvalue().decode()
    )
    data = json.loads(made(assessment, analyst, format="json"))
    book = openpyxl.load_workbook(io.BytesIO(made(assessment, analyst, format="xlsx")))
    pdf = PdfReader(io.BytesIO(made(assessment, analyst)))
    read = [page.extract_text() for page in pdf.pages[:4]]
    whole, chapters = " ".join(read[:3]), squeezed(" ".join(read[1:]))
    # The contents name the chapter first.
    text = chapters.rpartition("The risk picture")[2]

    [row] = csv.DictReader(io.StringIO(listed.lstrip("\ufeff")))
    rows = {
        str(cells[0]): cells[1] for cells in book["Summary"].iter_rows(values_only=True)
    }
    assert {name: data["score"][name]["value"] for name in FIGURES} == numbers
    assert str(row["Residual"]) == numbers["residual"]
    assert f"{float(rows['Rating']):.1f}" == numbers["residual"]
    assert f"{float(rows['Inherent risk']):.1f}" == numbers["inherent"]
    assert f"{float(rows['Completeness']):.1f}" == numbers["completeness"]
    for name, value in numbers.items():
        assert value in page, name
        assert value in text, name
    assert sum(len(item["tools"]) or 1 for item in data["findings"]) == findings
    assert book["Tools"].max_row - 1 == len(data["score"]["tools"]) == tools
    assert book["Findings"].max_row - 1 == findings
    clashes = client.get(
        reverse("assessments:contradictions", args=[assessment.pk])
    ).context["open"]
    told = data["contradictions"]["open"], rows["Contradictions"]
    assert told == (clashes, clashes)
    assert (f"{clashes} pair" in squeezed(whole)) is bool(clashes)
