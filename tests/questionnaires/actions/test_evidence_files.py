"""The bytes of evidence: kept as long as a row shows them, and checked by the virus scanner."""

import pytest
from django.db import transaction

from questionnaires.actions.answers import save_answer
from questionnaires.actions.evidence import EvidenceClaim, add_file, remove_evidence
from questionnaires.actions.evidence_files import note_scan
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EventKind, EvidenceLevel, ScanState
from questionnaires.models import Answer, Evidence, ResponseEvent
from questionnaires.models.evidence import evidence_storage
from questionnaires.scanning import ScanVerdict
from tests.questionnaires.conftest import named

pytestmark = pytest.mark.django_db

SHOWN = EvidenceClaim(level=EvidenceLevel.DOCUMENTED)
CLEAN = ScanVerdict(ScanState.CLEAN)
INFECTED = ScanVerdict(ScanState.INFECTED, "Eicar-Test-Signature")


def level(response):
    return Answer.objects.get(response=response, question="GOV-02").evidence_level


@pytest.fixture
def answered(response):
    save_answer(response, "GOV-02", "named")
    return response


def test_the_bytes_of_what_is_removed_are_gone(
    response, settings, django_capture_on_commit_callbacks
):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    name = evidence.file.name

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_evidence(evidence)

    assert not evidence_storage().exists(name)
    assert not removed.is_downloadable
    assert removed.sha256


def test_bytes_stay_when_removing_fails(response):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remove_evidence(evidence)
        raise ZeroDivisionError

    assert evidence_storage().exists(evidence.file.name)


def test_a_file_counts_only_once_the_scanner_finds_it_clean(answered, settings):
    settings.CLAMAV_HOST = "scanner.example"

    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    waiting = (evidence.scan_state, evidence.is_downloadable, level(answered))
    evidence = note_scan(evidence, CLEAN)

    assert waiting == (ScanState.WAITING, False, EvidenceLevel.DECLARED)
    assert evidence.is_downloadable
    assert level(answered) == EvidenceLevel.DOCUMENTED


def test_a_file_from_before_there_was_a_scanner_waits_for_it(answered, settings):
    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    before = evidence.is_downloadable
    settings.CLAMAV_HOST = "scanner.example"

    assert before
    assert not evidence.is_downloadable
    assert evidence.is_being_checked
    assert Evidence.objects.to_scan().get() == evidence


def test_an_infected_file_loses_its_bytes_and_never_counts(
    answered, settings, django_capture_on_commit_callbacks
):
    settings.CLAMAV_HOST = "scanner.example"
    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    name = evidence.file.name

    with django_capture_on_commit_callbacks(execute=True):
        evidence = note_scan(evidence, INFECTED)

    assert not evidence_storage().exists(name)
    assert (evidence.scan_state, evidence.scan_reason) == (
        ScanState.INFECTED,
        "Eicar-Test-Signature",
    )
    assert not evidence.is_downloadable
    assert level(answered) == EvidenceLevel.DECLARED
    event = ResponseEvent.objects.get(kind=EventKind.EVIDENCE_SCANNED)
    assert event.before["scan"] == ScanState.WAITING
    assert event.after["scan"] == ScanState.INFECTED


def test_the_first_verdict_stays(response, settings):
    settings.CLAMAV_HOST = "scanner.example"
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    note_scan(evidence, INFECTED)

    assert note_scan(evidence, CLEAN).scan_state == ScanState.INFECTED


@pytest.mark.parametrize("verdict", [CLEAN, INFECTED])
def test_a_verdict_that_comes_after_submission_is_noted_and_changes_no_level(
    answered, settings, verdict
):
    settings.CLAMAV_HOST = "scanner.example"
    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    submit_response(answered, name="Vera Vendor", role="CTO")

    evidence = note_scan(evidence, verdict)

    assert evidence.scan_state == verdict.state
    assert evidence.is_downloadable == (verdict == CLEAN)
    assert level(answered) == EvidenceLevel.DECLARED
