"""What is left to set up is read from what is really there."""

import datetime
import smtplib
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation
from riskapp.audit.models import AuditEntry
from riskapp.common.heartbeats import Who, beat
from riskapp.common.models import Heartbeat
from riskapp.setup.actions import display_text
from riskapp.setup.queries import set_up_list
from tests.conftest import make_world
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db
PAGE = "/settings/set-up/"


@pytest.fixture
def place():
    """An organisation with one administrator and nothing else."""
    organisation = OrganisationFactory(name="Buyer")
    return SimpleNamespace(
        organisation=organisation, ada=member(organisation, Role.ADMINISTRATOR)
    )


def done(place):
    place.organisation.refresh_from_db()
    lines = set_up_list(place.organisation, place.ada)
    return {line.name for line in lines if line.is_done}


def app_of(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def test_at_first_nothing_is_done(place):
    assert done(place) == set()


def test_a_second_administrator_and_their_second_factors(place):
    other = member(place.organisation, Role.ADMINISTRATOR)
    app_of(place.ada)
    before = done(place)
    app_of(other)

    assert before == {"administrators"}
    assert done(place) == {"administrators", "second_factor"}


def test_who_left_or_is_shut_out_counts_no_more(place):
    other = member(place.organisation, Role.ADMINISTRATOR)
    other.is_active = False
    other.save()

    assert done(place) == set()


def test_one_person_is_no_analyst_and_approver_where_four_eyes_look(place):
    both = member(place.organisation, Role.ANALYST, Role.APPROVER)
    before = done(place)
    Organisation.objects.update(four_eyes=False)
    alone = done(place)
    Organisation.objects.update(four_eyes=True)
    Membership.objects.filter(user=both).update(roles=[Role.ANALYST])
    member(place.organisation, Role.APPROVER)

    assert "people" not in before
    assert "people" in alone
    assert "people" in done(place)


def test_a_scanner_that_answers_is_seen_and_one_that_is_away_too(
    place, clamd, settings
):
    there = done(place)
    settings.CLAMAV_PORT = 1
    kept = done(place)

    assert "scanner" in there
    assert "scanner" in kept  # for a minute


def test_a_scanner_that_is_away_is_not_done(place, settings):
    settings.CLAMAV_HOST, settings.CLAMAV_PORT = "127.0.0.1", 1

    assert "scanner" not in done(place)


def test_to_work_without_a_scanner_is_decided_on_purpose(client, place):
    client.force_login(place.ada)

    client.post(f"{PAGE}scanner/", {"wanted": "off"})
    off = done(place)
    client.post(f"{PAGE}scanner/", {"wanted": "on"})

    assert "scanner" in off
    assert "scanner" not in done(place)
    first = AuditEntry.objects.filter(action="settings changed").earliest("pk")
    assert (first.actor, first.after) == (place.ada, {"works_without_scanner": True})


def test_a_backup_counts_for_a_week(place):
    beat(Who.BACKUP, every=0)
    fresh = done(place)
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(days=8))

    assert "backup" in fresh
    assert "backup" not in done(place)


def test_a_test_mail_goes_to_whoever_asks_and_counts_for_this_server(
    client, place, settings
):
    client.force_login(place.ada)

    page = client.post(f"{PAGE}mail/", follow=True).content.decode()
    tested = done(place)
    settings.DEFAULT_FROM_EMAIL = "other@buyer.example"

    assert mail.outbox[0].to == [place.ada.email]
    assert "took the mail" in page
    assert "mail" in tested
    assert "mail" not in done(place)
    assert AuditEntry.objects.filter(action="test mail sent").count() == 1


def test_what_the_mail_server_says_is_shown(client, place, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise smtplib.SMTPSenderRefused(550, b"Relay <b>denied</b>", "me@buyer.example")

    client.force_login(place.ada)
    client.post(f"{PAGE}mail/")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    page = client.post(f"{PAGE}mail/", follow=True).content.decode()

    assert "refuses the sender me@buyer.example" in page
    assert "(550: Relay &lt;b&gt;denied&lt;/b&gt;)" in page
    assert "mail" not in done(place)
    assert AuditEntry.objects.filter(action="test mail refused").count() == 1


def test_mails_that_only_go_to_the_log_are_no_test(client, place, settings):
    client.force_login(place.ada)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    page = client.post(f"{PAGE}mail/", follow=True).content.decode()

    assert "EMAIL_URL" in page
    assert "mail" not in done(place)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad"), "(535: 5.7.8 bad)"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), "refuses your address"),
        (smtplib.SMTPServerDisconnected("closed"), "could not be reached"),
        (TimeoutError(), "did not answer in time"),
        (ConnectionRefusedError(111, "Connection refused"), "(Connection refused)"),
    ],
)
def test_every_refusal_has_words(error, words):
    assert words in display_text(error)


def test_the_first_page_of_an_administrator_says_what_is_left_until_it_is_done(
    client, place, settings
):
    member(place.organisation, Role.ANALYST)
    member(place.organisation, Role.APPROVER)
    app_of(place.ada)
    app_of(member(place.organisation, Role.ADMINISTRATOR))
    client.force_login(place.ada)
    before = client.get("/portfolio/").content.decode()
    client.post(f"{PAGE}mail/")
    client.post(f"{PAGE}scanner/", {"wanted": "off"})
    beat(Who.BACKUP, every=0)

    after = client.get("/portfolio/").content.decode()

    assert "3 things left to set up" in before
    assert "left to set up" not in after
    assert "Everything is set up" in client.get(PAGE).content.decode()


def test_nobody_else_sees_it():
    world = make_world()

    assert (
        "left to set up"
        not in world.client("analyst").get("/portfolio/").content.decode()
    )


def test_every_line_leads_to_a_page_that_is_there(client, place):
    client.force_login(place.ada)

    for line in set_up_list(place.organisation, place.ada):
        url, _, part = line.url.partition("#")
        page = client.get(url)
        assert page.status_code == 200, line.name
        assert not part or f'id="{part}"' in page.content.decode(), line.name
