"""What was made with a former SECRET_KEY still opens."""

import pytest

from questionnaires.actions.codes import new_code, use_code
from questionnaires.errors import CodeWrong
from questionnaires.queries import invitation_of, token_of


@pytest.fixture
def change_key(settings):
    def change(*, keeps):
        former = settings.SECRET_KEY
        settings.SECRET_KEY = "another"
        settings.SECRET_KEY_FALLBACKS = [former] if keeps else []

    return change


def test_a_link_of_a_former_key_opens_while_the_key_is_kept(invitation, change_key):
    token = token_of(invitation)

    change_key(keeps=True)

    assert invitation_of(token) == invitation
    assert invitation_of(token_of(invitation)) == invitation
    assert token_of(invitation) != token


def test_a_link_of_a_key_that_was_dropped_opens_nothing(invitation, change_key):
    token = token_of(invitation)

    change_key(keeps=False)

    assert invitation_of(token) is None


def test_six_digits_of_a_former_key_are_accepted(invitation, change_key):
    digits = new_code(invitation, "vera@vendor.example")

    change_key(keeps=True)

    use_code(invitation, "vera@vendor.example", digits)


def test_six_digits_of_a_key_that_was_dropped_are_wrong(invitation, change_key):
    digits = new_code(invitation, "vera@vendor.example")

    change_key(keeps=False)

    with pytest.raises(CodeWrong):
        use_code(invitation, "vera@vendor.example", digits)
