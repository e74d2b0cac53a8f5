"""Texts are erased from entries, and the chain proves what stays."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import erase_values, record
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import ERASED, chains, first_broken_link, links_in_words
from riskapp.audit.queries.content import links_in
from tests.conftest import owner

STAND_IN = "erased person #ABCD2345"


def seal():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def buyer(db):
    return Organisation.objects.create(name="Buyer")


@pytest.fixture
def entry(buyer):
    jane = User.objects.create_user("jane@vendor.example", name="Jane Doe")
    record(
        "contact added",
        jane,
        organisation=buyer,
        by=jane,
        after={"email": "jane@vendor.example", "roles": ["main"], "count": 2.0},
    )
    seal()
    return AuditEntry.objects.get()


def erased(entry, **changed):
    erase_values(entry, changed)
    record(
        ERASED,
        entry.organisation,
        organisation=entry.organisation,
        by=None,
        after={"links": links_in_words([entry.position])},
    )
    seal()


def fault():
    return [found.reason for one in chains() if (found := first_broken_link(one))]


def test_the_chain_holds_without_what_was_erased(entry):
    erased(
        entry,
        actor_label=STAND_IN,
        object_label=STAND_IN,
        ip=None,
        after={"email": STAND_IN, "roles": ["main"], "count": 2},
    )

    found = AuditEntry.objects.get(pk=entry.pk)
    assert found.actor_label == STAND_IN
    assert found.secret == ""
    assert "jane" not in str(found.__dict__)
    call_command("verify_audit")


def test_what_stays_in_such_an_entry_is_still_proven(entry):
    erased(entry, actor_label=STAND_IN)

    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
    AuditEntry.objects.filter(pk=entry.pk).update(object_label="Somebody else")

    with pytest.raises(CommandError, match="its content was changed"):
        call_command("verify_audit")


def test_a_text_cannot_be_changed_under_the_name_of_an_erasure(entry):
    erased(entry, after={"email": "john@vendor.example", "roles": ["main"], "count": 2})

    assert fault() == ["a value was not erased but changed"]


def test_an_erasure_that_no_entry_tells_of_breaks_the_chain(entry):
    erase_values(entry, {"actor_label": STAND_IN})

    assert fault() == ["values were erased, and no entry says so"]


def test_two_people_are_erased_from_one_entry_one_after_the_other(entry):
    erased(entry, actor_label=STAND_IN)
    erased(AuditEntry.objects.get(pk=entry.pk), object_label=STAND_IN)

    assert fault() == []


def test_a_setting_alone_opens_nothing_to_who_owns_nothing(entry):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        AuditEntry.objects.update(action="unmade")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        connection.cursor().execute(
            "SET LOCAL riskapp.forgets = 'on'; UPDATE audit_auditentry SET action = 'x'"
        )


@pytest.mark.parametrize(
    ("links", "words"),
    [([], ""), ([3], "3"), ([4, 3, 5, 9], "3-5, 9")],
)
def test_links_are_named_as_ranges(links, words):
    assert links_in_words(links) == words
    assert list(links_in(words)) == sorted(links)
