"""The pages of an administrator, and what a person gets of their own account."""

import json

import pytest
from django.core.management import call_command

from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import remove_member
from riskapp.privacy.models import Erasure, Hold, Period
from riskapp.privacy.queries.periods import days_of
from riskapp.vendors.actions import add_contact, register_vendor
from riskapp.vendors.models import Contact
from tests.conftest import make_world
from tests.riskapp.privacy.conftest import ADDRESS, NAME, dump, join, seal

pytestmark = pytest.mark.django_db
PERIODS, PEOPLE = "/settings/privacy/", "/settings/privacy/people/"


@pytest.fixture
def contact(world):
    vendor = register_vendor(
        organisation=world.organisation, name="Quill", country="RS", by=world.analyst
    )
    return add_contact(vendor, email=ADDRESS, name=NAME, role="CTO", by=world.analyst)


@pytest.fixture
def administrator(world):
    return world.client("administrator")


def erasure(**wanted):
    return {
        "address": ADDRESS,
        "names": [NAME],
        "reports": "on",
        "reason": "She asked.",
        "typed": ADDRESS,
    } | wanted


def test_periods_are_changed_and_noted(world, administrator):
    page = administrator.get(PERIODS)
    days = {k: d or "" for k, d in days_of(world.organisation).items()}
    seen = page.context["form"]["seen"].value()

    reply = administrator.post(
        PERIODS, days | {"seen": seen, "drafts": 40, "history": ""}
    )

    assert reply.status_code == 302
    assert dict(Period.objects.values_list("kind", "days")) == {
        "drafts": 40,
        "history": None,
    }
    entry = AuditEntry.objects.get(action="retention changed")
    assert entry.before == {"drafts": 365, "history": 1095}


def test_a_period_below_the_least_is_refused(world, administrator):
    reply = administrator.post(PERIODS, {"drafts": 29})

    assert reply.status_code == 422
    assert "drafts" in reply.context["form"].errors
    assert not Period.objects.exists()


def test_what_would_be_deleted_is_shown_and_nothing_saved(world, administrator):
    reply = administrator.post(PERIODS, {"drafts": 40, "preview": "1"})

    assert reply.status_code == 200
    assert "Nothing is saved yet" in reply.content.decode()
    assert not Period.objects.exists()


def test_a_person_is_found_by_name_and_no_address_stands_in_a_link(
    administrator, contact
):
    page = administrator.post(PEOPLE, {"q": "quillf"}).content.decode()

    assert f'value="{ADDRESS}"' in page
    assert f"?address={ADDRESS}" not in page
    shown = administrator.post(PEOPLE, {"address": ADDRESS})
    assert NAME in shown.content.decode()
    assert {g.name for g in shown.context["groups"]} >= {"Contact at a vendor"}


def test_a_person_is_erased_from_the_page(
    world, administrator, contact, celery_runs_here, django_capture_on_commit_callbacks
):
    seal()
    with django_capture_on_commit_callbacks(execute=True):
        reply = administrator.post("/settings/privacy/people/erase/", erasure())
    seal()

    assert reply.status_code == 302
    assert Erasure.objects.get().state == "done"
    assert dump("zdenka", "quillfeather") == {}
    listed = administrator.get(PEOPLE).content.decode()
    assert Erasure.objects.get().label in listed
    assert "She asked." in listed


@pytest.mark.parametrize(
    "wrong", [{"typed": "other@quill.example"}, {"reason": ""}, {"typed": ""}]
)
def test_an_erasure_needs_the_address_typed_and_a_reason(administrator, contact, wrong):
    reply = administrator.post("/settings/privacy/people/erase/", erasure(**wrong))

    assert reply.status_code == 422
    assert not Erasure.objects.exists()


def test_an_administrator_sees_and_erases_nothing_of_another_organisation(
    world, contact
):
    stranger = make_world("Other").client("administrator")

    for path in (PEOPLE, f"{PEOPLE}give/", f"{PEOPLE}erase/"):
        reply = stranger.post(path, erasure(), follow=True)
        page = reply.content.decode()
        assert "Nothing is held about this address here." in page
        assert NAME not in page
    assert Contact.objects.filter(email=ADDRESS).exists()
    assert not Erasure.objects.exists()


def test_the_name_of_an_account_that_never_came_here_is_not_shown(world):
    join(make_world("Other"))
    vendor = register_vendor(
        organisation=world.organisation, name="Quill", country="RS", by=world.analyst
    )
    add_contact(vendor, email=ADDRESS, name="", role="", by=world.analyst)

    page = world.client("administrator").post(PEOPLE, {"address": ADDRESS})

    assert page.status_code == 200
    assert NAME not in page.content.decode()


def test_a_name_taken_after_leaving_is_not_shown_to_former_colleagues(world):
    user = join(world)
    remove_member(Membership.objects.get(user=user), by=world.people["administrator"])
    user.name = "Zdenka Newname"
    user.save()
    seal()

    page = world.client("administrator").post(PEOPLE, {"address": ADDRESS})

    assert page.status_code == 200
    assert "Newname" not in page.content.decode()


def test_what_is_held_is_given_out_to_read_and_for_machines(administrator, contact):
    path = f"{PEOPLE}give/"
    data = administrator.post(path, {"address": ADDRESS, "format": "json"})
    page = administrator.post(path, {"address": ADDRESS, "format": "html"})

    assert json.loads(data.content)["own"]["vendors.contact"][0]["name"] == NAME
    assert "attachment" in page["Content-Disposition"]
    assert NAME in page.content.decode()
    assert "<script" not in page.content.decode()
    noted = AuditEntry.objects.filter(action="personal data given out")
    assert noted.count() == 2


def test_a_person_gets_their_own_data_and_nothing_that_others_wrote(world):
    user = join(world)
    register_vendor(
        organisation=world.organisation,
        name="Quill",
        country="RS",
        services=f"Secret note about {NAME}.",
        by=world.analyst,
    )
    client = world.client("administrator")
    client.force_login(user)

    reply = client.post("/settings/privacy/mine/")

    found = json.loads(reply.content)
    assert found["account"]["email"] == ADDRESS
    assert found["memberships"][0]["organisation"] == "Buyer"
    assert "member added" in [entry["what"] for entry in found["trail"]]
    assert "password" not in found["account"]
    assert "Secret note" not in reply.content.decode()


def test_a_hold_is_set_and_lifted_with_its_reason(world, administrator, contact):
    vendor = contact.vendor

    administrator.post(
        "/settings/privacy/holds/", {"vendor": vendor.pk, "reason": "A claim."}
    )
    hold = Hold.objects.get()
    assert "A claim." in administrator.get("/settings/privacy/holds/").content.decode()
    administrator.post(f"/settings/privacy/holds/{hold.pk}/lift/")

    assert not Hold.objects.exists()
    assert list(
        AuditEntry.objects.filter(object_id=str(vendor.pk), action__contains="hold")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == ["put on hold", "hold lifted"]


def test_the_record_of_processing_names_the_periods_in_force(
    world, administrator, capsys
):
    Period.objects.create(organisation=world.organisation, kind="history", days=111)

    assert (
        "111 days"
        in administrator.get("/settings/privacy/processing/").content.decode()
    )
    call_command("record_of_processing")
    assert "- History of answers: 111 days" in capsys.readouterr().out
