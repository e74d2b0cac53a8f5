import json

import pytest
from django.db import connection

from riskapp.audit.models import AuditEntry
from tests.riskapp.machines.conftest import program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(world):
    """A program of the auditor's, over a trail that is sealed."""
    world.engagement()
    made = program_of(world, "auditor")
    seal()
    return made


def seal():
    """Entries get their place in the chain when a transaction commits."""
    connection.check_constraints()


def test_the_trail_is_read_in_the_order_of_its_chain(world, auditor):
    found, cursor = [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        told = auditor.ask("get", f"audit?limit=2{more}").json()
        found += told["items"]
        cursor = told["next_cursor"]

    assert [item["position"] for item in found] == list(range(1, len(found) + 1))
    assert (
        len(found) == AuditEntry.objects.filter(organisation=world.organisation).count()
    )
    assert found[0]["action"] == "vendor registered"


@pytest.mark.parametrize("kind", ["jsonl", "ocsf", "cef"])
def test_events_are_pulled_on_from_where_one_was(world, auditor, kind):
    first = auditor.ask("get", f"audit/events?format={kind}")
    cursor = first["Next-Cursor"]
    nothing = auditor.ask("get", f"audit/events?format={kind}&cursor={cursor}")
    program_of(world, "analyst")
    seal()
    since = auditor.ask(
        "get", f"audit/events?format={kind}&cursor={nothing['Next-Cursor']}"
    )

    assert first.content.count(b"\n") > 3
    assert nothing.content == b""
    assert since.content.count(b"\n") == 3  # allowed, its secret, its token
    if kind == "cef":
        assert since.content.startswith(b"CEF:0|riskapp|")
    else:
        assert all(map(json.loads, since.content.decode().splitlines()))


def test_only_whoever_reads_the_trail_pulls_it(world, stranger):
    seal()
    for person, status in (("analyst", 403), ("procurement", 403), ("auditor", 200)):
        program = program_of(world, person)
        assert program.ask("get", "audit").status_code == status
        assert program.ask("get", "audit/events").status_code == status
    assert stranger.ask("get", "audit").status_code == 403
