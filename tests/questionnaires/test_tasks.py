import datetime

import pytest
from django.core import mail
from django.utils import timezone

from questionnaires import tasks
from questionnaires.actions.evidence import EvidenceClaim, add_file, remove_evidence
from questionnaires.actions.evidence_places import add_file_at, kept_file
from questionnaires.actions.invitations import enter, invite, revoke
from questionnaires.choices import DeliveryKind, DeliveryState, ScanState
from questionnaires.models import Delivery, Evidence
from questionnaires.scanning import ScannerUnavailable
from tests.factories.clamd import VIRUS
from tests.questionnaires.conftest import named

pytestmark = pytest.mark.django_db


def attach(response, content=b"plain text", respondent=None):
    return add_file(
        response,
        "GOV-02",
        named("a.txt", content),
        EvidenceClaim(),
        respondent=respondent,
    )


def test_a_waiting_file_is_scanned_once(response, clamd):
    evidence = attach(response)

    tasks.scan_evidence(str(evidence.pk))
    tasks.scan_evidence(str(evidence.pk))

    evidence.refresh_from_db()
    assert evidence.scan_state == ScanState.CLEAN
    assert clamd.heard == [b"plain text"]


@pytest.mark.parametrize(
    ("content", "state"), [(b"plain text", "clean"), (VIRUS, "infected")]
)
def test_a_file_of_several_answers_is_scanned_and_told_of_once(
    response,
    clamd,
    django_capture_on_commit_callbacks,
    celery_runs_here,
    content,
    state,
):
    invitation = invite(response, email="vera@vendor.example", actor="analyst")
    vera = enter(invitation, name="Vera")
    spots = [(name, None) for name in ("GOV-02", "GOV-03", "GOV-04")]

    with django_capture_on_commit_callbacks(execute=True):
        with kept_file(named("a.txt", content)) as file:
            rows = add_file_at(response, spots, file, EvidenceClaim(), respondent=vera)
        tasks.queue_scan(*rows)

    now = Evidence.objects.filter(response=response)
    assert [row.scan_state for row in now] == [state] * 3
    assert {bool(row.file) for row in now} == {state == "clean"}
    assert len(clamd.heard) == 1
    stays = rows[0].file.storage.exists(file.columns["file"])
    assert (stays, len(mail.outbox)) == ((True, 0) if state == "clean" else (False, 1))


def test_the_vendor_is_told_by_mail_of_a_virus(
    response, clamd, celery_runs_here, django_capture_on_commit_callbacks
):
    invitation = invite(response, email="vera@vendor.example", actor="analyst")
    evidence = attach(response, VIRUS, enter(invitation, name="Vera"))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_evidence(str(evidence.pk))

    evidence.refresh_from_db()
    assert evidence.scan_state == ScanState.INFECTED
    (message,) = mail.outbox
    assert message.to == ["vera@vendor.example"]
    assert "a.txt" in message.body
    assert "Eicar-Test-Signature" in message.body
    assert "/respond/#" in message.body


def test_nobody_is_mailed_through_a_withdrawn_invitation(response, clamd):
    invitation = invite(response, email="vera@vendor.example", actor="analyst")
    evidence = attach(response, VIRUS, enter(invitation, name="Vera"))
    revoke(invitation, actor="analyst")

    tasks.scan_evidence(str(evidence.pk))

    assert not Delivery.objects.filter(kind=DeliveryKind.INFECTED).exists()


def test_a_mail_about_a_virus_that_nobody_queued_is_found_by_the_clock(
    response, clamd, celery_runs_here
):
    invitation = invite(response, email="vera@vendor.example", actor="analyst")
    evidence = attach(response, VIRUS, enter(invitation, name="Vera"))
    tasks.scan_evidence(
        str(evidence.pk)
    )  # and the process dies before it queues the mail
    assert mail.outbox == []
    Delivery.objects.update(queued_at=timezone.now() - datetime.timedelta(minutes=3))

    tasks.deliver_what_was_missed()

    assert "a.txt" in mail.outbox[-1].body


def test_a_file_that_is_lost_is_not_queued_for_the_scanner_for_ever(
    response, clamd, caplog
):
    evidence = attach(response)
    evidence.file.storage.delete(evidence.file.name)

    tasks.scan_evidence(str(evidence.pk))

    evidence.refresh_from_db()
    assert (evidence.scan_state, evidence.scan_reason) == (
        ScanState.FAILED,
        "The file is lost.",
    )
    assert "is lost" in caplog.text
    assert not Evidence.objects.to_scan().exists()


def test_a_mail_that_cannot_be_written_is_given_up_after_three_tries(
    response, monkeypatch, celery_runs_here, caplog
):
    invite(response, email="vera@vendor.example", actor="analyst")
    monkeypatch.setattr("questionnaires.actions.deliveries._written", None)
    Delivery.objects.update(queued_at=timezone.now() - datetime.timedelta(hours=1))

    for _turn_of_the_clock in range(5):
        tasks.deliver_what_was_missed()
        Delivery.objects.update(
            tried_at=timezone.now() - datetime.timedelta(minutes=16)
        )

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 3)
    assert delivery.why == "The mail could not be written."
    assert caplog.text.count("could not be written") == 3


def test_while_the_scanner_is_away_the_file_goes_on_waiting(response, clamd):
    clamd.mode = "drop"
    evidence = attach(response)

    with pytest.raises(ScannerUnavailable):
        tasks.scan_evidence.run(str(evidence.pk))

    evidence.refresh_from_db()
    assert evidence.scan_state == ScanState.WAITING


def test_what_was_removed_is_not_scanned(response, clamd):
    evidence = attach(response)
    remove_evidence(evidence)

    tasks.scan_evidence(str(evidence.pk))

    assert clamd.heard == []


def test_the_clock_comes_back_to_what_waits_for_long(response, clamd, celery_runs_here):
    late, fresh = attach(response), attach(response, b"another")
    Evidence.objects.filter(pk=late.pk).update(
        added_at=timezone.now() - datetime.timedelta(minutes=3)
    )

    tasks.scan_what_was_missed()

    late.refresh_from_db()
    fresh.refresh_from_db()
    assert late.scan_state == ScanState.CLEAN
    assert fresh.scan_state == ScanState.WAITING


def test_without_a_scanner_the_clock_does_nothing(response):
    evidence = attach(response)
    Evidence.objects.update(added_at=timezone.now() - datetime.timedelta(days=1))

    tasks.scan_what_was_missed()
    tasks.scan_evidence(str(evidence.pk))

    evidence.refresh_from_db()
    assert evidence.scan_state == ScanState.NONE
