"""In a clarification only what was asked again may be answered, and files hold to that."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.choices import EvidenceKind
from questionnaires.models import Answer, Evidence
from riskapp.facts.receivers import offer
from tests.entering import come_in
from tests.riskapp.facts.conftest import offers, servers


@pytest.fixture
def ask(world):
    """Questions about single answers, which alone may be changed; the vendor answers them."""

    def made(question):
        response = world.assessment("careful", scored=True).response
        draft_question(response, question, "", text="Which?", author="a@b.example")
        asked = send_questions(response, due_on=None, actor="a@b.example")
        vendor = come_in(response.invitations.get())
        vendor.post(reverse("questionnaires:carry_on", args=[response.pk]))
        return vendor, asked

    return made


def drop(vendor, response, **more):
    given = {"dropped": [SimpleUploadedFile("mcp_config.json", servers())], **more}
    page = reverse("assessments:vendor_files", args=[response.pk])
    return vendor.post(page, given, follow=True)


def test_a_file_is_kept_with_the_answers_that_are_open_and_no_other(ask):
    vendor, asked = ask("GOV-01")

    page = drop(vendor, asked, attach="on")

    assert "Kept as evidence with 1 answer." in page.content.decode()
    rows = Evidence.objects.filter(response=asked, kind=EvidenceKind.FILE)
    assert list(rows.values_list("question", flat=True)) == ["GOV-01"]


def test_nothing_is_proposed_at_places_that_are_closed(ask):
    vendor, asked = ask("GOV-02")
    Answer.objects.filter(response=asked, question="GOV-01").delete()

    page = drop(vendor, asked)

    assert offers(page.context) == []
    assert page.context["tools"] == []
    assert [link.label for link in offer(asked, None)] == ["Answer from files"]
