"""The bar of accepted risks, reassessments, campaigns and reports."""

import datetime
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment, EngagementStanding
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.reports.actions import ReportRequest, pack_bundle
from riskapp.reports.models import Report
from riskapp.sending.actions.campaigns import Wanted, send, start_campaign
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause, ReassessmentState
from riskapp.sending.models import Campaign, Reassessment
from riskapp.vendors.models import Contact, Vendor
from tests.factories.reports import ready
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    core_version,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db
MANY = reverse("desk:many")


def in_days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def told(response):
    return [str(message) for message in response.context["messages"]]


def trail(action):
    return AuditEntry.objects.filter(action=action)


@pytest.fixture
def accepted(organisation, analyst, approver):
    finding = scored(organisation, analyst).findings.unsettled().first()
    return accept_finding(finding, reason="Cheap.", until=in_days(20), by=approver)


@pytest.fixture
def campaign(organisation, analyst):
    work = EngagementFactory.create_batch(2, vendor__organisation=organisation)
    made = start_campaign(
        Wanted(
            name="Autumn",
            version=core_version(),
            due_on=in_days(14),
            message="",
            prefill=False,
            addresses={one.pk: "ana@vendor.example" for one in work},
        ),
        organisation=organisation,
        by=analyst,
    )
    for sending in made.sendings.all():
        send(sending.pk)
    return made


@pytest.fixture
def again(organisation, analyst):
    return record_event(
        EngagementFactory(vendor__organisation=organisation),
        cause=ReassessmentCause.INCIDENT,
        text="A key leaked.",
        by=analyst,
    )


def test_an_accepted_risk_is_given_and_accepted_anew_by_who_decides(
    client, organisation, analyst, approver, accepted
):
    row = f"accepted:{accepted.pk}"
    anew = {
        "do": "renew",
        "row": [row],
        "due_on": in_days(90).isoformat(),
        "reason": "Replaced in spring.",
    }
    client.force_login(analyst)

    listed = client.get(reverse("assessments:waivers")).content.decode()
    given = client.post(
        MANY, {"do": "give", "row": [row], "person": approver.pk}, follow=True
    )
    forbidden = client.post(MANY, anew).status_code

    assert f'value="{row}"' in listed
    assert 'value="give"' in listed
    assert 'value="renew"' not in listed
    assert told(given) == ["Give: done with 1 row."]
    assert forbidden == 403

    client.force_login(approver)
    listed = client.get(reverse("assessments:waivers")).content.decode()
    client.post(MANY, anew)

    found = Finding.objects.get(pk=accepted.pk)
    assert 'value="renew"' in listed
    assert 'value="give"' not in listed
    assert (found.owner, found.accepted_by) == (approver, approver)
    assert found.accepted_until == in_days(90)
    assert found.accepted_reason == "Replaced in spring."
    entry = trail("finding accepted").first()
    assert entry.before["until"] == in_days(20).isoformat()
    assert entry.before["accepted_by"] == approver.email
    assert entry.after["until"] == in_days(90).isoformat()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_on": ""}, "Choose a day."),
        ({"reason": ""}, "reason"),
        ({"due_on": "2999-01-01"}, "next two years"),
    ],
)
def test_what_is_missing_to_accept_anew_is_said(
    client, approver, accepted, change, words
):
    client.force_login(approver)
    wanted = {"due_on": in_days(9).isoformat(), "reason": "Why not?"} | change

    response = client.post(
        MANY, {"do": "renew", "row": [f"accepted:{accepted.pk}"], **wanted}, follow=True
    )

    assert words in told(response)[-1]
    assert Finding.objects.get(pk=accepted.pk).accepted_until == in_days(20)


def test_with_four_eyes_nobody_accepts_anew_what_they_reviewed(
    client, organisation, analyst, approver, accepted
):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    Assessment.objects.filter(pk=accepted.assessment_id).update(started_by=both)
    client.force_login(both)

    response = client.post(
        MANY,
        {
            "do": "renew",
            "row": [f"accepted:{accepted.pk}"],
            "due_on": in_days(9).isoformat(),
            "reason": "Mine.",
        },
        follow=True,
    )

    assert told(response)[-1].startswith("Not done with 1 row")
    assert Finding.objects.get(pk=accepted.pk).accepted_by == approver


def test_reassessments_are_sent_taken_labelled_and_dismissed(client, analyst, again):
    row = f"again:{again.pk}"
    client.force_login(analyst)

    listed = client.get(reverse("assessments:reassessments")).content.decode()
    sent = client.post(MANY, {"do": "send", "row": [row]})
    client.post(MANY, {"do": "take", "row": [row]})
    client.post(MANY, {"do": "label", "label": "spring", "row": [row]})
    client.post(MANY, {"do": "dismiss", "row": [row]})

    assert f'value="{row}"' in listed
    assert sent.url.endswith(f"?engagement={again.engagement_id}")
    vendor = Vendor.objects.get(pk=again.engagement.vendor_id)
    assert (vendor.owner, vendor.labels) == (analyst, ["spring"])
    found = Reassessment.objects.get(pk=again.pk)
    assert found.state == ReassessmentState.DISMISSED
    assert trail("reassessment dismissed").count() == 1


def test_only_a_proposal_is_dismissed(client, organisation, analyst):
    work = EngagementFactory(vendor__organisation=organisation)
    client.force_login(analyst)

    response = client.post(
        MANY, {"do": "dismiss", "row": [f"engagement:{work.pk}"]}, follow=True
    )

    assert "no proposal here" in told(response)[-1]


def test_what_is_started_by_itself_is_no_proposal_any_more(
    organisation, analyst, again
):
    assessment = started(organisation, analyst, engagement=again.engagement)

    found = Reassessment.objects.get(pk=again.pk)
    assert (found.state, found.assessment) == (ReassessmentState.STARTED, assessment)


def test_what_a_campaign_starts_is_no_proposal_any_more(organisation, analyst, again):
    made = start_campaign(
        Wanted(
            name="Autumn",
            version=core_version(),
            due_on=in_days(14),
            message="",
            prefill=False,
            addresses={again.engagement_id: "ana@vendor.example"},
        ),
        organisation=organisation,
        by=analyst,
    )

    sent = send(made.sendings.get().pk)

    found = Reassessment.objects.get(pk=again.pk)
    assert (found.state, found.assessment) == (
        ReassessmentState.STARTED,
        sent.assessment,
    )


def test_all_that_a_campaign_asked_is_given_reminded_moved_and_labelled(
    client, organisation, analyst, campaign
):
    colleague = member(organisation, Role.ANALYST)
    row = {"row": [f"campaign:{campaign.pk}"]}
    asked = Assessment.objects.filter(sending__campaign=campaign)
    client.force_login(analyst)

    client.post(MANY, {"do": "give", "person": colleague.pk} | row)
    reminded = client.post(MANY, {"do": "remind"} | row, follow=True)
    twice = client.post(MANY, {"do": "remind"} | row, follow=True)
    moved = {"do": "move", "due_on": in_days(40).isoformat(), "reason": "Summer"}
    client.post(MANY, moved | row)
    labelled = client.post(MANY, {"do": "label", "label": "autumn"} | row, follow=True)

    assert {one.analyst for one in asked} == {colleague}
    assert Campaign.objects.get(pk=campaign.pk).analyst == colleague
    assert trail("campaign given").count() == 1
    assert told(reminded)[-1] == "Remind: done with 2 rows."
    assert told(twice)[0].startswith("Not done with 2 rows")
    assert {one.due_on for one in asked} == {in_days(40)}
    assert told(labelled)[-1] == "Label: done with 2 rows."
    assert Vendor.objects.filter(labels=["autumn"]).count() == 2


def test_a_campaign_that_waits_for_nobody_says_so(client, analyst, campaign):
    Assessment.objects.filter(sending__campaign=campaign).update(state="withdrawn")
    client.force_login(analyst)

    response = client.post(
        MANY, {"do": "remind", "row": [f"campaign:{campaign.pk}"]}, follow=True
    )

    assert "Autumn" in told(response)[-1]
    assert "nothing to answer" in told(response)[-1]


@pytest.mark.parametrize("do", ["take", "give", "remind", "move", "label"])
def test_what_asked_more_than_a_page_can_wait_for_is_refused_whole(
    client, analyst, campaign, monkeypatch, do
):
    monkeypatch.setattr("riskapp.desk.actions.many.MOST_ASKED", 1)
    client.force_login(analyst)
    wanted = {"person": analyst.pk, "due_on": in_days(40).isoformat(), "label": "late"}

    response = client.post(
        MANY, {"do": do, "row": [f"campaign:{campaign.pk}"]} | wanted, follow=True
    )

    assert "Campaigns that asked more than 1 together" in told(response)[-1]
    asked = Assessment.objects.filter(sending__campaign=campaign)
    assert {one.due_on for one in asked} == {campaign.due_on}
    assert not Vendor.objects.filter(labels=["late"]).exists()
    assert not trail("campaign given").exists()


def test_a_campaign_is_put_away_and_brought_back_and_goes_on_meanwhile(
    client, analyst, campaign
):
    page, row = reverse("assessments:campaigns"), f"campaign:{campaign.pk}"
    client.force_login(analyst)

    asked = client.post(MANY, {"do": "archive", "row": [row]}).content.decode()
    client.post(MANY, {"do": "archive", "row": [row], "sure": "yes"})
    gone = client.get(page).content.decode()
    away = client.get(page, {"archived": "only"}).content.decode()

    assert "goes on as before" in asked
    assert row not in gone
    assert "Everything here is archived." in gone
    assert row in away
    assert 'value="restore"' in away
    assert 'value="archive"' not in away
    states = Assessment.objects.filter(sending__campaign=campaign).values_list("state")
    assert set(states) == {("sent",)}

    client.post(MANY, {"do": "restore", "row": [row]})

    assert row in client.get(page).content.decode()
    assert trail("campaign archived").count() == trail("campaign restored").count() == 1


def test_archived_vendors_are_restored_in_bulk(client, organisation, analyst):
    work = EngagementFactory(vendor__organisation=organisation)
    rows = {"row": [f"vendor:{work.vendor_id}"], "sure": "yes"}
    client.force_login(analyst)

    client.post(MANY, {"do": "archive"} | rows)
    assert Vendor.objects.get(pk=work.vendor_id).is_archived
    client.post(MANY, {"do": "restore"} | rows)

    assert not Vendor.objects.get(pk=work.vendor_id).is_archived


def test_selected_reports_are_downloaded_as_one_and_put_away(
    client, organisation, analyst
):
    reports = [
        ready(scored(organisation, analyst), analyst, ReportRequest(variant=variant))
        for variant in ("summary", "full")
    ]
    procurement = member(organisation, Role.PROCUREMENT)
    rows = {"row": [f"report:{report.pk}" for report in reports]}
    client.force_login(analyst)

    listed = client.get(reverse("reports:list")).content.decode()
    made = client.post(MANY, {"do": "collect"} | rows)
    selection = Report.objects.get(kind="selection")
    pack_bundle(selection)
    again = client.post(
        MANY, {"do": "collect", "row": [f"report:{selection.pk}"]}, follow=True
    )
    client.post(MANY, {"do": "archive", "sure": "yes"} | rows)

    assert all(f'value="{row}"' in listed for row in rows["row"])
    assert made.url == reverse("reports:detail", args=[selection.pk])
    selection.refresh_from_db()
    with selection.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    assert len([name for name in names if name.endswith(".pdf")]) == 2
    assert "contents.csv" in names
    assert "not packed into another one" in told(again)[-1]
    assert Report.objects.exclude(archived_at=None).count() == 2
    assert trail("report archived").count() == 2

    client.force_login(procurement)
    assert client.post(MANY, {"do": "collect"} | rows).status_code == 404
    assert client.post(MANY, {"do": "take"} | rows).status_code == 404


def test_who_only_makes_reports_puts_away_nothing_else(client, organisation, campaign):
    client.force_login(member(organisation, Role.PROCUREMENT))
    row = {"row": [f"campaign:{campaign.pk}"]}

    for do in ("archive", "take", "collect"):
        assert client.post(MANY, {"do": do} | row).status_code == 403


def test_rows_of_a_stranger_are_not_there(client, campaign, again, accepted):
    stranger = member(OrganisationFactory(), Role.ANALYST, Role.APPROVER)
    client.force_login(stranger)

    for row in (
        f"campaign:{campaign.pk}", f"again:{again.pk}", f"accepted:{accepted.pk}",
    ):  # fmt: skip
        assert client.post(MANY, {"do": "label", "row": [row]}).status_code == 404


def test_campaigns_and_reports_are_narrowed_by_the_work_they_are_about(
    client, organisation, analyst, campaign
):
    work = campaign.sendings.first().engagement
    work.tier = "low"
    work.save(update_fields=["tier"])
    Vendor.objects.filter(pk=work.vendor_id).update(owner=analyst, labels=["payments"])
    report = ready(scored(organisation, analyst), by=analyst)
    of_report = report.assessment.engagement
    of_report.tier = "high"
    of_report.save(update_fields=["tier"])
    client.force_login(analyst)

    def found(page, **query):
        return [row.pk for row in client.get(reverse(page), query).context["page"]]

    campaigns, reports = "assessments:campaigns", "reports:list"
    for query in (
        {"tier": "low"}, {"label": "payments"}, {"owner": analyst.pk},
        {"analyst": analyst.pk}, {"period": 30},
    ):  # fmt: skip
        assert found(campaigns, **query) == [campaign.pk]
    assert found(campaigns, tier="very_high") == []
    for query in ({"tier": "high"}, {"analyst": analyst.pk}, {"period": 30}):
        assert found(reports, **query) == [report.pk]
    assert found(reports, tier="low") == found(reports, label="payments") == []
    rows = client.get(reverse(campaigns), {"tier": "low"}).context["page"]
    assert rows[0].total == 2  # of the whole campaign


def test_accepted_risks_and_reassessments_are_narrowed_by_analyst_and_period(
    client, analyst, approver, accepted, again
):
    client.force_login(analyst)
    waivers, due = reverse("assessments:waivers"), reverse("assessments:reassessments")

    for page, query, found in (
        (waivers, {"analyst": analyst.pk}, 1),
        (waivers, {"period": 30}, 1),
        (due, {"period": 30}, 1),
    ):
        assert client.get(page, query).context["page"].paginator.count == found
    assert client.get(due, {"analyst": analyst.pk}).context["page"].paginator.count == 0
    again.engagement = accepted.assessment.engagement
    again.save(update_fields=["engagement"])
    assert client.get(due, {"analyst": analyst.pk}).context["page"].paginator.count == 1
    Finding.objects.filter(pk=accepted.pk).update(
        settled_at=timezone.now() - datetime.timedelta(days=40)
    )
    assert client.get(waivers, {"period": 30}).context["page"].paginator.count == 0


def test_lists_of_vendors_and_their_work_are_narrowed_by_whose_it_is_and_period(
    client, organisation, analyst
):
    other = member(organisation, Role.ANALYST)
    for person in (analyst, other):
        made = scored(organisation, person, "production-agents")
        Assessment.objects.filter(pk=made.pk).update(analyst=person)
        vendor = made.engagement.vendor
        Contact.objects.create(vendor=vendor, email=f"a@{person.pk}.vendor.example")
    client.force_login(analyst)

    def found(page, **query):
        return client.get(reverse(page), query).context["page"].paginator.count

    lists = (
        "vendors:list", "vendors:engagements", "vendors:contacts", "inventory:list",
        "inventory:excess", "dashboards:signing", "dashboards:standings",
    )  # fmt: skip
    for page in lists:
        assert found(page) == 2 * found(page, analyst=other.pk) > 0, page
    by_score, by_tools = lists[5:], lists[3:5]
    for page in (*by_score, *by_tools):
        assert found(page, period=30) == found(page), page
    before = timezone.now() - datetime.timedelta(days=40)
    EngagementStanding.objects.filter(assessment=made).update(scored_at=before)
    Tool.objects.filter(engagement=made.engagement).update(kept_at=before)
    for page in (*by_score, *by_tools):
        assert 2 * found(page, period=30) == found(page), page
    idle = VendorFactory(organisation=organisation)
    Contact.objects.create(vendor=idle, email="idle@vendor.example")
    assert found("vendors:contacts", tier="none") == 1
    assert found("vendors:contacts", tier=made.engagement.tier) == 2
