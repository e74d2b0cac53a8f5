import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from questionnaires.actions.answers import save_answer
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation
from riskapp.audit.actions import gathering, note_export, record, record_export
from riskapp.audit.models import AuditEntry, ChainHead
from riskapp.audit.queries import FIRST, chains, first_broken_link, link_hash
from riskapp.privacy.choices import RetentionKind
from riskapp.privacy.models import Period
from tests.conftest import make_world, owner
from tests.factories.riskapp import OrganisationFactory, member


def commit():
    """What the database does at the end of a transaction, without ending it."""
    connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    organisation = Organisation.objects.create(name="Buyer")

    with pytest.raises(RuntimeError, match="in the transaction"):
        record("made", organisation, organisation=organisation, by=None)


@pytest.mark.django_db
def test_entries_of_an_organisation_make_one_chain():
    buyer, other = (Organisation.objects.create(name=name) for name in ("A", "B"))
    for action in ("first", "second"):
        record(action, buyer, organisation=buyer, by=None)
        record(action, other, organisation=other, by=None)

    commit()

    first, second = AuditEntry.objects.filter(organisation=buyer).order_by("position")
    assert (first.position, first.previous_hash) == (1, FIRST)
    assert (second.position, second.previous_hash) == (2, first.hash)
    assert second.hash == link_hash(first.hash, second.content_hash)
    head = ChainHead.objects.get(pk=buyer.pk)
    assert (head.length, head.hash) == (2, second.hash)


@pytest.mark.django_db
def test_what_an_entry_is_about_is_named_in_english_whoever_acts():
    buyer = Organisation.objects.create(name="A")
    made = Period(kind=RetentionKind.EVIDENCE, days=30)

    with translation.override("de"):
        assert str(made) != "Files of evidence: 30"
        record("made", made, organisation=buyer, by=None)

    assert (
        AuditEntry.objects.get(organisation=buyer).object_label
        == "Files of evidence: 30"
    )


@pytest.mark.django_db
def test_entries_of_one_transaction_are_sealed_in_the_order_they_came():
    buyer, other = (Organisation.objects.create(name=name) for name in ("A", "B"))
    for number in range(3):
        record(f"first {number}", buyer, organisation=buyer, by=None)
        record(f"first {number}", other, organisation=other, by=None)
    commit()
    for number in range(2):
        record(f"then {number}", other, organisation=other, by=None)
    commit()

    for organisation, actions in (
        (buyer, ["first 0", "first 1", "first 2"]),
        (other, ["first 0", "first 1", "first 2", "then 0", "then 1"]),
    ):
        entries = AuditEntry.objects.filter(organisation=organisation).order_by("pk")
        assert [entry.action for entry in entries] == actions
        assert [entry.position for entry in entries] == [*range(1, len(actions) + 1)]
        head = ChainHead.objects.get(pk=organisation.pk)
        assert (head.length, head.hash) == (
            len(actions),
            entries[len(entries) - 1].hash,
        )
        assert first_broken_link(organisation.pk) is None


@pytest.mark.django_db
def test_what_came_from_nowhere_was_done_by_the_system():
    organisation = Organisation.objects.create(name="Buyer")

    entry = record("made", organisation, organisation=organisation, by=None)

    assert (entry.actor_label, entry.ip, entry.user_agent) == ("system", None, "")


@pytest.mark.django_db
def test_values_that_the_database_writes_differently_hash_alike():
    organisation = Organisation.objects.create(name="Buyer")
    odd = {"z": 1.0, "a": 1e22, "ü": [1.5e-7, None, True, -0.0], "text": "“\n”"}

    record("made", organisation, organisation=organisation, by=None, after=odd)
    commit()

    assert first_broken_link(organisation.pk) is None


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_auditentry", "audit_chainhead"])
def test_the_trail_is_never_emptied(table):
    with (
        owner(),
        connection.cursor() as cursor,
    ):  # tests empty their database; nobody else does
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_an_entry_that_brings_its_own_place_is_refused():
    organisation = Organisation.objects.create(name="Buyer")
    entry = record("made", organisation, organisation=organisation, by=None)
    entry.pk, entry.position, entry.hash = None, 7, "f" * 64

    with pytest.raises(DatabaseError, match="nothing else of the chain"):
        entry.save(force_insert=True)
        commit()


@pytest.mark.django_db
def test_nobody_moves_the_head_of_a_chain():
    organisation = Organisation.objects.create(name="Buyer")
    record("made", organisation, organisation=organisation, by=None)
    commit()

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        ChainHead.objects.update(length=9)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        ChainHead.objects.all().delete()


def test_saving_an_answer_writes_no_audit_entry(response, respondent):
    before = AuditEntry.objects.count()

    save_answer(response, "GOV-01", "yes", respondent=respondent, revision=0)

    assert AuditEntry.objects.count() == before


def test_an_export_is_noted_with_its_filters(world):
    note_export(
        world.organisation, filters={"action": "made", "q": ""}, by=world.analyst
    )

    entry = AuditEntry.objects.get()
    assert entry.action == "audit trail exported"
    assert entry.after == {"filters": {"action": "made"}}


@pytest.mark.django_db
def test_every_organisation_hears_of_a_downloaded_list():
    ours, theirs, _stranger = OrganisationFactory.create_batch(3)
    analyst = member(ours, Role.ANALYST)
    Membership.objects.create(
        organisation=theirs, user=analyst, roles=[Role.PROCUREMENT]
    )

    record_export("vendors exported", by=analyst, wanted="csv", query="tier=high")

    entries = AuditEntry.objects.all()
    assert {entry.organisation for entry in entries} == {ours, theirs}
    assert {entry.action for entry in entries} == {"vendors exported"}
    assert entries[0].after == {"format": "csv", "query": "tier=high"}


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain_in_order():
    organisation = Organisation.objects.create(name="Buyer")
    threads = [threading.Thread(target=_write, args=(organisation,)) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert AuditEntry.objects.count() == 60
    assert [first_broken_link(chain) for chain in chains()] == [None]


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_keeps_nobody_waiting():
    organisation = Organisation.objects.create(name="Buyer")

    with transaction.atomic():
        record("slow", organisation, organisation=organisation, by=None)
        other = threading.Thread(target=_write, args=(organisation, 1))
        other.start()
        other.join(timeout=10)
        finished = not other.is_alive()

    assert finished
    assert list(
        AuditEntry.objects.order_by("position").values_list("action", flat=True)
    ) == ["made", "slow"]


def _write(organisation, times=10):
    try:
        for _ in range(times):
            with transaction.atomic():
                record("made", organisation, organisation=organisation, by=None)
    finally:
        connection.close()


def test_what_is_gathered_is_no_entry_but_what_others_do_is(world):
    other = make_world("Other")
    with gathering(world.organisation, by=world.analyst) as rows:
        for place in (world, other):
            record(
                "noted",
                place.organisation,
                organisation=place.organisation,
                by=world.analyst,
                after={"n": 1},
            )
    record("after", world.organisation, organisation=world.organisation, by=None)

    [row] = rows
    assert (row["action"], row["after"]) == ("noted", {"n": 1})
    assert row["object_id"] == str(world.organisation.pk)
    found = AuditEntry.objects.order_by("id").values_list("organisation", "action")
    assert list(found) == [
        (other.organisation.pk, "noted"),
        (world.organisation.pk, "after"),
    ]
