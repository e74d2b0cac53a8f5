"""Mail of sign-in, and the mail server that does not take it."""

import pytest

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
