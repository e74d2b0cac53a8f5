import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.accounts.models import User
from riskapp.audit.models import AuditEntry
from tests.conftest import make_world
from tests.factories.riskapp import member
from tests.factories.tabs import in_two_tabs

pytestmark = pytest.mark.django_db


def test_an_administrator_decides_in_which_language_vendors_are_written_to():
    world = make_world()

    world.client("administrator").post(
        "/settings/", {"entry_policy": "code", "language": "de"}
    )

    world.organisation.refresh_from_db()
    assert world.organisation.language == "de"
    entry = AuditEntry.objects.get(action="settings changed")
    assert (entry.before["language"], entry.after["language"]) == ("en", "de")
    assessment = world.assessment(filled=False, email="vera@vendor.example")
    assert assessment.response.language == "de"


def test_a_language_that_is_not_offered_is_refused():
    world = make_world()

    page = world.client("administrator").post(
        "/settings/", {"entry_policy": "link", "language": "tlh"}
    )

    assert page.status_code == 422
    world.organisation.refresh_from_db()
    assert world.organisation.language == "en"


def test_an_administrator_switches_four_eyes_off(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))

    client.post(
        reverse("organisations:settings"), {"entry_policy": "code", "language": "en"}
    )

    organisation.refresh_from_db()
    assert organisation.four_eyes is False
    assert AuditEntry.objects.get().after == {
        "entry_policy": "code",
        "four_eyes": False,
        "colleagues_anywhere": False,
    }


def test_a_bad_choice_changes_nothing(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))

    answer = client.post(reverse("organisations:settings"), {"entry_policy": "open"})

    organisation.refresh_from_db()
    assert answer.status_code == 422
    assert (organisation.entry_policy, organisation.four_eyes) == ("link", True)


def test_an_administrator_changes_the_settings(world):
    client = world.client("administrator")

    page = client.post(
        "/settings/",
        {
            "entry_policy": "account",
            "language": "en",
            "requires_second_factor": "on",
        },
    )

    world.organisation.refresh_from_db()
    assert page.url == "/settings/"
    assert world.organisation.entry_policy == "account"
    assert world.organisation.requires_second_factor


def test_a_member_reads_and_is_written_to_in_the_language_they_choose(world):
    client = world.client("analyst")
    client.cookies["django_language"] = "en"

    reply = client.post("/settings/language/", {"language": "de"})

    person = User.objects.get(pk=world.analyst.pk)
    assert person.language == "de"
    assert reply.cookies["django_language"]["max-age"] == 0
    page = client.get("/accounts/2fa/").content.decode()
    assert '<html lang="de">' in page
    assert '<option value="de" lang="de" selected>' in page
    entry = AuditEntry.objects.get(action="language chosen")
    assert (entry.before, entry.after) == ({"language": ""}, {"language": "de"})


def test_a_language_that_is_not_offered_changes_nothing(world):
    client = world.client("analyst")

    page = client.post("/settings/language/", {"language": "xx"}, follow=True)

    assert "not offered" in page.content.decode()
    assert User.objects.get(pk=world.analyst.pk).language == ""


def test_members_are_listed_with_their_roles_in_the_language_of_the_reader(world):
    page = world.client("administrator").get(
        "/settings/members/", headers={"accept-language": "de"}
    )

    assert "Einkauf" in page.content.decode().split("<table")[1].split("</table")[0]


@pytest.mark.parametrize(
    ("page", "first", "second"),
    [
        ("settings", {"language": "de"}, {"entry_policy": "code"}),
        ("rhythm", {"reminder_every": "3"}, {"months_low": "7"}),
    ],
)
def test_settings_changed_in_two_tabs_keep_both_changes(
    client, organisation, page, first, second
):
    client.force_login(member(organisation, Role.ADMINISTRATOR))
    address = reverse(f"organisations:{page}")

    text = in_two_tabs(client, address, first, second)

    assert "Changed meanwhile by" in text
    now = client.get(address).context["form"]
    assert {name: str(now[name].value()) for name in first | second} == first | second


def test_roles_changed_in_two_tabs_are_asked_about(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))
    other = member(organisation, Role.ANALYST).memberships.get()

    text = in_two_tabs(
        client,
        reverse("organisations:member", args=[other.pk]),
        {"roles": ["analyst", "approver"]},
        {"roles": ["procurement"]},
    )

    other.refresh_from_db()
    assert "Changed meanwhile by" in text
    assert other.roles == ["analyst", "approver"]


def test_an_administrator_says_where_the_organisation_sits(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))
    page = client.get(reverse("organisations:settings"))

    client.post(
        reverse("organisations:settings"),
        {"entry_policy": "code", "language": "en", "country": "DE"},
    )

    organisation.refresh_from_db()
    assert '<option value="DE">Germany</option>' in page.content.decode()
    assert organisation.country == "DE"
    entry = AuditEntry.objects.get(action="settings changed")
    assert (entry.before["country"], entry.after["country"]) == ("", "DE")


def test_a_place_that_is_no_country_is_refused(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))

    answer = client.post(
        reverse("organisations:settings"),
        {"entry_policy": "code", "language": "en", "country": "ZZ"},
    )

    organisation.refresh_from_db()
    assert (answer.status_code, organisation.country) == (422, "")


def test_the_organisation_and_a_person_choose_their_time_zones(client, organisation):
    person = member(organisation, Role.ADMINISTRATOR)
    client.force_login(person)
    settings = reverse("organisations:settings")

    client.post(
        settings,
        {"entry_policy": "code", "language": "en", "time_zone": "Pacific/Auckland"},
    )
    there = client.get(reverse("audit:list")).content.decode()
    client.post(
        reverse("organisations:language"), {"language": "", "time_zone": "Asia/Kolkata"}
    )
    mine = client.get(reverse("audit:list")).content.decode()

    organisation.refresh_from_db()
    person.refresh_from_db()
    assert (organisation.time_zone, person.time_zone) == (
        "Pacific/Auckland",
        "Asia/Kolkata",
    )
    assert " NZDT</time>" in there or " NZST</time>" in there
    assert " IST</time>" in mine
    assert AuditEntry.objects.filter(action="time zone chosen").count() == 1


def test_what_is_no_time_zone_is_refused(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))

    page = client.post(
        reverse("organisations:settings"),
        {"entry_policy": "code", "language": "en", "time_zone": "../../etc/passwd"},
    )

    assert page.status_code == 422


def test_an_administrator_says_for_how_long_a_rating_is_approved(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))
    address = reverse("organisations:settings")
    assert 'name="days_critical" value="90"' in client.get(address).content.decode()
    given = {
        "entry_policy": "link",
        "language": "en",
        "days_critical": "30",
        "days_high": "90",
        "days_moderate": "365",
        "days_low": "730",
    }

    too_long = client.post(address, given | {"days_low": "731"})
    client.post(address, given)

    assert too_long.status_code == 422
    organisation.refresh_from_db()
    assert organisation.approval_days == {
        "critical": 30,
        "high": 90,
        "moderate": 365,
        "low": 730,
    }
    entry = AuditEntry.objects.get(action="settings changed")
    assert entry.before["approval_days"]["critical"] == 90
