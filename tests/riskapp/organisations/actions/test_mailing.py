"""Invitations and welcomes reach a person once, whatever dies meanwhile."""

from smtplib import SMTPResponseException

import pytest

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.organisations.actions.mailing import queue_welcome
from riskapp.organisations.actions.offers import offer_again, offer_membership
from riskapp.organisations.tasks import send_offer, send_welcome
from tests.factories.riskapp import OrganisationFactory, member
from tests.mailing import AWAY, DYING, REFUSING, SILENT, WorkerDied

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return member(OrganisationFactory(), Role.ADMINISTRATOR)


@pytest.fixture
def sent(administrator):
    """Each kind of mail: how it is sent, and how one more is asked for."""
    organisation = administrator.organisations.get()
    offer = offer_membership(
        organisation,
        email="new@example.com",
        name="",
        roles=[Role.ANALYST],
        by=administrator,
    )
    membership = Membership.objects.get(user=administrator)
    queue_welcome(membership)
    return {
        "offer": (
            lambda: send_offer(str(offer.pk)),
            lambda: offer_again(offer, by=administrator),
        ),
        "welcome": (
            lambda: send_welcome(membership.pk),
            lambda: queue_welcome(membership),
        ),
    }


@pytest.mark.parametrize("kind", ["offer", "welcome"])
@pytest.mark.parametrize("backend", [DYING, SILENT])
def test_what_may_be_out_is_not_sent_again_by_itself(
    kind, backend, sent, mailoutbox, settings
):
    send, again = sent[kind]
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, backend

    try:
        send()
    except WorkerDied:
        settings.EMAIL_BACKEND = working
    send()
    assert len(mailoutbox) == 1

    settings.EMAIL_BACKEND = working
    again()
    send()
    send()
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("kind", ["offer", "welcome"])
@pytest.mark.parametrize("backend", [REFUSING, AWAY])
def test_what_is_surely_not_out_is_tried_again(
    kind, backend, sent, mailoutbox, settings
):
    send, _again = sent[kind]
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, backend

    with pytest.raises((SMTPResponseException, ConnectionRefusedError)):
        send()
    settings.EMAIL_BACKEND = working
    send()
    send()

    assert len(mailoutbox) == 1
