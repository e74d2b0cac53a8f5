"""What a report says of itself."""

import pytest

from riskapp.reports.choices import ReportKind, Variant
from riskapp.reports.models import Report


@pytest.mark.parametrize(
    ("kind", "variant", "readers"),
    [
        (ReportKind.ASSESSMENT, Variant.FULL, "Full report, for security"),
        (ReportKind.COMPARISON, Variant.SUMMARY, "Summary, for procurement"),
        (ReportKind.PORTFOLIO, Variant.SUMMARY, "The board"),
        (ReportKind.BOARD, Variant.SUMMARY, "The board"),
        (ReportKind.PACK, Variant.FULL, "An auditor"),
        (ReportKind.INCIDENT, Variant.FULL, "Security, and whoever has to report it"),
    ],
)
def test_a_report_says_for_whom_it_is(kind, variant, readers):
    assert Report(kind=kind, variant=variant).readers == readers
