"""The vendor's copy says nothing that was not released, in whatever file it comes."""

import io
import zipfile

import pytest
from django.utils import timezone
from pypdf import PdfReader

from riskapp.assessments.models import Assessment
from riskapp.reports.actions import ReportRequest, render_report, request_report
from riskapp.reports.choices import FILES_WITH_ANSWERS, Format
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("house"),
    # WeasyPrint leaves closing the colour profile of PDF/A to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning"
    ),
]
REASON = "We know better from a colleague"
FILES = (Format.PDF, Format.ARCHIVE, *FILES_WITH_ANSWERS)


@pytest.fixture(scope="module")
def corrected(house):
    """Corrected with a reason, and of its findings one was shown to the vendor."""
    analyst = house.analyst
    made = house.scored("half-answered")
    give_verdict(
        made,
        ("GOV-03", ""),
        kind=VerdictKind.CORRECTED,
        raw="none",
        reason=REASON,
        by=analyst,
    )
    score_assessment(made)
    shown = made.findings.exclude(text="").order_by("question").first()
    shown.released_at = timezone.now()
    shown.save()
    house.settle()
    return made.pk


@pytest.fixture
def assessment(corrected):
    return Assessment.objects.get(pk=corrected)


def words_in(content):
    """All text of a file, of what is packed into it and attached to it."""
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        texts = [page.extract_text() for page in reader.pages]
        texts += [
            words_in(item) for items in reader.attachments.values() for item in items
        ]
        return " ".join(" ".join(texts).split())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(words_in(packed.read(name)) for name in packed.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("file", FILES, ids=str)
def test_it_holds_no_reviewers_reason_and_no_finding_that_was_not_released(
    assessment, analyst, file
):
    report_request = ReportRequest(variant="vendor", format=file)
    report = render_report(
        request_report(assessment, by=analyst, report_request=report_request)
    )

    with report.file.open() as stored:
        words = words_in(stored.read())
    kept = assessment.findings.filter(released_at=None).exclude(text="")
    remedies = {f.remedy for f in kept} - {
        f.remedy for f in assessment.findings.exclude(released_at=None)
    }
    assert REASON not in words
    assert [text for text in sorted(remedies) if text and text in words] == []
