"""Where the audit trail speaks of a person."""

import pytest

from questionnaires.actions.invitations import enter, invite
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.trail import KnownPerson, known_of, signed_entries
from riskapp.vendors.actions import add_contact
from tests.riskapp.privacy.conftest import ADDRESS, NAME

pytestmark = pytest.mark.django_db


def did(assessment, name):
    """Something done at the vendor under a name, as the trail keeps it."""
    vendor = assessment.response.respondent_name
    record(
        "vendor gave files after submission",
        assessment,
        organisation=assessment.organisation,
        by=None,
        actor_label=f"{name} ({vendor})",
    )
    return AuditEntry.objects.latest("pk").pk


def test_what_a_person_did_at_a_vendor_is_found_by_the_name_in_front(world):
    theirs = world.assessment("half-answered", vendor="Quill")
    add_contact(theirs.engagement.vendor, email=ADDRESS, name=NAME, by=world.analyst)
    way = invite(theirs.response, email=ADDRESS, actor="x")
    enter(way, name="Z. Quillfeather", email=ADDRESS)
    other = world.assessment("half-answered", "Other", vendor="Another")
    own = did(theirs, "Z. Quillfeather")
    did(theirs, "Bo Ottersen")
    did(other, "Z. Quillfeather")

    person = person_in(world.organisation, ADDRESS)

    assert signed_entries(person) == {own: "Z. Quillfeather"}
    assert known_of(person) == KnownPerson((NAME,), {own: "Z. Quillfeather"})
