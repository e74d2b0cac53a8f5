import pytest

from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Vendor
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
