import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.findings.models import Finding
from riskapp.reports.actions import render_report, request_pack
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    person = member(OrganisationFactory(), Role.AUDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def assessment(auditor):
    return scored(auditor.organisations.get(), auditor, "typical")


def opened(report):
    with report.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_a_pack_holds_all_that_an_audit_asks_for(client, auditor, assessment):
    answer = client.post(f"/reports/pack/{assessment.pk}/", {"language": "en"})
    report = render_report(Report.objects.get())

    assert answer.status_code == 302
    assert report.state == ReportState.READY, report.reason
    archive = opened(report)
    assert set(archive.namelist()) == {
        "manifest.json",
        "report.pdf",
        "answers.yaml",
        "score.json",
        "findings.json",
        "decisions.json",
        "history.json",
        "audit.json",
        "evidence.json",
    }
    findings = json.loads(archive.read("findings.json"))
    assert len(findings) == Finding.objects.filter(assessment=assessment).count() > 0
    entries = json.loads(archive.read("audit.json"))
    assert any(entry["object"]["id"] == str(assessment.pk) for entry in entries)
    history = json.loads(archive.read("history.json"))
    assert [row["at"] for row in history] == sorted(row["at"] for row in history)
    words = PdfReader(io.BytesIO(archive.read("report.pdf"))).pages[0].extract_text()
    assert assessment.engagement.vendor.name in words
    assert AuditEntry.objects.filter(action="report requested").exists()


def test_nothing_changed_gives_the_same_pack_and_a_change_another(auditor, assessment):
    first = request_pack(assessment, by=auditor)
    again = request_pack(assessment, by=auditor)
    record("looked at", assessment, organisation=assessment.organisation, by=auditor)
    other = request_pack(assessment, by=auditor)

    assert first == again
    assert other != first


def test_a_pack_is_for_whoever_reads_the_audit_trail(client, auditor, assessment):
    report = render_report(request_pack(assessment, by=auditor))
    address = f"/reports/{report.pk}/download/"

    taken = client.get(address)
    content = b"".join(taken.streaming_content)
    client.force_login(member(assessment.organisation, Role.ANALYST))
    refused = client.get(address)
    listed = client.get("/reports/").content.decode()

    assert content.startswith(b"PK")
    assert refused.status_code == 403
    assert str(report.pk) not in listed
