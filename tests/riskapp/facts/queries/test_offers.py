"""What files propose stands where every proposed answer stands, with where, when and how far."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import remove_entry
from questionnaires.choices import EvidenceKind
from questionnaires.models import Answer, Entry, Evidence
from questionnaires.queries import answer_set_of
from riskapp.evidence.comparing import compare
from riskapp.facts.queries import claims
from riskapp.facts.queries.offers import claims_in, offers_of_files
from tests.riskapp.facts.conftest import servers


def offers(response):
    return offers_of_files(response, answer_set_of(response))


@pytest.fixture
def listed(vendor, answering):
    """The tool whose servers were dropped, in the register and without answers of its own."""
    response = answering.response
    given = {"dropped": [SimpleUploadedFile("mcp_config.json", servers())]}
    vendor.post(reverse("assessments:vendor_files", args=[response.pk]), given)
    vendor.post(
        reverse("assessments:vendor_stand_by", args=[response.pk]), {"tool": "Windsurf"}
    )
    entry = Entry.objects.filter(response=response).last()
    Answer.objects.filter(entry=entry, question="T-16").delete()
    Evidence.objects.filter(entry=entry, question="T-16").delete()
    return entry


def test_without_files_nothing_is_proposed(answering):
    assert offers(answering.response) == []


def test_a_file_says_where_it_shows_it_of_which_day_and_how_far_it_counts(
    answering, listed
):
    [one] = [one for one in offers(answering.response) if one.entry == str(listed.pk)]

    [ground] = one.shown
    assert (one.question.id, one.value, one.is_there) == ("T-16", "file", False)
    assert "a secret in the file" in ground.text
    assert "mcp_config.json:10" in ground.place
    assert ground.day == "day of the data not stated"
    assert ground.grade == "documented: your own copy"
    assert [claim.claim.question for claim in claims_in([one])] == ["T-16"]


def test_it_stands_on_the_page_of_the_tool_and_on_the_page_of_all_proposals(
    vendor, answering, listed
):
    response = answering.response
    pages = [
        reverse("questionnaires:entry", args=[response.pk, listed.pk]),
        reverse("questionnaires:proposals", args=[response.pk]),
        reverse("assessments:vendor_files", args=[response.pk]),
    ]

    for page in pages:
        text = vendor.get(page).content.decode()
        assert "mcp_config.json:10" in text
        assert "documented: your own copy" in text


def test_a_tool_of_a_file_that_nobody_listed_stands_on_the_page_of_all_proposals(
    vendor, answering, listed
):
    response = answering.response
    remove_entry(listed)

    text = vendor.get(reverse("questionnaires:proposals", args=[response.pk]))

    assert [one.name for one in text.context["unlisted"]] == ["Windsurf"]
    assert text.context["unlisted"][0].answers > 0


def test_files_are_compared_once_for_a_page_and_never_where_none_speaks(
    vendor, answering, listed, monkeypatch
):
    compared = []

    def counted(*args):
        compared.append(args)
        return compare(*args)

    monkeypatch.setattr(claims, "compare", counted)
    response = answering.response
    save = reverse("questionnaires:answer", args=[response.pk])
    as_script = {"headers": {"accept": "application/json"}}

    vendor.get(reverse("assessments:vendor_files", args=[response.pk]))
    vendor.get(reverse("questionnaires:proposals", args=[response.pk]))
    assert len(compared) == 2

    vendor.get(reverse("questionnaires:section", args=[response.pk, "MON"]))
    vendor.post(save, {"question": "MON-01", "MON-01-value": "yes"}, **as_script)
    assert len(compared) == 2


def test_what_is_confirmed_on_the_page_of_the_tool_is_marked_as_shown(
    vendor, answering, listed
):
    place = reverse(
        "questionnaires:confirm_proposed", args=[answering.response_id, listed.pk]
    )

    vendor.post(place, {"only": '{"T-16": "file"}'})

    answer = Answer.objects.get(entry=listed, question="T-16")
    assert (answer.value, answer.evidence_level) == ("file", "documented")
    mark = Evidence.objects.present().get(entry=listed, question="T-16")
    assert mark.kind == EvidenceKind.FACT


def test_an_answer_that_a_file_confirms_is_there_already_until_it_is_marked(
    vendor, answering, listed
):
    response = answering.response
    save_answer(response, "T-16", "file", entry=listed)
    there = {one.place: one for one in offers(response)}[("T-16", str(listed.pk))]
    assert there.is_there

    place = reverse("questionnaires:confirm_proposed", args=[response.pk, listed.pk])
    vendor.post(place, {"only": '{"T-16": "file"}'})

    assert Evidence.objects.present().filter(entry=listed, question="T-16").exists()
    assert ("T-16", str(listed.pk)) not in {one.place for one in offers(response)}
