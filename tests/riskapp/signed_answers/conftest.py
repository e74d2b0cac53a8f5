"""A vendor that was asked by two organisations, of which the second trusts the first."""

from dataclasses import dataclass

import pytest
from django.test import Client

from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Invitation, Respondent, Response
from questionnaires.queries import answer_set_of
from riskapp.signed_answers.actions.keys import public_key, signing_key_of, trust_key
from riskapp.signed_answers.actions.signing import parts_of, sign_answers
from riskapp.signed_answers.models import TrustedKey
from riskapp.statements.keys import write_key
from tests.conftest import World, make_world
from tests.entering import come_in


@dataclass
class Side:
    """One of the two: what it asked, and the person at the vendor."""

    world: World
    response: Response
    invitation: Invitation

    @property
    def respondent(self) -> Respondent:
        return enter(self.invitation, name="Vera Vendor")

    def client(self) -> Client:
        return come_in(self.invitation)


def side(world: World, *, filled: bool) -> Side:
    response = world.assessment("typical", filled=filled).response
    invite(response, actor="buyer")
    invitation = response.invitations.last()
    if filled:
        response = submit_response(response, name="Vera Vendor", role="CTO")
    return Side(world, response, invitation)


@pytest.fixture
def first(world) -> Side:
    """Where the answers were submitted."""
    return side(world, filled=True)


@pytest.fixture
def second(db) -> Side:
    """Where nothing was answered yet."""
    return side(make_world("Other"), filled=False)


@pytest.fixture
def trusted(first, second) -> TrustedKey:
    """The key of the first, believed by the second."""
    content = write_key(public_key(signing_key_of(first.world.organisation))).encode()
    by = second.world.people["administrator"]
    return trust_key(second.world.organisation, content, "The Buyer", by=by)


@pytest.fixture
def signed(first):
    """A file of the submitted answers; only the parts that ``keep`` says yes to are shown."""

    def sign(keep=lambda part: True) -> bytes:
        parts = parts_of(answer_set_of(first.response))
        kept = [part.name for part in parts if keep(part)]
        return sign_answers(first.response, keep=kept, by=first.respondent)

    return sign
