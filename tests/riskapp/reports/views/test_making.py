from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.common.models import Waiting
from riskapp.reports.actions import ReportRequest, render_report, request_overview
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.factories.reports import CONTENT, in_state, poison, ready
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def procurement(organisation):
    """The person with the fewest rights who may still have a report."""
    return member(organisation, Role.PROCUREMENT)


@pytest.fixture
def assessment(organisation, analyst):
    vendor = VendorFactory(organisation=organisation, name="Brzi Potok d.o.o.")
    return scored(
        organisation, analyst, "careful", engagement=EngagementFactory(vendor=vendor)
    )


@pytest.fixture
def browser(client, procurement):
    client.force_login(procurement)
    return client


def address(name, thing):
    return reverse(f"reports:{name}", args=[thing.pk])


@pytest.mark.django_db(transaction=True)
def test_from_asking_to_the_file(browser, assessment, celery_runs_here):
    asked = browser.post(address("create", assessment))
    report = Report.objects.get()
    file = browser.get(address("download", report)).getvalue()

    assert asked.url == address("detail", report)
    assert browser.get(address("state", report)).json() == {
        "state": "ready",
        "progress": 100,
    }
    assert len(PdfReader(BytesIO(file)).pages) == report.pages


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_made_says_why_and_can_be_tried_again(
    browser, assessment, celery_runs_here
):
    browser.post(address("create", poison(assessment)))
    report = Report.objects.get()

    page = browser.get(address("detail", report))
    browser.post(address("retry", report))

    text = page.content.decode()
    assert "Failed" in text
    assert "holds something this report cannot show" in text
    assert address("retry", report) in text
    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.FAILED, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["create", "retry"])
def test_a_report_that_cannot_be_queued_is_kept(
    browser, analyst, assessment, broker_is_away, name
):
    thing = assessment
    if name == "retry":
        thing = in_state(assessment, analyst, ReportState.FAILED)

    page = browser.post(address(name, thing), follow=True)

    assert page.status_code == 200
    assert Waiting.objects.get().arguments == [str(Report.objects.get().pk)]
    assert Report.objects.get().state == ReportState.QUEUED


def test_asking_twice_leads_to_the_same_report(browser, assessment):
    first = browser.post(address("create", assessment))
    second = browser.post(address("create", assessment))

    assert first.url == second.url
    assert Report.objects.count() == 1


def test_without_a_score_the_page_says_that_there_is_nothing_to_report(
    browser, organisation, analyst
):
    assessment = submitted(organisation, analyst)

    page = browser.post(address("create", assessment), follow=True)

    assert "nothing to report" in page.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("state", "words", "renews", "retry"),
    [
        ("queued", "The report is being made", True, False),
        ("rendering", "The report is being made", True, False),
        ("ready", "Download the PDF report", False, False),
        ("failed", "could not be typeset: no room", False, True),
    ],
)
def test_the_page_shows_how_far_a_report_is(
    browser, analyst, assessment, state, words, renews, retry
):
    report = in_state(assessment, analyst, state)

    text = browser.get(address("detail", report)).content.decode()

    assert words in text
    assert ("data-report-state" in text) is renews
    assert (address("retry", report) in text) is retry
    assert browser.get(address("state", report)).json()["state"] == state


def test_a_download_is_the_file_itself_and_is_audited(
    browser, procurement, analyst, assessment
):
    report = ready(assessment, analyst)

    reply = browser.get(address("download", report))

    day = report.requested_at
    entry = AuditEntry.objects.get(action="report downloaded")
    assert reply.getvalue() == CONTENT
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Content-Disposition"] == (
        f'attachment; filename="risk-report-draft-brzi-potok-doo-{report.variant}-{day:%Y-%m-%d}-en.pdf"'
    )
    assert (entry.actor, entry.object_id) == (procurement, str(report.pk))
    assert entry.organisation == assessment.organisation


@pytest.mark.parametrize("state", ["queued", "rendering", "failed"])
def test_what_is_not_ready_is_not_downloaded(browser, analyst, assessment, state):
    report = in_state(assessment, analyst, state)

    assert browser.get(address("download", report)).status_code == 404
    assert not AuditEntry.objects.filter(action="report downloaded").exists()


def test_a_refused_download_leaves_no_trace(client, organisation, analyst, assessment):
    report = ready(assessment, analyst)
    people = {member(organisation, Role.AUDITOR): 403}
    people[member(OrganisationFactory(), Role.ADMINISTRATOR)] = 404

    for person, status in people.items():
        client.force_login(person)
        assert client.get(address("download", report)).status_code == status

    assert not AuditEntry.objects.filter(action="report downloaded").exists()


def test_an_auditor_sees_the_state_but_makes_nothing(
    client, organisation, analyst, assessment
):
    report = in_state(assessment, analyst, ReportState.FAILED)
    client.force_login(member(organisation, Role.AUDITOR))

    assert client.get(address("detail", report)).status_code == 200
    assert client.post(address("retry", report)).status_code == 403
    assert client.post(address("create", assessment)).status_code == 403


def test_the_state_of_a_report_is_never_kept_by_the_browser(
    browser, analyst, assessment
):
    report = in_state(assessment, analyst, ReportState.QUEUED)

    for name in ("detail", "state"):
        reply = browser.get(address(name, report))
        assert "no-store" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["create", "retry"])
def test_nothing_is_made_by_following_a_link(browser, analyst, assessment, name):
    report = in_state(assessment, analyst, ReportState.FAILED)
    thing = assessment if name == "create" else report

    assert browser.get(address(name, thing)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # person, report, right; whether a newer one took its place; a download writes its
        # audit entry in a savepoint of its own
        ("detail", 4),
        ("state", 3),
        ("download", 6),
    ],
)
def test_a_report_needs_the_same_queries_among_any_number(
    browser,
    organisation,
    analyst,
    name,
    queries,
    count,
    django_assert_num_queries,
):
    for _ in range(count):
        report = ready(scored(organisation, analyst, "careful"), analyst)

    with django_assert_num_queries(queries):
        reply = browser.get(address(name, report))

    reply.close()
    assert reply.status_code == 200


def test_a_report_whose_file_is_lost_says_so_and_is_made_again(
    browser, assessment, procurement, caplog
):
    lost = ready(assessment, procurement)
    lost.file.storage.delete(lost.file.name)

    page = browser.get(address("download", lost))
    told = AuditEntry.objects.filter(action="report file lost").count()
    again = browser.post(address("retry", lost))

    assert page.status_code == 410
    assert "Make it again" in page.content.decode()
    assert "is lost" in caplog.text
    assert told == 1
    assert not AuditEntry.objects.filter(action="report downloaded").exists()
    made = Report.objects.get(state=ReportState.QUEUED)
    assert again.url == address("detail", made)
    assert (made.score, made.variant) == (lost.score, lost.variant)
    lost.refresh_from_db()
    assert (lost.state, lost.sha256 != "") == (ReportState.EXPIRED, True)


def test_a_report_whose_file_is_there_is_not_made_again(
    browser, assessment, procurement
):
    report = ready(assessment, procurement)

    browser.post(address("retry", report))

    assert Report.objects.get().state == ReportState.READY


@pytest.mark.parametrize(
    ("variant", "file"),
    [
        ("summary", "xlsx"),
        ("summary", "addendum"),
        ("vendor", "pdf"),
        ("complete", "pdf"),
    ],
)
def test_whoever_may_not_see_answers_sees_no_report_that_holds_any(
    browser, analyst, assessment, variant, file
):
    report = ready(assessment, analyst, ReportRequest(variant=variant, format=file))

    assert browser.get(address("detail", report)).status_code == 403
    assert browser.get(address("download", report)).status_code == 403
    assert (
        address("detail", report)
        not in browser.get(reverse("reports:list")).content.decode()
    )


def test_the_list_is_narrowed_by_the_readers_that_its_rows_name(
    client, organisation, analyst, assessment
):
    full = ready(assessment, analyst, ReportRequest(variant="full"))
    addendum = ready(
        assessment, analyst, ReportRequest(variant="full", format="addendum")
    )
    board = request_overview(organisation, by=analyst, language="en", only=None)
    client.force_login(analyst)
    lists = {
        variant: client.get(reverse("reports:list"), {"variant": variant})
        for variant in ("full", board.variant)
    }

    assert address("detail", full) in lists["full"].content.decode()
    assert address("detail", addendum) not in lists["full"].content.decode()
    assert address("detail", board) not in lists[board.variant].content.decode()


@pytest.mark.parametrize(
    "report_request",
    [{"variant": "vendor"}, {"variant": "complete"}, {"format": "addendum-pdf"}],
)
def test_and_cannot_ask_for_one(browser, assessment, report_request):
    browser.post(address("create", assessment), report_request)

    assert not Report.objects.exists()


@pytest.mark.filterwarnings(
    "ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning"
)  # WeasyPrint leaves closing the colour profile to the garbage collector
def test_a_summary_for_archives_carries_no_answers(browser, assessment):
    browser.post(address("create", assessment), {"format": "pdfa"})
    report = render_report(Report.objects.get())

    with report.file.open() as file:
        assert not PdfReader(BytesIO(file.read())).attachments


def test_data_are_never_a_summary(client, analyst, assessment):
    client.force_login(analyst)

    client.post(address("create", assessment), {"variant": "summary", "format": "json"})

    assert Report.objects.get().variant == "full"


@pytest.mark.parametrize("file", ["addendum", "addendum-pdf"])
def test_an_analyst_drafts_a_contract_addendum(client, analyst, assessment, file):
    client.force_login(analyst)

    client.post(address("create", assessment), {"format": file})

    report = render_report(Report.objects.get())
    assert (report.state, report.reason) == ("ready", "")
