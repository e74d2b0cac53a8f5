import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.reports.models import ReportSchedule
from tests.factories.reports import ready
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


@pytest.fixture
def report(analyst):
    return ready(scored(analyst.organisations.get(), analyst, "careful"), analyst)


@pytest.fixture
def browser(client, analyst):
    client.force_login(analyst)
    return client


def wanted(**changed):
    return {
        "people": "Vera Vidmar <vera@board.example>\n\nBo Berg <bo@board.example>\n",
        "rhythm": "monthly",
        "first_on": timezone.localdate().isoformat(),
        "reason": "The board asks.",
        "days": "14",
        "downloads": "3",
    } | changed


def test_a_report_is_sent_on_a_schedule_and_stopped(browser, report):
    address = reverse("reports:schedule", args=[report.pk])

    page = browser.post(address, wanted(), follow=True).content.decode()

    schedule = ReportSchedule.objects.get()
    assert [one["name"] for one in schedule.people] == ["Vera Vidmar", "Bo Berg"]
    assert "Bo Berg (bo@board.example)" in page
    browser.post(reverse("reports:stop", args=[schedule.pk]))
    assert "Bo Berg" not in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"people": "vera@board.example"}, "Give the name of vera@board.example too."),
        ({"people": "Vera Vidmar"}, "is no name with an address"),
        (
            {"people": "\n".join(f"P {n} <p{n}@a.example>" for n in range(21))},
            "Name at most 20 people.",
        ),
        ({"first_on": "2020-01-01"}, "This day is over."),
        ({"rhythm": "hourly"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_sent_is_said_at_the_fields(browser, report, changed, said):
    reply = browser.post(
        reverse("reports:schedule", args=[report.pk]), wanted(**changed)
    )

    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not ReportSchedule.objects.exists()


def test_one_person_named_twice_gets_one_link(browser, report):
    people = "Vera <vera@board.example>\nVera Vidmar <VERA@board.example>"

    browser.post(reverse("reports:schedule", args=[report.pk]), wanted(people=people))

    assert len(ReportSchedule.objects.get().people) == 1


def test_the_first_day_is_today_where_the_organisation_is(browser, report):
    page = browser.get(reverse("reports:schedule", args=[report.pk])).content.decode()

    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page
