import datetime
import html
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.models import Finding
from riskapp.reports.actions import render_report
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
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
from tests.riskapp.dashboards.conftest import decide
from tests.riskapp.dashboards.queries.test_moved import long_ago

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

    # person, all work, counts, findings, organisations, what is counted together, three lists
    with django_assert_num_queries(9):
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
        ("ended", "list", {"decision": "ended", "current": "yes"}),
        ("unsettled", "all_findings", {"state": "unsettled"}),
        ("findings_late", "all_findings", {"overdue": "yes"}),
        ("reported", "all_findings", {"state": "done"}),
        ("ending", "waivers", {}),
    ):
        shown = client.get(reverse(f"assessments:{address}"), query)
        total = shown.context.get("total", shown.context["page"].paginator.count)
        assert total == found[count] > 0, count


def test_a_decision_that_a_later_cycle_replaced_has_not_expired(client):
    organisation = OrganisationFactory()
    analyst, approver = (
        member(organisation, role) for role in (Role.ANALYST, Role.APPROVER)
    )
    first = scored(organisation, analyst)
    later = scored(organisation, analyst, engagement=first.engagement)
    for assessment, end in ((first, in_days(-1)), (later, in_days(90))):
        assessment.decision = Decision.objects.create(
            organisation=organisation,
            assessment=assessment,
            score=assessment.score,
            outcome=Outcome.APPROVED,
            reason="It was good enough.",
            valid_until=end,
            by=approver,
        )
        assessment.save()
    client.force_login(analyst)

    found = client.get(reverse("dashboards:overview")).context["portfolio"]

    assert found["ended"] == 0


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


@pytest.mark.usefixtures("portfolio_of_four")
def test_whoever_decides_begins_with_what_waits_and_how_all_work_stands(
    client, portfolio_of_four
):
    client.force_login(portfolio_of_four.approver)

    page = client.get(reverse("dashboards:home"))

    text = page.content.decode()
    assert page.status_code == 200
    assert text.index('id="waiting"') < text.index('id="runs-out"')
    assert "4 engagements" in text
    for row in page.context["standings"].rows:
        for cell in row.cells:
            if cell.number:
                listed = client.get(f"{reverse('dashboards:standings')}?{cell.query}")
                assert listed.context["page"].paginator.count == cell.number
    for rule in page.context["rules"]:
        listed = client.get(f"{reverse('dashboards:standings')}?{rule.query}")
        assert listed.context["page"].paginator.count == rule.number
    for one in page.context["least"]:
        listed = client.get(f"{reverse('dashboards:standings')}?{one.query}")
        assert listed.context["page"].paginator.count == one.number
    for part in page.context["reach_parts"]:
        listed = client.get(f"{reverse('inventory:list')}?{part['query']}")
        assert listed.context["page"].paginator.count == part["count"]


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.ANALYST, "desk:waiting"),
        (Role.AUDITOR, "dashboards:auditing"),
        (Role.PROCUREMENT, "dashboards:signing"),
        (Role.ADMINISTRATOR, "dashboards:administering"),
        (Role.APPROVER, "dashboards:overview"),
    ],
)
def test_the_role_says_where_work_begins_while_nothing_is_registered(
    client, role, place
):
    client.force_login(member(OrganisationFactory(), role))

    reply = client.get(reverse("dashboards:home"))

    assert reply.url == reverse(place)


@pytest.mark.usefixtures("portfolio_of_four")
def test_the_lists_behind_the_pictures_are_files_too(client, portfolio_of_four):
    client.force_login(portfolio_of_four.approver)

    rated = client.get(reverse("dashboards:standings"), {"export": "csv"})
    dates = client.get(
        reverse("dashboards:dates"), {"export": "csv", "kind": "contract"}
    )

    assert len(b"".join(rated.streaming_content).splitlines()) == 5
    assert len(b"".join(dates.streaming_content).splitlines()) == 2


@pytest.mark.usefixtures("portfolio_of_four")
def test_whoever_buys_finds_the_answer_by_the_name_of_the_vendor(
    client, portfolio_of_four
):
    world = portfolio_of_four
    client.force_login(member(world.organisation, Role.PROCUREMENT))

    page = client.get(reverse("dashboards:signing"))
    name = world.low.engagement.vendor.name
    found = client.get(reverse("dashboards:signing"), {"q": name})
    file = client.get(reverse("dashboards:signing"), {"export": "csv"})

    assert page.context["page"].paginator.count == 4
    assert world.low.engagement in [row.engagement for row in found.context["rows"]]
    assert b"Never assessed" in b"".join(file.streaming_content)


@pytest.mark.usefixtures("portfolio_of_four")
def test_an_auditor_draws_a_sample_and_opens_each_kind(client, portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.analyst, in_days(30))
    client.force_login(member(world.organisation, Role.AUDITOR))

    drawn = client.get(reverse("dashboards:auditing"), {"seed": "2026"})
    same = client.get(reverse("dashboards:auditing"), {"kind": "same"})

    assert drawn.context["page"].paginator.count == 1
    assert same.context["page"].paginator.count == 1
    assert world.low.engagement.vendor.name in same.content.decode()


def test_with_several_roles_each_first_page_leads_to_the_others(client):
    organisation = OrganisationFactory()
    client.force_login(member(organisation, Role.ADMINISTRATOR, Role.AUDITOR))

    page = client.get(reverse("dashboards:administering"))

    assert [name for name, _label in page.context["pages"]] == [
        "dashboards:administering",
        "dashboards:auditing",
    ]
    assert "What is left to set up?" in page.content.decode()


def panels_of(page):
    """The panels of a first page, without what stands around them."""
    begin = page.index('<section class="panel" aria-labelledby="waiting">')
    return page[begin : page.rindex("</section>")].split()


@pytest.mark.usefixtures("portfolio_of_four")
@pytest.mark.parametrize("is_narrowed", [False, True])
def test_the_board_reads_exactly_the_first_page(client, portfolio_of_four, is_narrowed):
    tier = portfolio_of_four.critical.engagement.tier
    narrowed = f"?tier={tier}&period=30" if is_narrowed else ""
    client.force_login(portfolio_of_four.approver)

    shown = client.get(f"/{narrowed}").content.decode()
    answer = client.post(reverse("dashboards:board") + narrowed, {"language": "en"})

    report = Report.objects.get()
    assert answer.url == reverse("reports:detail", args=[report.pk])
    assert panels_of(report.inputs["page"]) == panels_of(shown)
    assert bool(report.inputs["narrowed"]) == is_narrowed


@pytest.mark.usefixtures("portfolio_of_four")
def test_the_page_for_the_board_is_typeset_in_its_language(client, portfolio_of_four):
    client.force_login(portfolio_of_four.approver)
    client.post(reverse("dashboards:board"), {"language": "de"})

    report = render_report(Report.objects.get())

    assert report.state == ReportState.READY, report.reason
    with report.file.open() as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    words = " ".join(page.extract_text() for page in pages)
    assert "Wo stehen unsere Aufträge?" in words
    assert "4 Aufträge" in words
    assert "auch als Datei" not in words  # nobody leafs on from paper


@pytest.mark.usefixtures("portfolio_of_four")
def test_only_who_decides_sends_the_page_to_the_board(client, portfolio_of_four):
    client.force_login(portfolio_of_four.analyst)

    assert client.post(reverse("dashboards:board")).status_code == 403


@pytest.mark.usefixtures("portfolio_of_four")
def test_what_moved_is_a_list_and_a_file_with_the_reason(client, portfolio_of_four):
    world = portfolio_of_four
    scored(
        world.organisation,
        world.analyst,
        "personal-accounts",
        engagement=world.low.engagement,
    )
    long_ago(world.low.score)
    client.force_login(world.approver)

    page = client.get(reverse("dashboards:moved"))
    file = client.get(reverse("dashboards:moved"), {"export": "csv"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()

    (worse,) = [line for line in lines if "low,critical" in line]
    assert world.low.engagement.vendor.name in worse
    assert "New: " in worse
    assert [row.before for row, _why in page.context["rows"]].count(None) == 2
    assert "All of them, and as a file" in client.get("/").content.decode()


@pytest.mark.usefixtures("portfolio_of_four")
def test_a_view_of_the_first_page_is_kept_and_shared(client, portfolio_of_four):
    client.force_login(portfolio_of_four.approver)
    kept = {"list": "dashboards:home", "query": "tier=high", "name": "High"}
    client.post(reverse("lists:save"), kept | {"is_shared": "on"})

    page = client.get("/").content.decode()

    assert 'href="/?tier=high"' in page


def test_what_is_evaluated_and_what_is_rated_first_lead_to_as_many_rows(
    client, portfolio_of_four
):
    client.force_login(portfolio_of_four.approver)
    page = client.get(reverse("dashboards:home"), {"period": 30})
    text = html.unescape(page.content.decode())

    for address, number in (
        ("/portfolio/engagements/?waiting=review", page.context["standings"].to_review),
        ("/portfolio/moved/?way=first&period=30", page.context["moved"].first),
    ):
        assert f'href="{address}"' in text
        assert client.get(address).context["page"].paginator.count == number == 3
    nothing = client.get("/portfolio/moved/?way=worse&period=30")
    assert nothing.context["page"].paginator.count == 0
