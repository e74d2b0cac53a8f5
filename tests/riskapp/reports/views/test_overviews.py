import re
from copy import deepcopy
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.reports.actions import render_report
from riskapp.reports.models import Report
from riskapp.vendors.actions import archive_engagement
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
)
from tests.riskapp.dashboards.conftest import decide, in_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    names = ("careful", "typical", "personal-accounts")
    return [house.scored(name) for name in names]


@pytest.fixture
def procurement(client, organisation):
    person = member(organisation, Role.PROCUREMENT)
    client.force_login(person)
    return person


@pytest.fixture
def assessments(procurement, evaluated):
    return deepcopy(evaluated)


def text_of(report):
    with report.file.open() as file:
        reader = PdfReader(BytesIO(file.read()))
    return " ".join(page.extract_text() for page in reader.pages)


def names(assessments):
    return [assessment.engagement.vendor.name for assessment in assessments]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_portfolio_is_a_page_and_a_report(
    client, procurement, assessments, language
):
    page = client.get(reverse("reports:portfolio")).content.decode()
    client.post(reverse("reports:portfolio"), {"language": language})
    client.post(reverse("reports:portfolio"), {"language": language})

    report = render_report(Report.objects.get())
    words = text_of(report)
    for name in names(assessments):
        assert name in page
        assert name in words
    assert report.code in words


def test_vendors_stand_beside_each_other_and_only_those_chosen(
    client, procurement, assessments
):
    two = assessments[:2]
    query = {"of": [str(assessment.pk) for assessment in two]}

    page = client.get(reverse("reports:compare"), query).content.decode()
    client.post(reverse("reports:compare"), query)

    words = text_of(render_report(Report.objects.get()))
    table = page[page.index("<table") : page.index("</table>")]
    for name in names(two):
        assert name in table
        assert name in words
    assert names(assessments)[2] not in table
    assert names(assessments)[2] not in words


@pytest.mark.parametrize("of", [["nonsense"], [], ["' OR 1=1"]])
def test_what_is_no_assessment_is_passed_over(client, assessments, of):
    assert client.get(reverse("reports:compare"), {"of": of}).status_code == 200
    client.post(reverse("reports:compare"), {"of": of})

    assert not Report.objects.exists()


def test_another_organisations_vendors_are_never_compared(client, assessments):
    stranger = member(OrganisationFactory(), Role.ANALYST)
    theirs = scored(stranger.organisations.get(), stranger, "careful")

    page = client.get(reverse("reports:compare"), {"of": [str(theirs.pk)]})

    assert theirs.engagement.vendor.name not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_portfolio_needs_the_same_queries_for_any_number(
    client, procurement, count, django_assert_max_num_queries
):
    for _ in range(count):
        scored(procurement.organisations.get(), procurement, "careful")

    with django_assert_max_num_queries(9):
        client.get(reverse("reports:portfolio"))


def test_a_comparison_needs_the_same_queries_for_any_number(
    client, assessments, django_assert_max_num_queries
):
    def compared(chosen):
        client.get(reverse("reports:compare"), {"of": [str(one.pk) for one in chosen]})

    compared(assessments)
    with django_assert_max_num_queries(20) as two:
        compared(assessments[:2])
    with django_assert_max_num_queries(len(two)):
        compared(assessments)


def test_vendors_are_compared_by_what_they_answered_in_the_readers_language(
    client, procurement, assessments
):
    query = {"of": [str(assessment.pk) for assessment in assessments], "language": "de"}

    page = client.get(reverse("reports:compare"), query).content.decode()
    client.post(reverse("reports:compare"), query)

    report = render_report(Report.objects.get())
    words = " ".join(text_of(report).split())
    with report.file.open() as file:
        first = PdfReader(BytesIO(file.read())).pages[0].extract_text()
    assert "CR-01" in first  # long rows are divided, so that no page stays empty
    for question in ("Where is the code processed?", "Is content used for training?"):
        assert question in page
    assert "United States (4\u00a0of\u00a05)" in page  # never on two lines
    assert "Wo wird der Code verarbeitet?" in words
    assert "Vereinigte Staaten (4 von 5)" in words


def test_those_never_assessed_come_first_on_the_page_and_in_the_report(
    client, procurement, assessments
):
    organisation = procurement.organisations.get()
    engagements = EngagementFactory.create_batch(4, vendor__organisation=organisation)
    archive_engagement(engagements[0], by=procurement)

    page = client.get(reverse("reports:portfolio")).content.decode()
    client.post(reverse("reports:portfolio"), {"language": "en"})

    words = " ".join(text_of(render_report(Report.objects.get())).split())
    table = page[page.rindex("<table") :]
    assert table.count(reverse("vendors:list")) == 3
    assert engagements[1].vendor.name in table
    assert engagements[1].vendor.name in words
    assert engagements[0].vendor.name not in page
    assert words.index("3 never assessed") < words.index(" critical")
    assert "6 engagements: 3 were assessed, 3 never were" in words


def test_a_portfolio_of_work_that_was_never_assessed_is_one_too(client, organisation):
    person = member(OrganisationFactory(), Role.PROCUREMENT)
    EngagementFactory(vendor__organisation=person.organisations.get())
    client.force_login(person)

    client.post(reverse("reports:portfolio"), {"language": "en"})

    words = " ".join(text_of(render_report(Report.objects.get())).split())
    assert "1 engagement: 0 were assessed, 1 never was" in words


def test_every_number_of_the_portfolio_leads_to_exactly_that_many_rows(
    client, procurement, assessments
):
    organisation = procurement.organisations.get()
    EngagementFactory.create_batch(2, vendor__organisation=organisation)
    for assessment, outcome, days in zip(
        assessments, ("conditional", "rejected", "approved"), (9, None, -9), strict=True
    ):
        until = in_days(days) if days else None
        decide(assessment, procurement, until, outcome)

    page = client.get(reverse("reports:portfolio")).content.decode()

    panel = page[page.index('class="panel overview"') : page.index("</section>")]
    told = re.findall(r'<a href="(/[^"]*)">(?:<b>)?\s*(\d+)', panel)
    assert len(told) >= 9
    for address, number in told:
        rows = client.get(address.replace("&amp;", "&")).context["page"]
        assert rows.paginator.count == int(number), address


def test_the_board_reads_rules_in_words(client, procurement, assessments):
    client.post(reverse("reports:portfolio"), {"language": "en"})

    words = " ".join(text_of(render_report(Report.objects.get())).split())
    assert "Third-country processing without a transfer tool" in words
    assert "CR-05" not in words


def test_every_number_of_a_comparison_opens_where_it_comes_from(client, assessments):
    of = [str(one.pk) for one in assessments[:2]]

    page = client.get(reverse("reports:compare"), {"of": of}).content.decode()

    table = page[page.index("<table") : page.index("</table>")]
    cells = [cell.partition(">")[2] for cell in table.split("<td")[1:]]
    bare = [cell for cell in cells if re.search(r"^\s*[0-9]", cell)]
    assert bare == []
    for name in ("detail", "tools", "findings", "criteria"):
        address = reverse(f"assessments:{name}", args=of[:1])
        assert f'href="{address}' in table


def test_who_is_compared_is_looked_for_by_name_and_the_chosen_stay(
    client, assessments, monkeypatch
):
    vendor = assessments[2].engagement.vendor
    vendor.name = "Müller Söhne"
    vendor.save()
    chosen = str(assessments[0].pk)

    page = client.get(reverse("reports:compare"), {"q": "muller", "of": [chosen]})
    monkeypatch.setattr("riskapp.reports.queries.overviews.MOST_OFFERED", 2)
    few = client.get(reverse("reports:compare"))

    offered = [row["assessment"] for row in page.context["offered"]]
    assert offered == [chosen, str(assessments[2].pk)]
    assert not page.context["is_more"]
    assert "There are more" in few.content.decode()
