import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.models import Finding
from riskapp.sending.tasks import propose_due_reviews
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
    seat_at,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_portfolio_needs_the_same_queries_for_any_number_of_rows(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        scored(organisation, analyst)
        started(organisation, analyst, days=-1)
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, current ones, counts, findings, organisations, reviews due, proposals,
    # never assessed, three lists
    with django_assert_num_queries(11):
        response = client.get(reverse("dashboards:overview"))

    assert response.context["portfolio"]["total"] == 2 * count


def test_every_count_is_what_the_list_shows_behind_its_link(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    scored(organisation, analyst, "typical")
    scored(organisation, analyst, "careful")
    started(organisation, analyst)
    client.force_login(analyst)
    found = client.get(reverse("dashboards:overview")).context["portfolio"]

    for name in ("rating", "tier"):
        for code, _, count in found[f"{name}s"]:
            listed = client.get(
                reverse("assessments:list"), {"current": "yes", name: code}
            )
            assert listed.context["page"].paginator.count == count, (name, code)


def test_every_count_of_decisions_and_findings_is_what_its_list_shows(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    approver = member(organisation, Role.APPROVER)
    scored(organisation, analyst)
    ended = scored(organisation, analyst)
    ended.decision = Decision.objects.create(
        organisation=organisation,
        assessment=ended,
        score=ended.score,
        outcome=Outcome.APPROVED,
        reason="It was good enough.",
        valid_until=in_days(-1),
        by=approver,
    )
    ended.save()
    first, second, third = ended.findings.all()[:3]
    accept_finding(first, reason="Cheap.", until=in_days(9), by=approver)
    propose(
        second,
        text="Done.",
        url="",
        due_on=None,
        is_done=True,
        respondent=seat_at(ended),
    )
    Finding.objects.filter(pk=third.pk).update(due_on=in_days(-1))
    client.force_login(analyst)

    found = client.get(reverse("dashboards:overview")).context["portfolio"]

    for count, address, query in (
        ("undecided", "list", {"decision": "none"}),
        ("ended", "list", {"decision": "ended"}),
        ("unsettled", "all_findings", {"state": "unsettled"}),
        ("findings_late", "all_findings", {"overdue": "yes"}),
        ("reported", "all_findings", {"state": "done"}),
        ("ending", "waivers", {}),
    ):
        shown = client.get(reverse(f"assessments:{address}"), query)
        total = shown.context.get("total", shown.context["page"].paginator.count)
        assert total == found[count] > 0, count


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.mark.parametrize("put_away", [Vendor, Engagement])
def test_archived_work_is_counted_nowhere(client, put_away):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    scored(organisation, analyst)
    started(organisation, analyst, days=-1)
    EngagementFactory(vendor__organisation=organisation)
    put_away.objects.update(archived_at=timezone.now())
    client.force_login(analyst)

    found = client.get(reverse("dashboards:overview")).context["portfolio"]

    counts = {name: value for name, value in found.items() if isinstance(value, int)}
    assert {name for name, count in counts.items() if count} == set()
    assert found["newest"] == found["late"] == found["worst"] == []


def test_work_never_assessed_is_what_its_list_shows(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    started(organisation, analyst)
    never, put_away = EngagementFactory.create_batch(
        2, vendor__organisation=organisation
    )
    Engagement.objects.filter(pk=put_away.pk).update(archived_at=timezone.now())
    client.force_login(analyst)

    page = client.get(reverse("dashboards:overview"))
    link = reverse("vendors:engagements") + "?state=never"
    rows = client.get(link).context["rows"]

    assert f'href="{link}"' in page.content.decode()
    assert page.context["portfolio"]["unsent"] == len(rows) == 1
    assert rows[0]["engagement"] == never


def test_an_empty_portfolio_says_what_comes_next(client):
    organisation = OrganisationFactory()

    client.force_login(member(organisation, Role.ANALYST))
    analyst_sees = client.get(reverse("dashboards:overview")).content.decode()
    client.force_login(member(organisation, Role.APPROVER))
    approver_sees = client.get(reverse("dashboards:overview")).content.decode()

    assert reverse("vendors:import") in analyst_sees
    assert "Send the first assessments" in analyst_sees
    assert "An analyst does this." in approver_sees
    assert reverse("vendors:import") not in approver_sees


def test_due_reviews_and_proposals_are_what_their_lists_show(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    scored(organisation, analyst)
    Engagement.objects.update(next_review_on=timezone.localdate())
    propose_due_reviews()
    client.force_login(analyst)

    found = client.get(reverse("dashboards:overview")).context["portfolio"]
    due = client.get(reverse("vendors:engagements"), {"review": "due"})
    again = client.get(reverse("assessments:reassessments"))

    assert found["reviews_due"] == due.context["page"].paginator.count == 1
    assert found["to_assess_again"] == again.context["page"].paginator.count == 1
