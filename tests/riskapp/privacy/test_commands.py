"""What the operator does for a person: give out, and erase."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.operations.actions import Roles, functions_that_forget
from riskapp.privacy.actions.erasing import ask_to_erase
from riskapp.privacy.actions.settling import put_on_hold
from riskapp.privacy.choices import ErasureState
from riskapp.privacy.errors import LastAdministratorStays, NobodyFound
from riskapp.privacy.models import Erasure
from riskapp.privacy.tasks import erase_person, erase_what_was_missed
from riskapp.vendors.actions import add_contact, register_vendor
from tests.conftest import acting_as, make_world, owner
from tests.factories.roles import make_roles
from tests.riskapp.privacy.conftest import ADDRESS, NAME, dump, join, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(world):
    """A contact of a vendor, named in a few places."""
    vendor = register_vendor(
        organisation=world.organisation,
        name="Quill",
        country="RS",
        services=f"Ask {NAME}.",
        by=world.analyst,
    )
    add_contact(vendor, email=ADDRESS, name=NAME, role="CTO", by=world.analyst)
    seal()
    return vendor


def test_the_operator_sees_first_what_would_go(world, known, capsys):
    call_command("erase_person", ADDRESS)

    said = capsys.readouterr().out
    assert "1 vendors.contact" in said
    assert "Nothing was changed" in said
    assert "Under a hold" not in said
    with pytest.raises(CommandError, match="Only names"):
        call_command("erase_person", ADDRESS, "--name", "yes")
    put_on_hold(known, None, reason="A claim.", by=world.analyst)
    call_command("erase_person", ADDRESS)
    assert "Under a hold" in capsys.readouterr().out
    with pytest.raises(CommandError, match="under a hold"):
        call_command("erase_person", ADDRESS, "--yes")
    assert known.contacts.exists()


def test_the_operator_erases_a_person_in_every_organisation(world, known, capsys):
    other = make_world("Other")
    join(other)
    seal()

    call_command("erase_person", ADDRESS.upper(), yes=True)
    seal()

    assert dump("zdenka", "quillfeather") == {}
    assert Erasure.objects.count() == 2
    call_command("verify_audit")


def test_a_name_in_any_letters_goes_wherever_it_stands(world):
    name = 'Žofie "Zo" Šťastná'
    vendor = register_vendor(
        organisation=world.organisation,
        name="Quill",
        country="RS",
        services=f'{name}\n{name.upper()};\\{name},Žofie \n "Zo" Šťastnáx',
        by=world.analyst,
    )
    add_contact(vendor, email=ADDRESS, name=name, role="CTO", by=world.analyst)
    seal()

    call_command("erase_person", ADDRESS, yes=True)
    seal()

    vendor.refresh_from_db()
    assert vendor.services.count("erased person #") == 3
    assert dump("žofie", "ŽOFIE") == {"vendors_vendor": 1, "audit_auditentry": 1}
    assert vendor.services.count("Žofie") == 1  # part of a longer word: somebody else's
    call_command("verify_audit")


def test_an_address_nobody_knows_is_said(world):
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("erase_person", "nobody@nowhere.example")
    with pytest.raises(NobodyFound):
        ask_to_erase(world.organisation, "nobody@nowhere.example", by=world.analyst)


def test_the_only_administrator_stays(world):
    administrator = world.people["administrator"]

    with pytest.raises(LastAdministratorStays):
        ask_to_erase(world.organisation, administrator.email, by=administrator)


def test_what_is_held_is_given_out_as_json_and_noted(world, known, tmp_path):
    path = tmp_path / "person.json"

    call_command("export_person", ADDRESS, output=path)

    (given,) = json.loads(path.read_text())
    assert given["organisation"] == "Buyer"
    assert given["names"] == [NAME]
    assert given["own"]["vendors.contact"][0]["role"] == "CTO"
    assert {m["table"] for m in given["mentions"]} == {"vendors.vendor"}
    assert [e["what"] for e in given["trail"]] == ["vendor registered", "contact added"]
    assert AuditEntry.objects.first().action == "personal data given out"
    assert path.stat().st_mode & 0o77 == 0


def test_only_the_worker_may_change_what_never_changes(world, known):
    asked = ask_to_erase(world.organisation, ADDRESS, names=[NAME], by=world.analyst)
    seal()
    with owner():
        make_roles(Roles(("test_web", "test_worker"), "test_read"))
    assert len(functions_that_forget()) == 10

    for call in (
        "privacy_remove('assessments_score', ARRAY['x'])",
        "privacy_put_pseudonym('vendors_vendor', ARRAY['x'], ARRAY['Quill'], 'AAAAAAAA')",
        "audit_erase_values(1, '{}')",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL ROLE test_web")
            cursor.execute(f"SELECT {call}")
    with acting_as("test_worker"):
        erase_person(str(asked.pk))
        seal()

    assert dump("zdenka", "quillfeather") == {}
    call_command("verify_audit")


@pytest.mark.parametrize(
    "call",
    [
        "privacy_put_pseudonym('questionnaires_questionnaireversion', ARRAY['x'], ARRAY['abc'], 'AAAAAAAA')",
        "privacy_put_pseudonym('vendors_vendor', ARRAY['x'], ARRAY['ab'], 'AAAAAAAA')",
        "privacy_put_pseudonym('vendors_vendor', ARRAY['x'], ARRAY['abc'], 'John Doe')",
        "privacy_remove('accounts_organisation', ARRAY['x'])",
        "privacy_remove('audit_auditentry', ARRAY['1'])",
        "privacy_point_to('decisions_decision', 'by_id', ARRAY['x'], 1, 1)",
        "privacy_drop_files('reports_report', ARRAY['x'])",
    ],
)
def test_the_ways_to_change_what_never_changes_are_narrow(db, call):
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {call}")


def test_an_erasure_that_always_raises_is_given_up_and_stops_no_other(
    world, known, monkeypatch, celery_runs_here, caplog
):
    ask_to_erase(world.organisation, ADDRESS, names=[NAME], by=world.analyst)
    Erasure.objects.update(asked_at=timezone.now() - datetime.timedelta(hours=1))
    monkeypatch.setattr("riskapp.privacy.actions.erasing.person_in", None)

    for _turn_of_the_clock in range(5):
        erase_what_was_missed()

    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.attempts) == (ErasureState.FAILED, 3)
    assert caplog.text.count("An erasure failed.") == 3
