import datetime

import pytest

from riskapp.audit.models import AuditEntry
from riskapp.scoring.profile import inherent_of
from riskapp.shipped.core import core_document
from riskapp.vendors.models import Engagement, Vendor
from tests.riskapp.machines.conftest import program_of

pytestmark = pytest.mark.django_db


def registered(program, **more):
    return program.ask("post", "vendors", {"name": "Kestrel", "country": "RS"} | more)


def test_a_vendor_is_registered_as_on_the_page(world, program):
    reply = registered(
        program,
        owner="approver@buyer.example",
        services="Builds portals.",
        labels=["cloud", "offshore"],
    )

    vendor = Vendor.objects.get()
    assert reply.status_code == 201
    assert reply["Location"] == f"/api/v1/vendors/{vendor.pk}"
    assert reply.json()["id"] == str(vendor.pk)
    assert vendor.owner == world.people["approver"]
    assert vendor.labels == ["cloud", "offshore"]
    entry = AuditEntry.objects.get(action="vendor registered")
    assert entry.actor == world.analyst
    assert entry.user_agent.startswith("API client Program of analyst …")


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"name": "…"}, "#/name"),
        ({"country": "XX"}, "#/country"),
        ({"owner": "nobody@buyer.example"}, "#/owner"),
        ({"owner": "analyst@other.example"}, "#/owner"),
        ({"labels": ["a,b"]}, "#/labels/0"),
        ({"labels": ["x"] * 20}, "#/labels"),
        ({"rating": "low"}, "#/rating"),
        ({"name": {"a": 1}}, "#/name"),
    ],
)
def test_each_fault_of_a_vendor_has_its_place(program, stranger, data, pointer):
    reply = registered(program, **data)

    assert reply.status_code == 422
    assert pointer in [fault["pointer"] for fault in reply.json()["errors"]]
    assert not Vendor.objects.exists()


def test_a_vendor_is_changed_by_whoever_saw_it_as_it_is(program):
    made = registered(program, services="Builds portals.")
    path = f"vendors/{made.json()['id']}"

    blind = program.ask("patch", path, {"country": "DE"})
    right = program.ask("patch", path, {"country": "DE"}, If_Match=made["ETag"])
    stale = program.ask("patch", path, {"country": "FR"}, If_Match=made["ETag"])
    whatever = program.ask("patch", path, {"name": "Merlin"}, If_Match="*")

    found = [reply.status_code for reply in (blind, right, stale, whatever)]
    assert found == [428, 200, 412, 200]
    assert right["ETag"] != made["ETag"]
    vendor = Vendor.objects.get()
    assert (vendor.name, vendor.country) == ("Merlin", "DE")
    assert vendor.services == "Builds portals."


def test_only_whoever_may_assess_registers_and_changes(world, program, stranger):
    path = f"vendors/{registered(program).json()['id']}"
    for person in ("administrator", "approver", "procurement", "auditor"):
        other = program_of(world, person)
        assert registered(other, name="Merlin").status_code == 403
        change = other.ask("patch", path, {"country": "DE"}, If_Match="*")
        assert change.status_code == 403
    narrow = program_of(world, "analyst", ["vendors:read"])
    assert registered(narrow, name="Merlin").status_code == 403
    foreign = stranger.ask("patch", path, {"country": "DE"}, If_Match="*")
    assert foreign.status_code == 404
    assert Vendor.objects.get().country == "RS"


PROFILE = dict(
    zip(
        [f"ENG-0{number}" for number in range(1, 10)],
        [
            "ordinary",
            "customer",
            "core",
            "write",
            "approve",
            "small",
            "no",
            "no",
            "silent",
        ],
        strict=True,
    )
)


@pytest.fixture
def vendor_path(program):
    """Where the work of a vendor is registered."""
    return f"vendors/{registered(program).json()['id']}/engagements"


def started(program, path, **more):
    given = {"name": "Portal", "contract_ends_on": "2027-03-31", "profile": PROFILE}
    return program.ask("post", path, given | more)


def test_work_is_registered_with_the_tier_that_follows_from_its_profile(
    world, program, vendor_path
):
    reply = started(program, vendor_path)

    engagement = Engagement.objects.get()
    assert reply.status_code == 201
    assert reply["Location"] == f"/api/v1/engagements/{engagement.pk}"
    told = reply.json()
    assert (told["tier"], told["profile"]) == (engagement.tier, PROFILE)
    assert engagement.inherent == inherent_of(core_document(), PROFILE)[0]
    assert engagement.contract_ends_on == datetime.date(2027, 3, 31)
    entry = AuditEntry.objects.get(action="engagement registered")
    assert entry.actor == world.analyst


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"contract_ends_on": "31.3.2027"}, "#/contract_ends_on"),
        ({"contract_starts_on": "2027-05-01"}, "#/contract_ends_on"),
        ({"profile": PROFILE | {"ENG-01": "much"}}, "#/profile/ENG-01"),
        ({"profile": {"ENG-01": "ordinary"}}, "#/profile/ENG-02"),
        ({"profile": PROFILE | {"name": "Other"}}, "#"),
        ({"tier": "low"}, "#/tier"),
    ],
)
def test_each_fault_of_work_has_its_place(program, vendor_path, data, pointer):
    reply = started(program, vendor_path, **data)

    assert reply.status_code == 422
    assert pointer in [fault["pointer"] for fault in reply.json()["errors"]]
    assert not Engagement.objects.exists()


def test_work_is_changed_where_it_is_named_by_whoever_saw_it_as_it_is(
    program, vendor_path
):
    made = started(program, vendor_path)
    path = f"engagements/{made.json()['id']}"
    read = program.ask("get", path)
    wanted = {"contract_ends_on": None, "profile": {"ENG-04": "prod"}}

    blind = program.ask("patch", path, wanted)
    right = program.ask("patch", path, wanted, If_Match=read["ETag"])
    stale = program.ask("patch", path, {"name": "X"}, If_Match=read["ETag"])

    assert [reply.status_code for reply in (blind, right, stale)] == [428, 200, 412]
    engagement = Engagement.objects.get()
    assert engagement.profile == PROFILE | {"ENG-04": "prod"}
    assert (engagement.name, engagement.contract_ends_on) == ("Portal", None)
    assert engagement.inherent > 0


def test_work_of_strangers_is_neither_there_to_read_nor_to_change(
    world, program, stranger, vendor_path
):
    path = f"engagements/{started(program, vendor_path).json()['id']}"

    assert started(stranger, vendor_path).status_code == 404
    change = stranger.ask("patch", path, {"name": "X"}, If_Match="*")
    assert change.status_code == 404
    auditor = program_of(world, "auditor")
    assert started(auditor, vendor_path, name="Shop").status_code == 403
    assert auditor.ask("patch", path, {"name": "X"}, If_Match="*").status_code == 403
    assert Engagement.objects.get().name == "Portal"
