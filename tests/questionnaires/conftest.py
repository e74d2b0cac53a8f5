"""A response of its own for each test, without anything of the risk product around it."""

import pytest

from questionnaires.actions.entries import add_entry
from questionnaires.actions.invitations import enter, invite
from questionnaires.models import Entry, Invitation, Respondent, Response
from tests.factories.questionnaires import make_response


@pytest.fixture
def response(db) -> Response:
    """An open response to the core questionnaire, nothing answered yet."""
    return make_response()


@pytest.fixture
def other_response(db) -> Response:
    """The response of a stranger."""
    return make_response("Stranger d.o.o.")


@pytest.fixture
def invitation(response) -> Invitation:
    return invite(response, actor="buyer@example.org")


@pytest.fixture
def respondent(invitation) -> Respondent:
    return enter(invitation, name="Vera Vendor")


@pytest.fixture
def entry(response) -> Entry:
    """A tool, nothing said about it yet."""
    return add_entry(response, "TOOL")


@pytest.fixture
def foreign_entry(other_response) -> Entry:
    """A tool of a stranger."""
    return add_entry(other_response, "TOOL")
