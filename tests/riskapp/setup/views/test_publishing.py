"""A questionnaire is imported in the browser."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from questionnaires.actions.publishing import keep_draft
from questionnaires.models import Draft, Questionnaire, QuestionnaireVersion
from questionnaires.tasks import forget_drafts
from riskapp.audit.models import AuditEntry
from riskapp.sending.actions.reassessing import _version_for
from riskapp.shipped.core import CORE
from tests.conftest import make_world
from tests.factories.documents import document_text
from tests.factories.second_factor import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/settings/set-up/questionnaires/"
CORE_TEXT = CORE.read_text("utf-8")
VERSION_LINE = next(
    line for line in CORE_TEXT.splitlines() if line.startswith("version:")
)


def sent(client, content, name="own.yaml"):
    """The preview of a file."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)}, follow=True)


def core(version="99", **changes):
    text = CORE_TEXT.replace(VERSION_LINE, f"version: '{version}'")
    for old, new in changes.items():
        text = text.replace(f"id: {old.replace('_', '-')}\n", f"id: {new}\n")
    return text


def offered(world):
    page = world.client("analyst").get("/assessments/start/")
    return [str(v.version) for v in page.context["form"].fields["version"].queryset]


@pytest.mark.parametrize("person", ["administrator", "analyst"])
def test_a_file_is_looked_at_and_then_published_for_this_organisation(world, person):
    client = world.client(person)
    shown = sent(client, core())
    before = QuestionnaireVersion.objects.count()

    reply = client.post(f"{shown.request['PATH_INFO']}publish/", follow=True)

    made = QuestionnaireVersion.objects.get(version="99")
    assert before == 1
    assert "no fault was found" in shown.content.decode()
    assert "is published" in reply.content.decode()
    assert made.questionnaire.owner == world.organisation.pk
    assert not Draft.objects.exists()
    entry = AuditEntry.objects.get(action="questionnaire published")
    assert (entry.actor, entry.organisation) == (
        world.people[person],
        world.organisation,
    )
    assert entry.after["questionnaire"] == "ai-toolchain-partner@99"
    assert entry.after["file"] == "own.yaml"


def test_nobody_else_can_ask_or_see_it(world):
    other = make_world("Second")
    shared = offered(world)
    client = world.client("administrator")
    path = sent(client, core()).request["PATH_INFO"]
    strange = other.client("administrator").get(path).status_code
    client.post(f"{path}publish/")

    assert strange == 404
    assert offered(world) == [*shared, "99"]
    assert offered(other) == shared
    theirs = other.client("administrator").get(PAGE).content.decode()
    assert "version 99" not in theirs


def test_a_file_of_ones_own_takes_the_place_of_nothing_that_is_shared(world):
    """One analyst alone does not change what the next cycle asks."""
    assessment = world.assessment()
    client = world.client("administrator")
    client.post(f"{sent(client, core()).request['PATH_INFO']}publish/")

    assert _version_for(assessment.engagement) == world.version


def test_the_preview_says_what_is_asked_that_was_not(world):
    page = sent(world.client("analyst"), core(GOV_02="GOV-92"))

    found = page.context["differences"]
    if found is None:  # another question refers to it
        pytest.fail(str(page.context["faults"][:3]))
    assert [question.id for question in found.added] == ["GOV-92"]
    assert [question.id for question in found.gone] == ["GOV-02"]


def test_faults_are_told_with_their_lines(world):
    text = "schema: 2\nid: small\nversion: '1'\ntitle: T\nsections: 5\nsurprise: 1\n"

    page = sent(world.client("analyst"), text)

    words = page.content.decode()
    lines = {fault.line for fault in page.context["faults"]}
    assert {5, 6} <= lines
    assert "nothing is published" in words
    assert 'type="submit">Publish' not in words


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"",
        b"a: &x [1]\nb: *x",
        b"!!python/object/apply:os.system ['true']",
        b"[" * 5000,
        ("a: " + "x" * 300_000).encode(),
        b"<b>: 1",
    ],
    ids=["bytes", "empty", "alias", "tag", "deep", "long", "markup"],
)
def test_whatever_is_sent_gets_a_page_and_publishes_nothing(world, content):
    client = world.client("analyst")

    page = sent(client, content, "<b>x</b>.yaml")
    if draft := Draft.objects.first():
        client.post(f"{PAGE}{draft.pk}/publish/")

    assert page.status_code in (200, 422)
    assert "<b>" not in page.content.decode()
    assert Questionnaire.objects.count() == 1


def test_a_file_that_is_too_big_is_refused(world):
    page = sent(world.client("analyst"), "x" * (1024 * 1024 + 1))

    assert page.status_code == 422
    assert not Draft.objects.exists()


def test_what_is_published_never_changes(world):
    client = world.client("analyst")
    client.post(f"{sent(client, core()).request['PATH_INFO']}publish/")
    again = sent(client, core()).request["PATH_INFO"]
    changed = core().replace("seconds_per_question: 40", "seconds_per_question: 45")
    other = sent(client, changed).request["PATH_INFO"]
    shared = sent(client, CORE_TEXT).request["PATH_INFO"]

    same = client.post(f"{again}publish/", follow=True).content.decode()
    refused = client.post(f"{other}publish/", follow=True).content.decode()
    known = client.post(f"{shared}publish/", follow=True).content.decode()

    assert "is published" in same
    assert "already published with other content" in refused
    assert "is published" in known
    assert QuestionnaireVersion.objects.count() == 2


def test_publishing_asks_for_the_password_again(world, settings):
    settings.ASK_AGAIN_MINUTES = 15
    client = Client()
    sign_in(client, "analyst@buyer.example", "pass")
    path = sent(client, core()).request["PATH_INFO"]
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 16 * 60
    session.save()

    asked = client.post(f"{path}publish/")

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert QuestionnaireVersion.objects.count() == 1


def test_a_questionnaire_of_another_kind_leaves_the_pages_standing(world):
    """One with no questions about the work, and of which no law knows anything."""
    client = world.client("analyst")
    path = sent(client, document_text()).request["PATH_INFO"]
    client.post(f"{path}publish/")

    assert client.get("/assessments/start/").status_code == 200
    assert client.get("/assessments/campaigns/start/").status_code == 200
    assert client.get(PAGE).status_code == 200


def test_drafts_are_few_and_go_within_a_day(world):
    here = world.organisation.pk
    for number in range(22):
        keep_draft(here, file_name=str(number), content=b"id: x")
    assert Draft.objects.filter(owner=here).count() == 20
    assert not Draft.objects.filter(file_name="1").exists()

    old = timezone.now() - datetime.timedelta(days=1, hours=1)
    Draft.objects.exclude(file_name="21").update(made_at=old)
    forget_drafts()

    assert Draft.objects.get().file_name == "21"
