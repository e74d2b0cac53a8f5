import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from questionnaires.actions.invitations import (
    enter,
    invite,
    invite_colleague,
    notify_leads,
    redeem,
    revoke,
)
from questionnaires.choices import DeliveryKind
from questionnaires.errors import InvitationExpired, InvitationRevoked, InvitationWrong
from questionnaires.models import Delivery, Invitation, ResponseEvent
from questionnaires.queries import link_path, token_of
from tests.conftest import make_world

pytestmark = pytest.mark.django_db


def kinds(response):
    return list(response.events.values_list("kind", flat=True))


def test_the_code_of_an_invitation_opens_it(invitation):
    assert redeem(token_of(invitation)) == invitation


def test_a_code_is_read_however_it_was_pasted(invitation):
    code = token_of(invitation)

    assert redeem(f"  {code.upper().replace('-', ' ')}\n") == invitation
    assert redeem(f"https://risk.example{link_path(invitation)}") == invitation


def test_nothing_that_opens_an_invitation_is_stored(invitation):
    row = Invitation.objects.filter(pk=invitation.pk).values().get()

    assert token_of(invitation) not in str(row)


@pytest.mark.parametrize("code", ["", "abc", "not a code!", "a" * 400, "–" * 50])
def test_a_wrong_code_opens_nothing(invitation, code):
    with pytest.raises(InvitationWrong):
        redeem(code)


def test_a_code_with_one_letter_changed_opens_nothing(invitation):
    code = token_of(invitation)
    changed = code[:-2] + ("b" if code[-2] == "a" else "a") + code[-1]

    with pytest.raises(InvitationWrong):
        redeem(changed)


def test_the_proof_of_one_invitation_does_not_open_another(invitation, other_response):
    other = invite(other_response, actor="buyer@example.org")
    mine, foreign = (token_of(i).replace("-", "") for i in (invitation, other))

    with pytest.raises(InvitationWrong):
        redeem(foreign[:26] + mine[26:])


def test_a_code_of_an_earlier_generation_opens_nothing(invitation):
    code = token_of(invitation)
    Invitation.objects.update(generation=2)

    with pytest.raises(InvitationWrong):
        redeem(code)


def test_another_secret_key_makes_every_code_wrong(invitation, settings):
    code = token_of(invitation)
    settings.SECRET_KEY = "another"

    with pytest.raises(InvitationWrong):
        redeem(code)


def test_an_invitation_ends(invitation, settings):
    assert invitation.expires_at - timezone.now() > datetime.timedelta(
        days=settings.INVITATION_DAYS - 1
    )
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(InvitationExpired, match="expired"):
        redeem(token_of(invitation))


def test_a_withdrawn_invitation_opens_nothing(invitation):
    revoke(invitation, actor="buyer@example.org")

    with pytest.raises(InvitationRevoked, match="withdrawn"):
        redeem(token_of(invitation))


def test_withdrawing_twice_is_the_same_as_once(response, invitation):
    first = revoke(invitation, actor="buyer@example.org")
    second = revoke(invitation, actor="somebody@example.org")

    assert second.revoked_at == first.revoked_at
    event = ResponseEvent.objects.get(kind="invitation_revoked")
    assert event.actor == "buyer@example.org"


def test_withdrawing_one_invitation_leaves_another(response, invitation):
    other = invite(response, actor="buyer@example.org")

    revoke(invitation, actor="buyer@example.org")

    assert redeem(token_of(other)) == other


def test_who_comes_in_is_known_by_name_and_written_down(response, invitation):
    respondent = enter(invitation, name="  Vera Vendor ")

    event = ResponseEvent.objects.get(kind="entered")
    assert str(respondent) == "Vera Vendor"
    assert (event.respondent, event.actor) == (respondent, "Vera Vendor")
    assert kinds(response) == ["opened", "invited", "entered"]


def test_an_invitation_and_its_line_in_the_history_are_rolled_back_together(response):
    with pytest.raises(RuntimeError), transaction.atomic():
        invite(response, email="it@example.org", actor="buyer@example.org")
        raise RuntimeError

    assert not Invitation.objects.exists()
    assert kinds(response) == ["opened"]


def test_the_leads_are_told_and_nobody_else(response):
    lead = invite(response, email="lena@vendor.example", actor="")
    invite(response, actor="")
    shut_out = invite(response, email="sven@vendor.example", actor="")
    revoke(shut_out, actor="")
    response.allowed_domains = ["vendor.example"]
    response.save()
    invite_colleague(
        response, email="cora@vendor.example", sections=[], by=enter(lead, name="Lena")
    )

    told = notify_leads(response, DeliveryKind.REMINDER, leads_to="/somewhere/")

    delivery = Delivery.objects.get(kind="reminder")
    assert told == 1
    assert (delivery.invitation, delivery.leads_to) == (lead, "/somewhere/")


def test_whoever_is_told_gets_in_again(response):
    lead = invite(response, email="lena@vendor.example", actor="")
    Invitation.objects.update(expires_at=timezone.now())

    notify_leads(response, DeliveryKind.REMINDER, leads_to="/somewhere/")

    assert redeem(token_of(lead)) == lead


@pytest.mark.django_db(transaction=True)
def test_the_same_person_who_comes_in_twice_at_once_is_one():
    invitation = make_world().assessment(filled=False).response.invitations.get()
    start, came = threading.Barrier(2), []

    def come():
        start.wait()
        came.append(enter(invitation, name="Vera", email="vera@vendor.example"))
        connection.close()

    tabs = [threading.Thread(target=come) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert len(came) == 2
    assert came[0] == came[1]
