"""Limits of six digits and of mails hold over all addresses, and without the cache."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from questionnaires.actions import codes, invitations
from questionnaires.actions.codes import new_code, use_code
from questionnaires.actions.deliveries import send_delivery
from questionnaires.actions.invitations import (
    ask_for_code,
    enter,
    invite_colleague,
    mail_again,
)
from questionnaires.choices import DeliveryKind
from questionnaires.errors import (
    AddressRefused,
    CodeGone,
    CodeRefused,
    TooMany,
    TooManyCodes,
    TooManyMails,
    TooManySeats,
    TooManyTries,
)
from questionnaires.models import Delivery, Respondent, WrongTry
from tests.conftest import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    world = make_world("Strict", entry_policy="code")
    response = world.assessment(filled=False, email="vera@vendor.example").response
    return response.invitations.get()


def other(digits):
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def guess(invitation, email, times):
    """Wrong codes for an address, as often as it is let."""
    refused = []
    for _ in range(times):
        digits = new_code(invitation, email)
        with pytest.raises(CodeRefused) as error:
            use_code(invitation, email, other(digits))
        refused.append(type(error.value))
    return refused


def is_let_in(invitation, email):
    """Whether the right code of an address is taken, and used up by it."""
    use_code(invitation, email, new_code(invitation, email))
    return invitation.codes.get(email=email).used_at is not None


def test_guesses_are_limited_over_all_addresses_of_an_invitation(invitation):
    kinds = []
    for n in range(200):
        kinds += guess(invitation, f"guess{n}@vendor.example", 1)

    assert WrongTry.objects.count() == codes.TRIES_OF_INVITATION
    assert kinds.count(TooManyTries) == 200 - codes.TRIES_OF_INVITATION


def test_twenty_wrong_codes_of_one_address_never_block_the_right_one_of_another(
    invitation,
):
    guess(invitation, "mallory@vendor.example", 20)

    assert is_let_in(invitation, "cora@vendor.example")


def test_the_invited_address_is_not_shut_out_by_the_guesses_of_others(invitation):
    for n in range(60):
        guess(invitation, f"guess{n}@vendor.example", 1)

    assert is_let_in(invitation, invitation.email)


def test_a_new_code_brings_no_new_tries_to_the_same_address(invitation):
    guess(invitation, invitation.email, codes.TRIES_OF_ADDRESS)
    digits = new_code(invitation, invitation.email)

    with pytest.raises(TooManyTries):
        use_code(invitation, invitation.email, digits)
    WrongTry.objects.update(at=timezone.now() - datetime.timedelta(hours=2))
    use_code(invitation, invitation.email, digits)


def test_one_link_sends_few_mails_however_many_addresses_are_named(invitation):
    sent = 0
    for n in range(40):
        try:
            ask_for_code(invitation, f"a{n}@vendor.example")
            sent += 1
        except TooManyCodes:
            pass

    assert sent == invitations.MAILS_OF_INVITATION
    assert ask_for_code(invitation, invitation.email)


def test_what_vendors_cause_is_limited_for_an_organisation_and_hour(
    invitation, settings
):
    settings.QUESTIONNAIRE_MAILS_PER_HOUR = 2
    ask_for_code(invitation, "a@vendor.example")
    ask_for_code(invitation, "b@vendor.example")

    with pytest.raises(TooManyMails):
        ask_for_code(invitation, "c@vendor.example")
    with pytest.raises(TooManyMails):
        invite_colleague(
            invitation.response,
            email="cora@vendor.example",
            sections=[],
            by=enter(invitation, name="Vera"),
        )
    Delivery.objects.update(queued_at=timezone.now() - datetime.timedelta(hours=2))
    assert ask_for_code(invitation, "c@vendor.example")


def test_one_vendor_leaves_the_others_of_an_organisation_their_mails(monkeypatch):
    monkeypatch.setattr(invitations, "MAILS_OF_RESPONSE", 3)
    world = make_world("Strict", entry_policy="code")
    invitation, other = (
        world.assessment(
            vendor=email, filled=False, email=email
        ).response.invitations.get()
        for email in ("vera@vendor.example", "rita@vendor.example")
    )
    for n in range(3):
        ask_for_code(invitation, f"a{n}@vendor.example")

    with pytest.raises(TooManyMails):
        ask_for_code(invitation, "a3@vendor.example")
    with pytest.raises(TooManyMails):
        invite_colleague(
            invitation.response,
            email="cora@vendor.example",
            sections=[],
            by=enter(invitation, name="Vera"),
        )
    assert ask_for_code(other, "b@vendor.example")


def test_whoever_the_buyer_asked_gets_a_code_whatever_others_caused(
    invitation, settings
):
    settings.QUESTIONNAIRE_MAILS_PER_HOUR = 1
    by = enter(invitation, name="Vera")
    colleague = invite_colleague(
        invitation.response, email="cora@vendor.example", sections=[], by=by
    )

    assert ask_for_code(invitation, invitation.email)
    with pytest.raises(TooManyMails):
        ask_for_code(colleague, colleague.email)


def test_one_invitation_seats_so_many_within_an_hour(invitation, monkeypatch):
    monkeypatch.setattr(invitations, "SEATS_OF_INVITATION", 2)
    known = enter(invitation, name="Vera", email=invitation.email)
    enter(invitation, name="Nobody")

    with pytest.raises(TooManySeats):
        enter(invitation, name="Nobody else")
    assert enter(invitation, name="Vera", email=invitation.email) == known
    Respondent.objects.update(entered_at=timezone.now() - datetime.timedelta(hours=2))
    assert enter(invitation, name="Nobody else")


def test_the_mails_of_a_colleague_are_limited_over_the_hour(invitation, settings):
    by = enter(invitation, name="Vera")
    made = invite_colleague(
        invitation.response, email="cora@vendor.example", sections=[], by=by
    )
    for _ in range(invitations.MAILS - 1):
        mail_again(made)

    with pytest.raises(TooMany):
        mail_again(made)


def test_colleagues_are_asked_only_at_domains_the_buyer_allowed():
    world = make_world("Handed over", entry_policy="link")
    world.organisation.colleagues_anywhere = False
    world.organisation.save()
    response = world.assessment(filled=False).response
    by = enter(response.invitations.get(), name="PayPal Security")

    with pytest.raises(AddressRefused):
        invite_colleague(response, email="you@victim.example", sections=[], by=by)

    assert not Delivery.objects.exists()


def test_colleagues_may_be_anywhere_where_the_buyer_said_so():
    world = make_world("Handed over", entry_policy="link")
    world.organisation.colleagues_anywhere = True
    world.organisation.save()
    response = world.assessment(filled=False, email="vera@vendor.example").response
    by = enter(response.invitations.get(), name="Vera")

    invite_colleague(response, email="freelancer@else.example", sections=[], by=by)

    assert Delivery.objects.filter(email="freelancer@else.example").count() == 1


def test_the_name_somebody_typed_never_stands_alone(invitation):
    by = enter(invitation, name="PayPal Security")
    invite_colleague(
        invitation.response, email="cora@vendor.example", sections=[], by=by
    )

    send_delivery(Delivery.objects.get(kind=DeliveryKind.COLLEAGUE))

    sent = mail.outbox[-1]
    html = sent.alternatives[0][0]
    assert "PayPal" not in sent.subject + sent.from_email
    for text in (sent.body, html):
        line = next(line for line in text.splitlines() if "PayPal" in line)
        assert "vera@vendor.example" in line
        assert "Strict" in line


def test_a_code_that_was_used_up_is_gone(invitation):
    digits = new_code(invitation, invitation.email)
    for _ in range(codes.TRIES):
        with pytest.raises(CodeRefused):
            use_code(invitation, invitation.email, other(digits))

    with pytest.raises(CodeGone):
        use_code(invitation, invitation.email, digits)
