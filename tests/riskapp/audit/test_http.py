import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.settling import accept_finding
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.models import Report
from riskapp.sending.actions.campaigns import Wanted, start_campaign
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause
from riskapp.sending.models import Campaign
from riskapp.vendors.actions import add_contact
from riskapp.vendors.models import Vendor
from tests.conftest import World, make_world
from tests.factories.riskapp import EngagementFactory, member

pytestmark = pytest.mark.django_db

# Every list of the desk, and what the audit trail calls a download of it; notifications are
# a person's own and no file; dates, decisions and what moved are told in
# tests/riskapp/dashboards.
LISTS = {
    "vendors:list": "vendors",
    "vendors:engagements": "engagements",
    "vendors:contacts": "contacts",
    "dashboards:standings": "engagements by rating",
    "dashboards:signing": "answers before signing",
    "assessments:list": "assessments",
    "assessments:all_findings": "findings",
    "assessments:waivers": "accepted risks",
    "assessments:campaigns": "campaigns",
    "assessments:reassessments": "reassessments",
    "inventory:list": "tools",
    "inventory:excess": "excess rights",
    "reports:list": "reports",
    "organisations:members": "members",
    "audit:list": "audit trail",
}


@pytest.fixture
def world() -> World:
    """Every list has something to show, and the analyst may see them all."""
    world = make_world()
    scored = world.assessment("production-agents", scored=True)
    held = Membership.objects.get(user=world.analyst)
    held.roles = [Role.ANALYST, Role.ADMINISTRATOR, Role.APPROVER]
    held.save()
    add_contact(scored.engagement.vendor, email="vera@vendor.example", by=world.analyst)
    until = scored.due_on
    accept_finding(
        scored.findings.first(),
        reason="Cheap.",
        until=until,
        by=world.people["approver"],
    )
    request_report(scored, by=world.analyst, report_request=ReportRequest())
    record_event(
        scored.engagement,
        cause=ReassessmentCause.INCIDENT,
        text="A key leaked.",
        by=world.analyst,
    )
    more = EngagementFactory(vendor=scored.engagement.vendor)
    start_campaign(
        Wanted(
            name="Spring",
            version=world.version,
            due_on=until,
            message="",
            prefill=False,
            addresses={more.pk: "vera@vendor.example"},
        ),
        organisation=world.organisation,
        by=world.analyst,
    )
    event = NotificationEvent(
        NotificationKind.OVERDUE, "late", "assessments.assessment", "1", "Portal"
    )
    notify(world.organisation, event)
    return world


def test_every_list_is_narrowed_sorted_and_downloaded(world):
    client = world.client("analyst")
    Vendor.objects.update(name="=1+1")

    for name, word in LISTS.items():
        page = client.get(reverse(name))
        csv_file = client.get(reverse(name), {"export": "csv", "page": "2"})
        workbook = client.get(reverse(name), {"export": "xlsx"})
        text = b"".join(csv_file.streaming_content).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]

        assert "export=xlsx" in page.content.decode(), name
        assert_every_choice_works(page)
        assert text.count("\n") > 1, f"{name} shows nothing"
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))], name
        assert workbook.content[:2] == b"PK", name
        noted = AuditEntry.objects.filter(action=f"{word} exported")
        assert {entry.actor for entry in noted} == {world.analyst}, name
        assert noted.count() == 2, name


def test_more_rows_than_a_workbook_takes_lead_back_to_the_list(world, monkeypatch):
    monkeypatch.setattr("riskapp.audit.http.MOST_IN_WORKBOOK", 2)
    client = world.client("analyst")
    address = reverse("assessments:all_findings")
    asked = {"state": "unsettled", "page": "2"}

    page = client.get(address, asked | {"export": "xlsx"}, follow=True)
    csv_file = client.get(address, asked | {"export": "csv"})

    assert page.redirect_chain == [(f"{address}?state=unsettled", 302)]
    assert "A workbook takes at most 2 rows." in page.content.decode()
    assert len(b"".join(csv_file.streaming_content).splitlines()) > 3
    assert AuditEntry.objects.filter(action="findings exported").count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    # person, right to see, count, rows; and what each page offers beside its rows
    [
        ("organisations:members", 5),
        ("reports:list", 9),
        ("assessments:campaigns", 6),
    ],
)
def test_lists_need_the_same_queries_for_any_number_of_rows(
    name, queries, count, django_assert_num_queries
):
    world = make_world()
    for number in range(count):
        person = member(world.organisation, Role.ADMINISTRATOR)
        Report.objects.create(
            organisation=world.organisation, kind="bundle", requested_by=person
        )
        Campaign.objects.create(
            organisation=world.organisation,
            name=f"Campaign {number}",
            version=world.version,
            due_on=timezone.localdate(),
            created_by=person,
        )
    client = world.client("administrator")

    with django_assert_num_queries(queries):
        page = client.get(reverse(name))

    assert len(page.context["page"].object_list) >= count


def test_notifications_are_narrowed_and_sorted(world):
    page = world.client("analyst").get(reverse("notifications:list"))

    assert len(page.context["rows"]) == 1
    assert_every_choice_works(page)


def assert_every_choice_works(page):
    """Each filter, and each order, gives rows and not a fault of the database."""
    narrowed = page.context["filter"]
    for name, own in narrowed.filters.items():
        choices = own.extra.get("choices", (("2026-01-01", "A day, or a word"),))
        for value, _label in choices:
            form = narrowed.get_form_class()({name: value})
            assert form.is_valid(), (name, value, form.errors)
            list(own.filter(narrowed.queryset.all(), form.cleaned_data[name])[:3])
    assert "order" in narrowed.filters
