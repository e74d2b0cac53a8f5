"""Whose an address is, and which names are known to be theirs."""

import pytest
from django.core.management import call_command

from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Respondent
from riskapp.privacy.actions.erasing import ask_to_erase
from riskapp.privacy.errors import NotTheirName
from tests.riskapp.privacy.conftest import ADDRESS, dump, seal

pytestmark = pytest.mark.django_db


def test_a_name_that_was_typed_replaces_nothing_of_others(world):
    """Whoever enters as a text of others reads, and is erased, leaves it as it is."""
    theirs = world.assessment("careful", vendor="Acme Cloud Hosting GmbH", scored=True)
    answer = Answer.objects.filter(
        response=theirs.response, value__icontains="continue"
    ).first()
    world.organisation.name = "Example Bank"
    world.organisation.save()
    mine = world.assessment("half-answered", "Other", vendor="Mallory")
    own = mine.response.respondent_name
    for name in (str(answer.value), "Example Bank", "Acme Cloud Hosting", own):
        enter(invite(mine.response, email=ADDRESS, actor="x"), name=name, email=ADDRESS)
    submit_response(
        mine.response,
        name="yes",
        role="CTO",
        respondent=Respondent.objects.get(name=own),
    )
    seal()

    with pytest.raises(NotTheirName):
        ask_to_erase(world.organisation, ADDRESS, names=["yes"], by=world.analyst)
    call_command("erase_person", ADDRESS, "--yes")
    seal()

    answer.refresh_from_db()
    world.organisation.refresh_from_db()
    vendor, response = theirs.engagement.vendor, mine.response
    response.refresh_from_db()
    vendor.refresh_from_db()
    assert "erased" not in str(answer.value)
    assert world.organisation.name == "Example Bank"
    assert vendor.name == "Acme Cloud Hosting GmbH Portal"
    assert Answer.objects.filter(response=response, value="yes").exists()
    assert response.respondent_name == own
    # Theirs are the seats, the attestation and the lines of the history.
    seats = Respondent.objects.filter(response=response)
    assert set(seats.values_list("name", flat=True)) == {response.attested_name}
    assert response.attested_name.startswith("erased person #")
    assert dump(ADDRESS) == {}
    call_command("verify_audit")
