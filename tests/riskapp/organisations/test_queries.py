import pytest
from django.core import mail
from django.urls import reverse

from questionnaires.actions.deliveries import send_delivery
from questionnaires.models import Delivery
from questionnaires.queries import MailWords
from riskapp.audit.models import AuditEntry
from riskapp.organisations.queries import preview
from tests.conftest import make_world

pytestmark = pytest.mark.django_db
OWN = MailWords("{asker}: please answer", "Dear {asked},\n\nabout {about}, by {day}.")
ADDRESS = reverse("organisations:mail_text", args=["invitation", "en"])


def test_a_preview_is_in_our_words_until_there_are_others():
    ours = preview("invitation", "en", "Buyer", None)
    german = preview("reminder", "de", "Buyer", None)
    own = preview("invitation", "en", "Buyer", OWN)

    assert "Buyer asks" in ours.text
    assert "wartet auf" in german.text
    assert own.subject == "Buyer: please answer"
    assert "Dear Example Software,\n\nabout Customer portal, by " in own.text
    assert "{" not in own.text
    assert own.text.count("#…") == own.html.count("#…") == 1


def test_markup_in_own_words_is_text():
    found = preview("invitation", "en", "Buyer", MailWords("S", "<b>Dear</b>"))

    assert "&lt;b&gt;Dear" in found.html
    assert "<b>Dear</b>" in found.text


def test_an_administrator_words_a_mail_sees_it_and_goes_back():
    world = make_world()
    client = world.client("administrator")
    typed = {"subject": OWN.subject, "text": OWN.text}

    shown = client.post(ADDRESS, typed | {"then": "preview"}).content.decode()
    world.organisation.refresh_from_db()
    assert "Buyer: please answer" in shown
    assert world.organisation.mail_texts == {}

    client.post(ADDRESS, typed | {"then": "save"})
    world.organisation.refresh_from_db()
    assert world.organisation.mail_texts == {"invitation": {"en": typed}}
    assert AuditEntry.objects.filter(action="settings changed").count() == 1
    assert "Your words" in client.get(reverse("organisations:mails")).content.decode()

    client.post(ADDRESS, {"then": "reset"})
    world.organisation.refresh_from_db()
    assert world.organisation.mail_texts == {}


def test_a_name_in_braces_that_nobody_knows_is_refused():
    world = make_world()

    answer = world.client("administrator").post(
        ADDRESS, {"subject": "S", "text": "Dear {vendor}", "then": "save"}
    )

    assert answer.status_code == 422
    assert "Nothing is known by this name: vendor" in answer.content.decode()


@pytest.mark.parametrize("address", ["code/en", "invitation/xx", "nothing/en"])
def test_only_mails_and_languages_that_are_offered_are_worded(address):
    client = make_world().client("administrator")

    assert client.get(f"/settings/mails/{address}/").status_code == 404


def test_a_mail_goes_out_in_the_words_of_the_organisation():
    world = make_world()
    world.organisation.mail_texts = {
        "invitation": {"en": {"subject": OWN.subject, "text": OWN.text}}
    }
    world.organisation.save()
    world.assessment(filled=False, email="vera@vendor.example")

    send_delivery(Delivery.objects.get())

    (sent,) = mail.outbox
    assert sent.subject == f"{world.organisation.name}: please answer"
    assert sent.body.startswith("Dear ")
    assert "/respond/#" in sent.body


def test_markup_in_own_words_is_shown_as_text_on_the_page_too():
    typed = {"subject": "<i>S</i>", "text": "<b>Dear</b>", "then": "preview"}

    page = make_world().client("administrator").post(ADDRESS, typed).content.decode()

    assert page.count("&lt;b&gt;Dear&lt;/b&gt;") == 2
    assert "<b>Dear" not in page
    assert "<i>S" not in page
