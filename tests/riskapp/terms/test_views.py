"""What changed, whom it concerns, and what is done, on pages."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.document.source import Source
from riskapp.sending.models import Campaign, Sending
from riskapp.terms.actions import taking
from riskapp.terms.actions.taking import note_shipped, take_catalogue
from riskapp.terms.files import sign_file
from riskapp.terms.models import CatalogueFile, TermsStep
from riskapp.tools.catalogue import core_catalogue, parse_catalogue
from tests.conftest import make_world
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN, newer

pytestmark = pytest.mark.django_db
LIST_QUERIES = 9
PLAN_QUERIES = 9


@pytest.fixture
def world():
    return make_world()


def page(client, name, *args):
    reply = client.get(reverse(name, args=args))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def leans(world, name="Portal", by=None):
    engagement = work(world.organisation, name=name)
    with_tool(engagement, "Claude Code", by=world.analyst, catalogue=PLAN)
    return engagement


def test_without_a_file_the_page_tells_of_the_shipped_catalogue(world):
    text = page(world.client("analyst"), "terms:list")

    assert f"Version {core_catalogue().version} of 30 November 2026" in text
    assert "which comes with the product" in text
    assert "Nothing newer came yet" in text
    assert "Take this file" not in text


def test_every_number_leads_to_the_facts_it_counts(world):
    text = page(world.client("analyst"), "terms:list")
    reached = re.findall(r'href="([^"]*catalogue/[^"]*)">(\d+)</a>', text)

    assert len(reached) > 2
    for address, number in reached:
        shown = world.client("auditor").get(html.unescape(address)).content.decode()
        counted = re.findall(r"(\d+) (?:tools and plans|facts?)\b", shown)
        assert counted[1 if "facts=" in address else 0] == number


def test_facts_are_found_by_tool_with_source_and_day(world):
    client = world.client("analyst")
    shown = " ".join(client.get(reverse("terms:catalogue"), {"q": "Claude Code team"}).content.decode().split())  # fmt: skip

    assert "1 tool or plan" in shown
    assert "Trains on customer content by default" in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
    nothing = client.get(reverse("terms:catalogue"), {"q": "no such tool", "facts": "x"})  # fmt: skip
    assert "No tool matches." in nothing.content.decode()


def test_an_administrator_takes_a_file_and_everybody_sees_what_changed(world, signed):
    admin = world.client("administrator")
    engagement = leans(world)

    reply = admin.post(
        reverse("terms:take"),
        {"file": SimpleUploadedFile("c.json", signed)},
        follow=True,
    )

    text = " ".join(reply.content.decode().split())
    assert "Version 30000000 of the catalogue counts now." in text
    assert "Trains on customer content by default: no → yes" in text
    assert "1 open" in text
    detail = page(world.client("auditor"), "terms:plan", 30_000_000, PLAN)
    assert engagement.vendor.name in detail
    assert 'href="https://www.example.org/terms"' in detail
    assert "1 December 2026" in detail
    assert "Ask the vendors" not in detail


def test_what_an_upgrade_changed_stands_on_the_page_with_its_work(world, monkeypatch):
    engagement = leans(world)
    note_shipped()
    upgraded = parse_catalogue(Source(newer(), name="shipped"))
    monkeypatch.setattr(taking, "core_catalogue", lambda: upgraded)
    note_shipped()

    text = page(world.client("analyst"), "terms:list")
    detail = page(world.client("analyst"), "terms:plan", 30_000_000, PLAN)

    assert "Trains on customer content by default: no → yes" in text
    assert '30000000<br><span class="muted small">with an upgrade</span>' in text
    assert "1 open" in text
    assert "which comes with the product" in text
    assert engagement.vendor.name in detail
    assert "Ask the vendors" in detail


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "The file is not signed."),
        (b"x" * 4_000_001, "at most 4 MB"),
    ],
)
def test_a_file_that_is_refused_says_why(world, secret, content, words):
    reply = world.client("administrator").post(
        reverse("terms:take"), {"file": SimpleUploadedFile("c.json", content)}
    )

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not CatalogueFile.objects.exists()


def test_one_click_asks_the_vendors(world, taken):
    engagement = leans(world)
    address = reverse("terms:plan", args=[taken.version, PLAN])
    client = world.client("analyst")
    form = client.get(address).context["form"]

    reply = client.post(
        address,
        {
            "work": str(engagement.pk),
            "step": "asked",
            "text": form["text"].value(),
            "due_on": form["due_on"].value().isoformat(),
        },
        follow=True,
    )

    assert "Noted for 1 engagement." in reply.content.decode()
    assert Sending.objects.get().engagement == engagement
    assert "→ yes" in Campaign.objects.get().message
    assert TermsStep.objects.get().engagement == engagement


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"step": "dismissed"}, "Say why nothing is to be done."),
        ({"step": "asked"}, "Write the question."),
        ({"step": "asked", "text": "Is it so?"}, "Say by when."),
        ({"step": "reassess", "work": []}, "Choose at least one row."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(world, taken, given, words):
    engagement = leans(world)

    reply = world.client("analyst").post(
        reverse("terms:plan", args=[taken.version, PLAN]),
        {"work": [str(engagement.pk)], **given},
    )

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not TermsStep.objects.exists()


def test_work_of_another_organisation_does_not_exist(world, taken):
    engagement = leans(world)
    stranger = make_world("Other").client("analyst")
    address = reverse("terms:plan", args=[taken.version, PLAN])

    for chosen in (str(engagement.pk), "nonsense"):
        given = {"work": chosen, "step": "reassess"}
        assert stranger.post(address, given).status_code == 404
    assert engagement.vendor.name not in stranger.get(address).content.decode()
    assert not TermsStep.objects.exists()


@pytest.mark.parametrize("place", [(1, PLAN), (30_000_000, "gone")])
def test_a_change_nobody_made_is_not_found(world, taken, place):
    address = reverse("terms:plan", args=place)

    assert world.client("analyst").get(address).status_code == 404


def test_the_pages_take_the_same_statements_for_more_changes_and_work(
    world, secret, django_assert_num_queries
):
    client = world.client("analyst")
    leans(world)
    data = newer()
    take_catalogue(sign_file(data, secret), by=None, actor_label="x")
    address = reverse("terms:plan", args=[30_000_000, PLAN])
    client.get(address)  # reads the new file once
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("terms:list"))
    with django_assert_num_queries(PLAN_QUERIES):
        client.get(address)
    for number in range(5):
        leans(world, f"More {number}")
    for tool in data["tools"]:
        tool["provider"] = "Somebody else"
    data["version"] += 1
    take_catalogue(sign_file(data, secret), by=None, actor_label="x")
    client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("terms:list"))
    with django_assert_num_queries(PLAN_QUERIES):
        client.get(address)
