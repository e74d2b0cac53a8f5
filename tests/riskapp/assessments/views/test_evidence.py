import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_link
from questionnaires.actions.evidence_files import note_scan
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EvidenceLevel, ScanState
from questionnaires.scanning import ScanVerdict
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.results.actions.scoring import score_assessment
from tests.conftest import make_world

pytestmark = pytest.mark.django_db

SHOWN = EvidenceClaim(level=EvidenceLevel.DOCUMENTED)
PDF = b"%PDF-1.7\n"


@pytest.fixture
def assessment(world):
    return world.assessment("careful")


def attach(assessment, **where):
    question = "T-02" if where else "GOV-02"
    upload = ContentFile(PDF, "Mandate.pdf")
    return add_file(assessment.response, question, upload, SHOWN, **where)


def judge(assessment):
    submit_response(assessment.response, name="Vera Vendor", role="CTO")
    score_assessment(assessment)
    return Assessment.objects.get(pk=assessment.pk)


def url(assessment, evidence):
    return reverse("assessments:evidence", args=[assessment.pk, evidence.pk])


@pytest.mark.parametrize("person", ["administrator", "analyst", "approver", "auditor"])
def test_those_who_read_answers_get_the_file_and_it_is_audited(
    world, assessment, person
):
    evidence = attach(assessment)
    judge(assessment)

    reply = world.client(person).get(url(assessment, evidence))

    assert b"".join(reply.streaming_content) == PDF
    assert reply["Content-Disposition"] == 'attachment; filename="Mandate.pdf"'
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in reply["Cache-Control"]
    entry = AuditEntry.objects.get(action="evidence downloaded")
    assert entry.actor == world.people[person]
    assert entry.organisation == world.organisation
    assert entry.after["sha256"] == evidence.sha256
    assert entry.after["question"] == "GOV-02"


def test_procurement_and_strangers_get_nothing(world, assessment):
    evidence = attach(assessment)
    judge(assessment)
    stranger = make_world("Other").client("analyst")

    assert world.client("procurement").get(url(assessment, evidence)).status_code == 403
    assert stranger.get(url(assessment, evidence)).status_code == 404
    assert not AuditEntry.objects.filter(action="evidence downloaded").exists()


def test_evidence_of_another_assessment_is_404(world, assessment):
    other = world.assessment("careful", name="Other")
    evidence = attach(other)
    judge(assessment)
    judge(other)

    own = world.client("analyst").get(url(other, evidence))

    assert b"".join(own.streaming_content) == PDF
    assert world.client("analyst").get(url(assessment, evidence)).status_code == 404


def test_nothing_is_seen_before_submission_nor_what_was_taken_out(world, assessment):
    entry = add_entry(assessment.response, "TOOL")
    kept, removed = attach(assessment), attach(assessment, entry=entry)
    analyst = world.client("analyst")
    early = analyst.get(url(assessment, kept)).status_code
    remove_entry(entry)
    judge(assessment)

    assert early == 404
    assert analyst.get(url(assessment, removed)).status_code == 404


@pytest.mark.parametrize("state", [None, ScanState.INFECTED, ScanState.FAILED])
def test_what_is_not_clean_is_given_to_nobody(world, assessment, settings, state):
    settings.CLAMAV_HOST = "scanner.example"
    evidence = attach(assessment)
    if state:
        note_scan(evidence, ScanVerdict(state, "Eicar"))
    judge(assessment)

    assert world.client("analyst").get(url(assessment, evidence)).status_code == 404
    assert not AuditEntry.objects.filter(action="evidence downloaded").exists()


def test_a_file_that_is_missing_in_the_storage_is_404(world, assessment):
    evidence = attach(assessment)
    judge(assessment)
    evidence.file.storage.delete(evidence.file.name)

    assert world.client("analyst").get(url(assessment, evidence)).status_code == 404


def test_evidence_is_listed_under_its_answer(world, assessment):
    evidence = attach(assessment)
    add_link(
        assessment.response,
        "GOV-03",
        "https://trust.example/",
        EvidenceClaim("<b>Rules</b>"),
    )
    judge(assessment)

    page = (
        world.client("analyst")
        .get(reverse("assessments:answers", args=[assessment.pk]))
        .content.decode()
    )

    row = page.split("GOV-02</span>", 1)[1].split("</tr>", 1)[0]
    assert url(assessment, evidence) in row
    assert "Documented" in row
    assert 'href="https://trust.example/" rel="noopener noreferrer nofollow"' in page
    assert "&lt;b&gt;Rules&lt;/b&gt;" in page
