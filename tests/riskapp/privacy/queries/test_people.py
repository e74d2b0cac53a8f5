"""Somebody an organisation knows, and what is theirs."""

import pytest

from questionnaires.actions.invitations import enter, invite
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.people import respondents_of
from riskapp.vendors.actions import add_contact
from tests.riskapp.privacy.conftest import ADDRESS, NAME, erased, seal

pytestmark = pytest.mark.django_db


def test_who_came_by_a_forwarded_link_is_not_the_person_it_was_mailed_to(world):
    assessment = world.assessment("half-answered")
    way = invite(assessment.response, email=ADDRESS, actor="x")
    alone = enter(way, name="Zdenka")
    assert list(respondents_of(person_in(world.organisation, ADDRESS))) == [alone]
    add_contact(
        assessment.engagement.vendor,
        email=ADDRESS,
        name=NAME,
        by=world.analyst,
        role="",
    )
    theirs = enter(way, name=NAME)
    colleague = enter(way, name="Bo Ottersen")
    seal()

    erased(world)

    colleague.refresh_from_db()
    theirs.refresh_from_db()
    assert colleague.name == "Bo Ottersen"
    assert theirs.name.startswith("erased person #")
