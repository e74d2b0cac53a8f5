import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions.invitations import enter, invite_colleague
from questionnaires.queries import link_path, token_of
from riskapp.audit.models import AuditEntry
from riskapp.decisions.actions import release_decision
from riskapp.decisions.choices import Outcome
from riskapp.findings.actions.remedies import answer_plan, release_findings
from riskapp.findings.actions.settling import (
    accept_finding,
    dismiss_finding,
    edit_finding,
)
from riskapp.findings.files.rows import vendor_lines
from riskapp.findings.models import Plan
from tests.entering import come_in
from tests.factories.riskapp import (
    decided,
    scored,
    started,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture
def shown(assessment, analyst):
    """The first finding, which the vendor was shown."""
    finding = assessment.findings.first()
    release_findings(assessment, [finding.pk], due_on=in_days(30), by=analyst)
    finding.refresh_from_db()
    return finding


@pytest.fixture
def vendor(assessment):
    return come_in(assessment.response.invitations.get())


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def outcome(assessment):
    return reverse("assessments:vendor_outcome", args=[assessment.response_id])


def answer(finding):
    return reverse(
        "assessments:vendor_plan", args=[finding.assessment.response_id, finding.pk]
    )


def given(**changed):
    return {"text": "We rotate the keys.", "due_on": in_days(20).isoformat()} | changed


def test_the_mail_leads_to_the_outcome_after_entry(assessment, shown):
    invitation = assessment.response.invitations.get()
    page = outcome(assessment)
    assert link_path(invitation, page).startswith("/respond/?next=")
    client = Client()
    client.post("/respond/", {"code": token_of(invitation), "next": page})

    reply = client.post("/respond/start/", {"name": "Vera Vendor"})

    assert reply["Location"] == page


def test_the_thank_you_page_leads_there_once_there_is_something(
    assessment, vendor, analyst
):
    done = reverse("questionnaires:done", args=[assessment.response_id])
    before = vendor.get(done).content.decode()
    finding = assessment.findings.first()

    release_findings(assessment, [finding.pk], due_on=None, by=analyst)

    link = f'href="{outcome(assessment)}"'
    assert link not in before
    assert link in vendor.get(done).content.decode()


def test_a_vendor_sees_its_points_and_what_would_help(assessment, vendor, shown):
    page = vendor.get(outcome(assessment)).content.decode()

    assert shown.text in page
    assert shown.remedy in page
    assert "Needs your answer" in page


def test_the_page_says_the_severity_that_the_action_plan_says(
    assessment, vendor, shown
):
    page = vendor.get(outcome(assessment)).content.decode()

    [line] = [one for one in vendor_lines([shown]) if one.key == shown.pk]
    assert f"Severity: {line.facts['severity']}" in page


def test_nothing_internal_reaches_the_vendor(
    assessment, vendor, shown, analyst, approver
):
    unseen, accepted, dismissed = assessment.findings.all()[1:4]
    for row, words in ((unseen, "Unseen words."), (shown, "Seen words.")):
        facts = {
            "text": words,
            "remedy": "Do it.",
            "severity": row.severity,
            "owner": analyst,
            "due_on": in_days(30),
        }
        edit_finding(row, facts=facts, by=analyst)
    release_findings(assessment, [accepted.pk, dismissed.pk], due_on=None, by=analyst)
    accept_finding(accepted, reason="Ours to know.", until=in_days(9), by=approver)
    dismiss_finding(dismissed, reason="Ours as well.", by=analyst)
    decided(
        assessment,
        approver,
        Outcome.CONDITIONAL,
        reason="Between us.",
        vendor_text="To the vendor.",
        conditions=["A condition."],
    )

    page = vendor.get(outcome(assessment)).content.decode()
    one = vendor.get(answer(shown)).content.decode()
    assert "Seen words." in page

    for words in (
        "Unseen words.",
        "Ours to know.",
        "Ours as well.",
        "Between us.",
        "To the vendor.",
        "A condition.",
        "Approved",
        "Risk accepted",
        analyst.name,
        analyst.email,
        approver.name,
    ):
        assert words not in page, words
        assert words not in one, words


def test_a_released_decision_shows_its_outcome_and_never_its_reason(
    assessment, vendor, approver
):
    decision = decided(
        assessment,
        approver,
        Outcome.CONDITIONAL,
        reason="Between us.",
        vendor_text="To the vendor.",
        conditions=["A condition."],
    )
    release_decision(decision, by=approver)

    page = vendor.get(outcome(assessment)).content.decode()

    for words in ("Approved with conditions", "To the vendor.", "A condition."):
        assert words in page
    for words in ("Between us.", approver.name, approver.email):
        assert words not in page


def test_an_outcome_is_for_its_own_vendor_only(
    assessment, shown, organisation, analyst
):
    other = scored(organisation, analyst)
    foreign = come_in(other.response.invitations.get())

    assert foreign.get(outcome(assessment)).status_code == 404
    assert foreign.get(answer(shown)).status_code == 404
    own = reverse("assessments:vendor_plan", args=[other.response_id, shown.pk])
    assert foreign.post(own, given()).status_code == 404
    assert not Plan.objects.exists()


def test_before_submission_there_is_no_outcome(organisation, analyst):
    waiting = started(organisation, analyst)
    vendor = come_in(waiting.response.invitations.get())

    assert vendor.get(outcome(waiting)).status_code == 404


def test_a_finding_that_was_not_shown_is_not_found(assessment, vendor, shown):
    unseen = assessment.findings.all()[1]

    assert vendor.get(answer(unseen)).status_code == 404
    assert vendor.post(answer(unseen), given()).status_code == 404


def test_a_vendor_proposes_an_action_with_files(assessment, vendor, shown):
    files = [
        SimpleUploadedFile("keys.pdf", b"%PDF-1.7"),
        SimpleUploadedFile("log.txt", b"rotated"),
    ]

    reply = vendor.post(answer(shown), given(attachments=files))

    plan = Plan.objects.get()
    assert reply["Location"] == outcome(assessment)
    assert (plan.finding, plan.due_on) == (shown, in_days(20))
    page = vendor.get(outcome(assessment)).content.decode()
    assert "Being looked at by" in page
    assert "keys.pdf" in page
    file = plan.files.first()
    address = reverse(
        "assessments:vendor_file",
        args=[assessment.response_id, shown.pk, plan.pk, file.pk],
    )
    assert b"".join(vendor.get(address).streaming_content) == b"%PDF-1.7"
    entry = AuditEntry.objects.get(action="file downloaded")
    assert entry.actor_label == "Vera Vendor (vendor)"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"due_on": ""},
        {"due_on": "2020-01-01"},
        {"url": "ftp://x"},
        {"attachments": [SimpleUploadedFile("a.exe", b"MZ\x00\x01")]},
        {"attachments": [SimpleUploadedFile("empty.txt", b"")]},
    ],
)
def test_a_bad_action_is_refused_in_words_and_changes_nothing(vendor, shown, changed):
    page = vendor.post(answer(shown), given(**changed))

    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Plan.objects.exists()


def test_a_declined_action_says_what_is_missing(assessment, vendor, shown, analyst):
    vendor.post(answer(shown), given())
    answer_plan(Plan.objects.get(), agree=False, text="Sooner, please.", by=analyst)

    page = vendor.get(outcome(assessment)).content.decode()

    assert "Sooner, please." in page
    assert "Not enough" in page
    assert analyst.name not in page


def test_a_closed_point_takes_no_more_answers(assessment, vendor, shown, analyst):
    dismiss_finding(shown, reason="No weakness.", by=analyst)

    page = vendor.get(answer(shown)).content.decode()
    refused = vendor.post(answer(shown), given())

    assert "This point is closed." in page
    assert refused.status_code == 422
    assert not Plan.objects.exists()


def test_a_colleague_answers_only_for_their_sections(assessment, shown):
    lead = enter(assessment.response.invitations.get(), name="Lena")
    section = shown.question.split("-")[0]
    other = "GOV" if section != "GOV" else "INV"
    clients = [
        come_in(
            invite_colleague(
                assessment.response,
                email="cora@vendor.example",
                sections=[code],
                by=lead,
            )
        )
        for code in (other, section)
    ]

    assert clients[0].post(answer(shown), given()).status_code == 403
    assert clients[1].post(answer(shown), given()).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_outcome_needs_the_same_queries_for_any_number_of_points(
    count, assessment, vendor, analyst, django_assert_num_queries
):
    ids = list(assessment.findings.values_list("pk", flat=True)[:count])
    release_findings(assessment, ids, due_on=None, by=analyst)
    for finding in assessment.findings.shown_to_vendor():
        vendor.post(
            answer(finding), given(attachments=[SimpleUploadedFile("a.txt", b"text")])
        )

    vendor.get(outcome(assessment))  # it takes the messages along

    # seat, what comes before and after, assessment, findings, actions, files, decision
    with django_assert_num_queries(7):
        page = vendor.get(outcome(assessment))

    assert len(page.context["open"]) == count
