import datetime

import pytest
from django.utils import timezone

from riskapp.assessments.errors import ReasonMissing
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.remedies import release_findings
from riskapp.findings.actions.settling import (
    ENDED,
    _reopen_if_ended,
    accept_finding,
    add_finding,
    dismiss_finding,
    edit_finding,
    merge_finding,
    reopen_ended,
    reopen_finding,
    verify_finding,
)
from riskapp.findings.choices import FindingSource, FindingState, Severity
from riskapp.findings.errors import CannotMerge, EndMissing, FindingSettled
from riskapp.findings.models import Finding
from tests.factories.riskapp import scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored()


@pytest.fixture
def finding(assessment):
    return assessment.findings.first()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def facts(**changed):
    given = {
        "text": "Nobody owns the agent.",
        "remedy": "Name an owner.",
        "severity": Severity.LOW,
        "owner": None,
        "due_on": None,
    }
    return given | changed


def kinds(finding):
    return list(finding.events.values_list("kind", flat=True))


def test_a_finding_by_hand_comes_last_and_counts_as_review(assessment, analyst):
    last = assessment.findings.last().rank

    finding = add_finding(assessment, facts=facts(), by=analyst)

    assert (finding.source, finding.rank) == (FindingSource.HAND, last + 1)
    assert kinds(finding) == ["raised"]
    assert AuditEntry.objects.get(action="finding raised").actor == analyst
    assessment.refresh_from_db()
    assert assessment.last_reviewer == analyst


def test_an_edit_keeps_both_wordings(finding, analyst):
    before = finding.text

    edit_finding(finding, facts=facts(owner=analyst, due_on=in_days(9)), by=analyst)

    finding.refresh_from_db()
    event = finding.events.get(kind="edited")
    assert (event.before["text"], event.after["text"]) == (before, finding.text)
    assert event.after["owner"] == analyst.email
    assert AuditEntry.objects.filter(action="finding edited").exists()


def test_an_edit_that_changes_nothing_is_no_event(finding, analyst):
    same = {
        name: getattr(finding, name)
        for name in ("text", "remedy", "severity", "owner", "due_on")
    }

    edit_finding(finding, facts=same, by=analyst)

    assert kinds(finding) == ["raised"]


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (verify_finding, FindingState.VERIFIED),
        (dismiss_finding, FindingState.DISMISSED),
    ],
)
def test_settling_needs_a_reason_and_happens_once(finding, analyst, action, state):
    with pytest.raises(ReasonMissing):
        action(finding, reason="  ", by=analyst)

    action(finding, reason="I saw the policy.", by=analyst)

    finding.refresh_from_db()
    assert finding.state == state
    assert finding.settled_at is not None
    with pytest.raises(FindingSettled):
        action(finding, reason="Again.", by=analyst)
    assert AuditEntry.objects.filter(action=f"finding {state}").count() == 1


def test_an_acceptance_has_a_name_a_reason_and_an_end(finding, approver):
    accept_finding(finding, reason="Cheap.", until=in_days(60), by=approver)

    finding.refresh_from_db()
    assert finding.state == FindingState.ACCEPTED
    assert (finding.accepted_by, finding.accepted_until) == (approver, in_days(60))
    assert finding.assessment.last_reviewer is None


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_nothing_is_accepted_for_ever_or_into_the_past(finding, approver, days):
    with pytest.raises(EndMissing):
        accept_finding(finding, reason="Cheap.", until=in_days(days), by=approver)

    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN


def test_an_acceptance_reopens_the_day_after_its_last(finding, approver):
    accept_finding(finding, reason="Cheap.", until=in_days(10), by=approver)

    assert reopen_ended(in_days(10)) == 0
    assert reopen_ended(in_days(11)) == 1
    assert reopen_ended(in_days(11)) == 0

    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN
    assert (finding.accepted_by, finding.accepted_until) == (None, None)
    event = finding.events.last()
    assert (event.kind, event.by, event.text) == ("reopened", None, ENDED)
    assert event.before["accepted_by"] == approver.email
    assert AuditEntry.objects.filter(action="finding reopened").count() == 1


def test_an_acceptance_that_was_renewed_meanwhile_stays(finding, approver):
    accept_finding(finding, reason="Cheap.", until=in_days(10), by=approver)
    seen = Finding.objects.get(pk=finding.pk)
    reopen_finding(finding, reason="Look again.", by=approver)
    accept_finding(finding, reason="Still cheap.", until=in_days(90), by=approver)

    assert not _reopen_if_ended(seen, in_days(11))

    finding.refresh_from_db()
    assert finding.state == FindingState.ACCEPTED


def test_a_merged_finding_is_followed_within_the_other(assessment, analyst):
    first, second = assessment.findings.all()[:2]
    release_findings(assessment, [first.pk], due_on=in_days(9), by=analyst)

    merge_finding(first, second, by=analyst)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.merged_into) == (FindingState.MERGED, second)
    assert second.released_at is not None


def test_only_what_belongs_together_is_merged(assessment, organisation, analyst):
    first, second = assessment.findings.all()[:2]
    foreign = scored(organisation, analyst).findings.first()

    with pytest.raises(CannotMerge):
        merge_finding(first, first, by=analyst)
    with pytest.raises(CannotMerge):
        merge_finding(first, foreign, by=analyst)
    verify_finding(second, reason="Seen.", by=analyst)
    with pytest.raises(FindingSettled):
        merge_finding(first, second, by=analyst)

    first.refresh_from_db()
    assert first.state == FindingState.OPEN


def test_reopening_what_is_open_changes_nothing(finding, analyst):
    reopen_finding(finding, reason="Why not.", by=analyst)

    assert kinds(finding) == ["raised"]
    assert Assessment.objects.get(pk=finding.assessment_id).last_reviewer is None
