import pytest
from django.db import connection

from riskapp.audit.actions import Change, erase_values, record, record_each
from riskapp.audit.models import AuditEntry, TrailName
from riskapp.audit.queries import named
from tests.conftest import make_world
from tests.factories.riskapp import VendorFactory

KINDS = ["vendors.vendor", "accounts.organisation"]


def recorded(world, *names, **words):
    vendors = [VendorFactory(organisation=world.organisation, name=n) for n in names]
    for vendor in vendors:
        record(
            "vendor registered",
            vendor,
            organisation=world.organisation,
            by=world.analyst,
            **words,
        )
    return vendors


def about(world, text):
    entries = AuditEntry.objects.filter(organisation=world.organisation)
    found = entries.filter(named.about_object(world.organisation, text, KINDS))
    return sorted(found.values_list("object_label", flat=True))


def by(world, text):
    entries = AuditEntry.objects.filter(organisation=world.organisation)
    found = entries.filter(named.by_person(world.organisation, text))
    return sorted(set(found.values_list("actor_label", flat=True)))


def names_of(world):
    return sorted(
        TrailName.objects.filter(organisation=world.organisation).values_list(
            "of_person", "name"
        )
    )


@pytest.mark.parametrize("few", [200, 0])
def test_a_text_is_looked_for_in_names_alone(world, monkeypatch, few):
    monkeypatch.setattr(named, "FEW", dict.fromkeys(named.FEW, few))
    other = make_world("Other")
    recorded(world, "Müller Labs", "Muller Code", "Kestrel")
    recorded(other, "Muller Works")

    assert about(world, "MULLER") == ["Muller Code", "Müller Labs"]
    assert about(world, "ler code") == ["Muller Code"]
    assert about(world, "works") == []
    assert by(world, "ANALYST") == [world.analyst.email]
    assert by(world, "kestrel") == []


def test_an_object_is_found_by_its_id_too(world):
    first, _second = recorded(world, "Alder", "Birch")

    assert about(world, str(first.pk)) == ["Alder"]


def test_what_was_done_with_many_things_is_found_by_each(world):
    rows = [{"action": "labelled", "object_label": "Kestrel"}]
    record(
        "labels changed",
        world.organisation,
        organisation=world.organisation,
        by=world.analyst,
        after={"rows": rows},
    )

    assert about(world, "kestrel") == [world.organisation.name]


def test_each_name_is_kept_once(world):
    for _time in range(2):
        record_each(
            "scored",
            [Change(world.organisation)] * 2,
            organisation=world.organisation,
        )

    assert names_of(world) == [(False, world.organisation.name), (True, "system")]


def test_a_name_goes_with_the_last_entry_it_is_erased_of(world):
    (vendor,) = recorded(world, "Jane Doe")
    record("archived", vendor, organisation=world.organisation, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    first, second = AuditEntry.objects.order_by("id")
    erase_values(first, {"object_label": "erased"})
    assert (False, "Jane Doe") in names_of(world)
    erase_values(second, {"object_label": "erased", "actor_label": "nobody"})

    assert names_of(world) == [
        (False, "erased"),
        (True, world.analyst.email),
        (True, "nobody"),
    ]
