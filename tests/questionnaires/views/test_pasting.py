"""Links as mail programs and people hand them on."""

import logging

import pytest

from questionnaires.queries import token_of

pytestmark = pytest.mark.django_db

WRAPPED = (
    "http://host/respond/%23CODE",
    "<http://host/respond/#CODE>",
    "http://host/respond/#CODE.",
    "https://eur05.safelinks.protection.outlook.com/?url=http%3A%2F%2Fhost%2Frespond%2F%23CODE&data=05&reserved=0",
    "https://urldefense.com/v3/__http://host/respond/*CODE__;Iw!!x$",
    "http://host/respond/?utm_source=mail#CODE",
    "Here is the code: CODE and thanks",
)


@pytest.mark.parametrize("text", WRAPPED)
def test_a_wrapped_link_opens_the_invitation(client, invitation, text):
    pasted = text.replace("CODE", token_of(invitation))

    assert client.post("/respond/", {"code": pasted}).status_code == 302


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", " ", ""])
def test_other_dashes_and_hidden_signs_do_no_harm(client, invitation, dash):
    code = token_of(invitation).replace("-", dash)
    pasted = f"{code[:9]}\u200b{code[9:]}"

    assert client.post("/respond/", {"code": pasted}).status_code == 302


def test_a_code_that_became_a_part_of_the_path_goes_back_behind_the_sign(
    client, invitation, caplog
):
    caplog.set_level(logging.DEBUG)
    code = token_of(invitation)

    reply = client.get(f"/respond/%23{code}")

    assert reply.url == f"/respond/#{code}"
    assert code not in caplog.text
