"""Somebody at a vendor comes in by the link of a mail."""

from django.test import Client

from questionnaires.models import Invitation
from questionnaires.queries import token_of

NAME = "Vera Vendor"


def come_in(invitation: Invitation, wanted: str = "") -> Client:
    """Their browser, after they gave the code and said who they are."""
    client = Client()
    client.post("/respond/", {"code": token_of(invitation), "next": wanted})
    client.post("/respond/start/", {"name": NAME})
    return client
