import zlib

import pytest

from riskapp.accounts.choices import Role
from riskapp.reports.actions import (
    code_in,
    render_report,
    request_report,
    standing_of_code,
    standing_of_file,
)
from riskapp.reports.choices import VerificationResult
from tests.factories.reports import CONTENT, SHORT, ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


@pytest.fixture
def assessment(analyst):
    return scored(analyst.organisations.get(), analyst, "careful")


@pytest.mark.parametrize(
    "typed", ["7K2M-0Q1X-AB9Z", " 7k2m 0q1x ab9z", "7K2MOQIXAB9Z", "7k2m-oqlx-ab9z"]
)
def test_a_code_is_understood_however_it_was_typed(typed):
    assert code_in(typed) == "7K2M-0Q1X-AB9Z"


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-0Q1X-AB9Z1", "UUUU-UUUU-UUUU"])
def test_what_is_no_code_is_none(typed):
    assert code_in(typed) == ""


def test_a_report_is_current_until_a_newer_one_is_made(assessment, analyst):
    first = ready(assessment, analyst)
    before = standing_of_code(first.code)
    finding = assessment.findings.first()
    finding.owner = analyst
    finding.save()
    second = ready(assessment, analyst)

    assert before == VerificationResult.CURRENT
    assert standing_of_code(first.code) == VerificationResult.SUPERSEDED
    assert standing_of_code(second.code) == VerificationResult.CURRENT


def test_a_report_on_an_older_score_is_superseded(assessment, analyst):
    report = ready(assessment, analyst)
    assessment.score = None
    assessment.state = "submitted"
    assessment.save(update_fields=["score", "state"])

    assert standing_of_file(CONTENT) == VerificationResult.SUPERSEDED
    assert standing_of_code(report.code) == VerificationResult.SUPERSEDED


def test_what_was_never_issued_is_not_known(assessment, analyst):
    report = request_report(assessment, by=analyst)

    assert standing_of_code(report.code) == VerificationResult.UNKNOWN
    assert standing_of_file(b"%PDF other") == VerificationResult.UNKNOWN
    assert standing_of_code("") == VerificationResult.UNKNOWN


def test_other_bytes_with_the_code_of_a_report_are_altered(assessment, analyst):
    report = ready(assessment, analyst)
    marked = zlib.compress(f"<x>riskapp-report:{report.code}</x>".encode())

    assert standing_of_file(CONTENT + b" ", report.code) == VerificationResult.ALTERED
    assert standing_of_file(b"stream\n" + marked) == VerificationResult.ALTERED


def test_a_real_report_is_genuine_and_known_as_altered_by_one_byte(assessment, analyst):
    report = render_report(request_report(assessment, by=analyst, report_request=SHORT))
    with report.file.open() as file:
        content = file.read()

    assert standing_of_file(content) == VerificationResult.CURRENT
    assert standing_of_file(content + b"\n") == VerificationResult.ALTERED
