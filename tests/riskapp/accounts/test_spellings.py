"""One address, however its domain is spelled."""

import pytest
from django.core import mail
from django.urls import reverse

from riskapp.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "seven green apples"
LETTERS = "info@münchen.example"
CODED = "info@xn--mnchen-3ya.example"


@pytest.fixture
def person():
    return User.objects.create_user(CODED, PASSWORD, name="Info")


@pytest.mark.parametrize(
    ("kept", "typed"), [(LETTERS, LETTERS), (LETTERS, CODED), (CODED, CODED)]
)
def test_a_person_signs_in(client, person, kept, typed):
    User.objects.update(email=kept)

    reply = client.post(
        reverse("account_login"), {"login": typed, "password": PASSWORD}
    )

    assert reply.status_code == 302


def test_the_mail_of_a_forgotten_password_goes_to_the_address_of_the_account(
    client, person
):
    client.post(reverse("account_reset_password"), {"email": CODED})

    [message] = mail.outbox
    assert message.to == [person.email] == [LETTERS]
