import pytest

from riskapp.accounts.models import Membership
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind
from riskapp.notifications.models import Notification
from riskapp.notifications.queries import preferences_of
from tests.conftest import make_world


def told(world, assessment, count=1, label="Portal"):
    for number in range(count):
        notify(
            world.organisation,
            NotificationEvent(
                NotificationKind.OVERDUE,
                str(number),
                "assessments.assessment",
                str(assessment.pk),
                label,
            ),
        )


@pytest.fixture
def assessment(world):
    return world.assessment(filled=False)


def test_the_bell_says_how_much_is_new_without_a_query(
    world, assessment, django_assert_num_queries
):
    client = world.client("analyst")
    client.get("/notifications/settings/")
    with django_assert_num_queries(3):
        client.get("/notifications/settings/")

    told(world, assessment, 3)

    with django_assert_num_queries(3):
        page = client.get("/notifications/settings/")
    assert '<span class="bell__count">3' in page.content.decode()


def test_opening_one_reads_it_and_leads_to_its_object(world, assessment):
    told(world, assessment, 2)
    client = world.client("analyst")
    first = Notification.objects.first()

    answer = client.post(f"/notifications/{first.pk}/")

    assert answer.url == f"/assessments/{assessment.pk}/"
    assert Membership.objects.get(user=world.analyst).unread == 1


def test_all_of_it_can_be_read_at_once(world, assessment):
    told(world, assessment, 2)
    client = world.client("analyst")
    assert "2 are new" in client.get("/notifications/").content.decode()

    client.post("/notifications/read/")

    assert "are new" not in client.get("/notifications/").content.decode()


def test_what_a_vendor_wrote_is_escaped(world, assessment):
    told(world, assessment, label="<b>Portal</b>")

    page = world.client("analyst").get("/notifications/").content

    assert b"<b>Portal</b>" not in page
    assert b"&lt;b&gt;Portal" in page


def test_each_kind_can_be_switched_off(world):
    client = world.client("analyst")
    page = client.get("/notifications/settings/")
    kinds = page.context["form"].kinds
    data = {f"{kind}-mail": "none" for kind in kinds}

    client.post("/notifications/settings/", data)

    preferences = preferences_of(world.analyst)
    assert NotificationKind.DECISION not in kinds
    assert {(preferences[k].is_shown, preferences[k].mail) for k in kinds} == {
        (False, "none")
    }


def test_an_unknown_wish_changes_nothing(world):
    page = world.client("analyst").post(
        "/notifications/settings/", {"overdue-mail": "hourly"}
    )

    assert page.status_code == 422
    assert preferences_of(world.analyst)[NotificationKind.OVERDUE].mail == "daily"


def test_a_role_that_hears_of_nothing_is_told_so(world):
    page = world.client("auditor").get("/notifications/settings/")

    assert "receives no notifications" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number(
    world, assessment, count, django_assert_num_queries
):
    told(world, assessment, count)
    client = world.client("analyst")
    client.get("/notifications/")

    with django_assert_num_queries(3):
        client.get("/notifications/")


@pytest.mark.django_db
def test_two_tabs_do_not_overwrite_each_other(client):
    client.force_login(make_world().analyst)
    path = "/notifications/settings/"
    form = client.get(path).context["form"]
    shown = {f.html_name: f.value() for f in form if f.value() not in (False, None)}

    first = client.post(path, shown | {"overdue-mail": "now"})
    second = client.post(path, shown | {"submitted-mail": "none"})

    assert first.status_code == 302
    assert second.status_code == 409
    assert "Changed meanwhile" in second.content.decode()
    again = second.context["form"]
    assert again["overdue-mail"].value() == "now"
    assert again["submitted-mail"].value() == "none"
