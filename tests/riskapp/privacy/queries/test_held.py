"""What is held about a person, and what is somebody else's."""

import pytest

from questionnaires.actions.answers import save_answer
from questionnaires.models import Answer, Draft
from riskapp.vendors.actions import add_contact
from tests.conftest import make_world
from tests.riskapp.privacy.conftest import ADDRESS, NAME, erased, join, plant, seal

pytestmark = pytest.mark.django_db


def test_somebody_else_of_a_similar_name_or_address_stays(world):
    planted = plant(world)
    vendor = planted.assessment.engagement.vendor
    add_contact(
        vendor,
        email="not-zdenka@quill.example",
        name=f"{NAME}son",
        by=planted.world.analyst,
    )
    seal()

    erased(planted.world)

    contact = vendor.contacts.get()
    assert (contact.email, contact.name) == ("not-zdenka@quill.example", f"{NAME}son")


def test_a_confirmed_name_stays_in_answers_of_those_one_has_nothing_to_do_with(world):
    vendor = world.assessment("half-answered", vendor="Quill").engagement.vendor
    add_contact(vendor, email=ADDRESS, name=NAME, by=world.analyst, role="")
    other = world.assessment("half-answered", "Other", vendor="Acme").response
    entry = other.entries.filter(section="TOOL").first()
    save_answer(other, "T-01", f"{NAME}, {ADDRESS}", entry=entry)
    seal()

    erased(world)

    said = Answer.objects.get(entry=entry, question="T-01").value
    assert NAME in said
    assert ADDRESS not in said


def test_a_draft_of_a_questionnaire_that_names_a_person_goes(world):
    join(world)
    here, other = world.organisation.pk, make_world("Other").organisation.pk
    Draft.objects.create(owner=here, file_name="a.yaml", content=ADDRESS.encode())
    kept = Draft.objects.create(owner=here, file_name="b.yaml", content=b"id: x")
    theirs = Draft.objects.create(owner=other, file_name="c", content=ADDRESS.encode())
    seal()

    erased(world)

    assert set(Draft.objects.all()) == {kept, theirs}
