"""A pseudonym in the place of a person, where what names them has to stay."""

import pytest
from django.core.management import call_command

from questionnaires.actions.answers import save_answer
from questionnaires.actions.invitations import enter
from questionnaires.actions.responses import submit_response
from questionnaires.models import Entry, Response
from questionnaires.queries import digest_holds
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.vendors.actions import add_contact
from tests.riskapp.privacy.conftest import (
    ADDRESS,
    NAME,
    dump,
    seal,
)

pytestmark = pytest.mark.django_db


def test_two_people_are_erased_from_the_same_answer_one_after_the_other(world):
    assessment = world.assessment("careful")
    response, vendor = assessment.response, assessment.engagement.vendor
    others = ("bo.ott@quill.example", "Bo Ottersen")
    for address, name in ((ADDRESS, NAME), others):
        add_contact(vendor, email=address, name=name, by=world.analyst)
        enter(response.invitations.get(), name="V", email=address)
    entry = Entry.objects.filter(response=response, section="TOOL").first()
    save_answer(response, "T-01", f"For {NAME} and {others[1]}", entry=entry)
    submit_response(response, name="Vera", role="CTO")
    seal()

    for address, name in ((ADDRESS, NAME), others):
        erase(ask_to_erase(world.organisation, address, names=[name], by=world.analyst))
        seal()

    response = Response.objects.get(pk=response.pk)
    value = response.answers.get(entry=entry, question="T-01").value
    assert value.count("erased person #") == 2
    assert digest_holds(response)
    assert dump("quillfeather", "ottersen") == {}
    call_command("verify_audit")
