import datetime

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone

from questionnaires.actions.deliveries import send_delivery
from questionnaires.choices import ScanState
from questionnaires.errors import EvidenceRefused
from questionnaires.models import Delivery
from questionnaires.models.evidence import evidence_storage
from questionnaires.scanning import ScanVerdict
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions import remedies
from riskapp.findings.actions.remedies import (
    answer_plan,
    note_file_scan,
    propose,
    release_findings,
)
from riskapp.findings.actions.settling import dismiss_finding
from riskapp.findings.choices import FindingState, PlanState
from riskapp.findings.errors import (
    AnsweredBefore,
    FindingSettled,
    PlanRefused,
    TooManyPlans,
)
from riskapp.findings.models import Plan, PlanFile
from tests.factories.riskapp import scored, seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture
def finding(assessment):
    return assessment.findings.first()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def proposed(finding, *, is_done=False, days=20, **more):
    return propose(
        finding,
        text="We rotate the keys.",
        url="https://vendor.example/keys",
        due_on=None if is_done else in_days(days),
        is_done=is_done,
        respondent=seat_at(finding.assessment),
        **more,
    )


def test_findings_are_shown_once_with_a_day_and_one_mail(assessment, analyst):
    first, second, _ = assessment.findings.all()[:3]
    ids = [first.pk, second.pk]

    assert release_findings(assessment, ids, due_on=in_days(30), by=analyst) == 2
    assert release_findings(assessment, ids, due_on=in_days(60), by=analyst) == 0

    first.refresh_from_db()
    assert first.due_on == in_days(30)
    assert assessment.findings.shown_to_vendor().count() == 2
    send_delivery(Delivery.objects.get(kind="findings"))
    [message] = mail.outbox
    assert "next=%2Fassessments%2Fvendor%2F" in message.body
    asked = f"write to {analyst.name}, {analyst.email}"  # as in every mail
    assert analyst.name not in message.body.replace(asked, "")
    assert AuditEntry.objects.filter(action="findings shown to the vendor").count() == 1


def test_foreign_and_settled_findings_are_not_shown(assessment, organisation, analyst):
    foreign = scored(organisation, analyst).findings.first()
    settled = assessment.findings.first()
    dismiss_finding(settled, reason="No weakness.", by=analyst)

    shown = release_findings(
        assessment, [foreign.pk, settled.pk], due_on=None, by=analyst
    )

    assert shown == 0
    assert not Delivery.objects.filter(kind="findings").exists()


def test_an_action_waits_for_an_answer(finding):
    plan = proposed(finding)

    finding.refresh_from_db()
    assert (plan.state, finding.state) == (PlanState.PROPOSED, FindingState.OPEN)
    entry = AuditEntry.objects.get(action="action proposed")
    assert entry.actor is None
    assert entry.actor_label.startswith("Vera Vendor (")


def test_a_later_proposal_replaces_one_that_nobody_answered(finding):
    first, second = proposed(finding), proposed(finding)

    first.refresh_from_db()
    assert (first.state, second.state) == (PlanState.REPLACED, PlanState.PROPOSED)


def test_agreeing_sets_the_day_and_declining_says_why(finding, analyst):
    answer_plan(proposed(finding, days=40), agree=True, text="", by=analyst)
    finding.refresh_from_db()
    assert (finding.state, finding.due_on) == (FindingState.PLANNED, in_days(40))

    plan = answer_plan(proposed(finding), agree=False, text="Too late.", by=analyst)
    finding.refresh_from_db()
    assert (finding.state, plan.answer) == (FindingState.OPEN, "Too late.")
    assert finding.assessment.last_reviewer == analyst


def test_agreeing_to_what_is_done_verifies_and_closes(finding, analyst):
    plan = proposed(finding, is_done=True)
    finding.refresh_from_db()
    assert finding.state == FindingState.DONE

    answer_plan(plan, agree=True, text="Seen on the call.", by=analyst)

    finding.refresh_from_db()
    assert finding.state == FindingState.VERIFIED
    event = finding.events.last()
    assert (event.kind, event.by, event.text) == (
        "verified",
        analyst,
        "Seen on the call.",
    )


def test_an_action_is_answered_once(finding, analyst):
    plan = proposed(finding)
    answer_plan(plan, agree=True, text="", by=analyst)

    with pytest.raises(AnsweredBefore):
        answer_plan(plan, agree=False, text="No.", by=analyst)


def test_a_settled_finding_takes_no_actions(finding, analyst):
    plan = proposed(finding)
    dismiss_finding(finding, reason="No weakness.", by=analyst)

    with pytest.raises(FindingSettled):
        proposed(finding)
    with pytest.raises(FindingSettled):
        answer_plan(plan, agree=True, text="", by=analyst)


def test_an_action_has_a_day_to_come(finding):
    with pytest.raises(PlanRefused):
        proposed(finding, days=-2)

    assert not Plan.objects.exists()


def test_nobody_floods_a_finding(finding, monkeypatch):
    monkeypatch.setattr(remedies, "MAX_PLANS", 1)
    proposed(finding)

    with pytest.raises(TooManyPlans):
        proposed(finding)


def test_files_beside_an_action_are_checked_and_kept(finding):
    files = [ContentFile(b"%PDF-1.7", "keys.pdf"), ContentFile(b"rotated", "log.txt")]

    plan = proposed(finding, files=files)

    kept = list(plan.files.all())
    assert [file.file_name for file in kept] == ["keys.pdf", "log.txt"]
    assert all(file.is_downloadable for file in kept)
    with kept[0].file.open("rb") as stream:
        assert stream.read() == b"%PDF-1.7"
    event = finding.events.last()
    assert event.after["files"][0]["sha256"] == kept[0].sha256


def test_a_bad_file_keeps_nothing(finding):
    files = [ContentFile(b"%PDF-1.7", "keys.pdf"), ContentFile(b"\x7fELF\x00", "run")]

    with pytest.raises(EvidenceRefused):
        proposed(finding, files=files)

    assert not Plan.objects.exists()
    assert stored_names() == []


def test_a_refused_action_leaves_no_bytes(finding):
    with pytest.raises(PlanRefused):
        proposed(finding, days=-2, files=[ContentFile(b"%PDF-1.7", "keys.pdf")])

    assert stored_names() == []


def stored_names():
    storage = evidence_storage()
    if not storage.exists("evidence"):
        return []
    folders, _ = storage.listdir("evidence")
    return [
        name for folder in folders for name in storage.listdir(f"evidence/{folder}")[1]
    ]


def test_an_infected_file_keeps_its_row_and_not_its_bytes(
    finding, settings, django_capture_on_commit_callbacks
):
    settings.CLAMAV_HOST = "scanner.example"
    plan = proposed(finding, files=[ContentFile(b"%PDF-1.7", "keys.pdf")])
    file = plan.files.get()
    assert file.is_being_checked

    with django_capture_on_commit_callbacks(execute=True):
        note_file_scan(file, ScanVerdict(ScanState.INFECTED, "Eicar"))
    note_file_scan(file, ScanVerdict(ScanState.CLEAN))

    file = PlanFile.objects.get()
    assert (file.scan_state, file.scan_reason) == (ScanState.INFECTED, "Eicar")
    assert not file.is_downloadable
    assert stored_names() == []
