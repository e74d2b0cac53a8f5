"""What was asked stays to be read; what nobody answered yet waits."""

import pytest

from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.messages import ask_asker, tell_asked
from questionnaires.queries import asked_messages, waiting_messages


@pytest.fixture
def lead(response):
    invitation = invite(response, email="lead@vendor.example", actor="")
    return enter(invitation, name="Lena")


def texts(messages):
    return sorted(row.text for row in messages)


def test_what_was_asked_is_read_after_its_answer_too(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)
    ask_asker(response, "By when?", respondent=lead)

    tell_asked(
        response, "By Friday.", question="", author="a@buyer.example", signed="Ann"
    )

    assert texts(asked_messages()) == ["By when?", "Contractors too?"]
    assert texts(waiting_messages()) == ["Contractors too?"]
