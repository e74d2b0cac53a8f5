"""What an authenticator app shows, and a person who goes through setting one up."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client, TestCase


def digits_of(secret: str, *, later: int = 0) -> str:
    """The six digits of an app now, or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def set_up(client: Client) -> str:
    """Set up a second factor in a session that has just signed in; gives the secret."""
    page = client.get("/accounts/2fa/app/")
    secret = page.context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/accounts/2fa/app/", {"code": digits_of(secret)})
    return secret


def sign_in(client: Client, email: str, password: str, **more: str):
    """The page that comes after the password."""
    data = {"login": email, "password": password, **more}
    return client.post("/accounts/login/", data)
