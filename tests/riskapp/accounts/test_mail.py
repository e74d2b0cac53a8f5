"""Mail of sign-in, and the mail server that does not take it."""

import re

import pytest
from django.core import mail

from riskapp.accounts.models import User


@pytest.mark.parametrize("email", ["known@buyer.example", "nobody@buyer.example"])
def test_a_mail_server_that_refuses_is_told_in_words(
    db, client, settings, caplog, email
):
    User.objects.create_user("known@buyer.example", "pass", name="Kim")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = client.post("/accounts/password/reset/", {"email": email})

    assert page.status_code == 503
    assert "The mail server did not take it" in page.content.decode()
    assert email not in caplog.text
    assert "/accounts/password/reset/key/" not in caplog.text


def test_a_mail_about_a_password_names_no_host_that_a_request_brought_along(
    db, client, settings
):
    settings.PUBLIC_URL = "https://riskapp.example"
    User.objects.create_user("known@buyer.example", "pass", name="Kim")
    for email in ("known@buyer.example", "nobody@buyer.example"):
        data = {"email": email}
        client.post("/accounts/password/reset/", data, HTTP_HOST="testserver:4444")

    known, unknown = mail.outbox
    link = re.search(r"https://\S+", known.body).group()
    page = client.get(link.removeprefix("https://riskapp.example"), follow=True)

    assert "4444" not in str([known.message(), unknown.message()])
    assert known.subject == "A new password for riskapp"
    assert link.startswith("https://riskapp.example/accounts/password/reset/key/")
    assert 'name="password1"' in page.content.decode()
    assert "no account" in unknown.body
    assert "sign up" not in unknown.body


def test_one_address_gets_few_mails_about_a_password(db, client):
    for n in range(9):
        data = {"email": "nobody@else.example"}
        client.post("/accounts/password/reset/", data, REMOTE_ADDR=f"192.0.2.{n}")

    assert len(mail.outbox) == 5
