import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.settling import accept_finding, add_finding
from riskapp.findings.models import Finding
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]

FINDINGS = "/assessments/findings/"
WAIVERS = "/assessments/accepted-risks/"


@pytest.fixture
def procurement(organisation):
    return member(organisation, Role.PROCUREMENT)


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored()


def accepted(finding, days=20, reason="Cheap enough."):
    return accept_finding(
        finding,
        reason=reason,
        until=timezone.localdate() + datetime.timedelta(days=days),
        by=member(finding.organisation, Role.APPROVER),
    )


def body(reply):
    return b"".join(reply.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("count", [1, 30])
def test_findings_need_the_same_queries_for_any_number_of_rows(
    client, count, assessment, procurement, django_assert_num_queries
):
    keep = list(assessment.findings.values_list("pk", flat=True)[:count])
    Finding.objects.exclude(pk__in=keep).update(state="dismissed")
    client.force_login(procurement)

    # person, count, which themes, their findings, how many; owners, analysts, labels, vendors
    # and views
    with django_assert_num_queries(9):
        page = client.get(FINDINGS, {"state": "unsettled"})

    assert sum(row["number"] for row in page.context["rows"]) == count


def test_findings_stand_by_theme_with_their_tools(client, assessment, analyst):
    client.force_login(analyst)

    page = client.get(FINDINGS)

    rows = {row["theme"]: row for row in page.context["rows"]}
    text = page.content.decode()
    assert len(rows) < 20 < assessment.findings.count()
    assert rows["places"]["rule"] == "CR-05"
    assert "Third-country processing without a transfer tool" in text
    assert rows["rules"]["title"] == "Rules, owners and training for AI tools"
    assert "Cursor Business 2.1</li>" in text
    assert f"/assessments/{assessment.pk}/findings/?theme=places#theme-places" in text
    assert page.context["rows"][0]["severity"] == "critical"


def test_a_rule_heads_its_theme_while_something_of_it_is_to_do(
    client, assessment, analyst
):
    assessment.findings.filter(rules__contains=["CR-05"]).update(state="dismissed")
    client.force_login(analyst)

    rows = {row["theme"]: row for row in client.get(FINDINGS).context["rows"]}

    assert (rows["places"]["rule"], rows["places"]["title"]) == (
        "",
        "Places of processing and transfers",
    )
    assert rows["places"]["to_do"] < rows["places"]["number"]


@pytest.mark.parametrize("order", ["", "due", "-gain", "vendor", "-raised", "raised"])
def test_themes_are_sorted_as_wished(client, assessment, analyst, order):
    first = assessment.findings.filter(theme="rules").first()
    Finding.objects.filter(pk=first.pk).update(due_on="2031-01-01")
    client.force_login(analyst)

    rows = client.get(FINDINGS, {"order": order}).context["rows"]

    if order == "due":
        assert rows[0]["theme"] == "rules"
    if order == "-gain":
        gains = [row["gain"] for row in rows]
        assert gains == sorted(gains, reverse=True)


@pytest.mark.parametrize("count", [1, 3])
def test_waivers_need_the_same_queries_for_any_number_of_rows(
    client, count, assessment, procurement, django_assert_num_queries
):
    for finding in assessment.findings.all()[:count]:
        accepted(finding)
    client.force_login(procurement)

    # person, count, rows, vendors, owners and labels, analysts to choose from, how many end
    # soon, what may be read, views
    with django_assert_num_queries(9):
        page = client.get(WAIVERS)

    assert len(page.context["rows"]) == count


def test_findings_of_others_are_not_listed(client, assessment):
    stranger = member(OrganisationFactory(), Role.ANALYST)
    client.force_login(stranger)

    assert "No finding has been raised yet." in client.get(FINDINGS).content.decode()
    assert "No risk is accepted." in client.get(WAIVERS).content.decode()
    assert len(body(client.get(FINDINGS, {"export": "csv"})).splitlines()) == 1


def test_an_acceptance_warns_from_thirty_days_before(client, assessment, analyst):
    near, far = assessment.findings.all()[:2]
    accepted(near, days=30)
    accepted(far, days=31)
    client.force_login(analyst)

    page = client.get(WAIVERS).content.decode()

    assert "1 risk acceptance expires within 30 days." in page
    assert page.count("Ends in ") == 1


def test_reasons_are_not_for_procurement(client, assessment, analyst, procurement):
    accepted(assessment.findings.first(), reason="A reason of ours.")
    seen = {}
    for person in (analyst, procurement):
        client.force_login(person)
        seen[person] = client.get(WAIVERS).content.decode() + body(
            client.get(WAIVERS, {"export": "csv"})
        )

    assert seen[analyst].count("A reason of ours.") == 2
    assert "A reason of ours." not in seen[procurement]


def test_only_who_can_do_something_with_findings_picks_them(
    client, assessment, analyst, approver, procurement
):
    seen = {}
    for person in (analyst, approver, procurement):
        client.force_login(person)
        page = client.get(FINDINGS).content.decode()
        own = client.get(reverse("assessments:findings", args=[assessment.pk]))
        seen[person] = (
            "Continue with the selection" in page,
            'name="theme"' in page,
            "can be done with all of them" in own.content.decode(),
        )

    assert seen[analyst] == seen[approver] == (True, True, True)
    assert seen[procurement] == (False, False, False)


def test_an_export_is_narrowed_audited_and_holds_no_formula(
    client, assessment, analyst
):
    facts = {"text": "=HYPERLINK(1)", "severity": "low"}
    add_finding(assessment, facts=facts, by=analyst)
    client.force_login(analyst)

    text = body(client.get(FINDINGS, {"severity": "low", "export": "csv"}))
    book = client.get(FINDINGS, {"severity": "low", "export": "xlsx"})

    assert "'=HYPERLINK(1)" in text
    assert (
        len(text.strip().splitlines())
        == 1 + assessment.findings.filter(severity="low").count()
    )
    sheet = load_workbook(io.BytesIO(book.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"} == {"s"}
    entry = AuditEntry.objects.filter(action="findings exported").first()
    assert entry.after["query"] == "severity=low"


def test_pages_keep_the_filter(client, assessment, analyst, monkeypatch):
    monkeypatch.setattr("riskapp.common.pages.PAGE_SIZE", 2)
    client.force_login(analyst)

    page = client.get(FINDINGS, {"state": "unsettled", "page": "2"})

    assert page.context["page"].number == 2
    assert "state=unsettled" in page.content.decode()
    assert client.get(FINDINGS, {"page": "x", "vendor": "y"}).status_code == 200


def test_the_navigation_leads_to_what_is_left_to_do(client, assessment, analyst):
    client.force_login(analyst)

    page = client.get(reverse("dashboards:overview")).content.decode()

    assert f'href="{FINDINGS}?state=unsettled"' in page


def test_themes_are_narrowed_by_label_tier_analyst_and_period(client, assessment):
    vendor = assessment.engagement.vendor
    type(vendor).objects.filter(pk=vendor.pk).update(labels=["core"])
    client.force_login(assessment.started_by)
    page = reverse("assessments:all_findings")

    def shown(**asked):
        return client.get(page, asked).context["page"].paginator.count

    assert shown(label="core") == shown(period="30") == shown() > 0
    assert shown(analyst=assessment.started_by.pk) == shown()
    assert shown(tier=assessment.engagement.tier) == shown()
    other = "low" if assessment.engagement.tier != "low" else "high"
    assert shown(tier=other) == 0
