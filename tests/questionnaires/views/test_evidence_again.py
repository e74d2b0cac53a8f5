"""What somebody with an account attached in one questionnaire is attached again in another."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from questionnaires.actions.evidence import (
    EvidenceClaim,
    add_file,
    add_link,
    add_note,
    remove_evidence,
)
from questionnaires.actions.invitations import revoke
from questionnaires.models import Evidence, Respondent, ResponseEvent
from tests.conftest import make_world
from tests.questionnaires.views.test_entering_by_account import ADDRESS, join, open_link

pytestmark = pytest.mark.django_db

HEADING = "Something you attached in another questionnaire"
POLICY = EvidenceClaim(title="Policy of ours", level="documented")


@pytest.fixture
def places(client):
    """The same person at two buyers: the earlier response, the one in hand, and who they are."""
    earlier = make_world(entry_policy="account").assessment(filled=False, email=ADDRESS)
    other = make_world("Another", entry_policy="account")
    later = other.assessment(filled=False, email=ADDRESS)
    join(client, earlier.response.invitations.get())
    open_link(client, later.response.invitations.get())
    client.post("/respond/account/")
    return earlier.response, later.response


def person_at(response):
    return Respondent.objects.get(response=response)


def page(response, question="GOV-03"):
    return reverse("questionnaires:evidence", args=[response.pk, question])


def shown(client, response, question="GOV-03"):
    return client.get(page(response, question)).content.decode()


def again(client, response, evidence, question="GOV-03"):
    fields = {"kind": "again", "evidence": str(evidence.pk)}
    return client.post(page(response, question), fields)


def test_a_file_is_copied_with_what_was_said_of_it_and_leaves_a_line(client, places):
    earlier, later = places
    upload = SimpleUploadedFile("policy.txt", b"Rules for tools")
    known = add_file(earlier, "GOV-03", upload, POLICY, respondent=person_at(earlier))

    html = shown(client, later)
    again(client, later, known)

    assert HEADING in html
    assert "Policy of ours" in html
    assert "at GOV-03 for Buyer" in html
    copy = Evidence.objects.get(response=later)
    assert (copy.title, copy.level, copy.sha256) == (
        "Policy of ours",
        "documented",
        known.sha256,
    )
    assert copy.file.name != known.file.name
    assert copy.added_by == person_at(later)
    event = ResponseEvent.objects.get(response=later, kind="evidence_added")
    assert "Buyer" not in str(event.after)


def test_a_link_and_a_note_are_attached_again_too(client, places):
    earlier, later = places
    link = add_link(earlier, "GOV-03", "https://vendor.example/trust", POLICY)
    note = add_note(earlier, "GOV-03", "See our handbook", POLICY)

    again(client, later, link)
    again(client, later, note)

    rows = Evidence.objects.filter(response=later).values_list("url", "text")
    assert set(rows) == {("https://vendor.example/trust", ""), ("", "See our handbook")}


def test_at_another_question_it_documents_nothing_by_itself(client, places):
    earlier, later = places
    note = add_note(earlier, "GOV-03", "See our handbook", POLICY)

    again(client, later, note, "GOV-05")

    assert Evidence.objects.get(response=later).level == "declared"


@pytest.mark.parametrize("how", ["removed", "expired", "withdrawn"])
def test_what_is_gone_is_not_offered(client, places, how):
    earlier, later = places
    note = add_note(earlier, "GOV-03", "See our handbook", POLICY)
    if how == "removed":
        remove_evidence(note)
    if how == "withdrawn":
        revoke(earlier.invitations.get(), actor="ana@buyer.example")
    if how == "expired":
        days_ago = datetime.date.today() - datetime.timedelta(days=2)
        Evidence.objects.filter(pk=note.pk).update(expires_on=days_ago)

    html = shown(client, later)
    reply = again(client, later, note)

    assert HEADING not in html
    assert reply.status_code == 404
    assert not Evidence.objects.filter(response=later).exists()


def test_of_another_vendor_nothing_is_seen_or_taken(client, places):
    _earlier, later = places
    stranger = make_world("Third", entry_policy="account").assessment(
        filled=False, email="eve@other.example"
    )
    theirs = add_note(stranger.response, "GOV-03", "Secret of theirs", POLICY)

    html = shown(client, later)
    reply = again(client, later, theirs)

    assert "Secret of theirs" not in html
    assert reply.status_code == 404


def test_what_was_given_to_a_colleague_alone_is_not_offered(client, places):
    earlier, later = places
    invitation = earlier.invitations.get()
    invitation.role, invitation.sections = "contributor", ["INV"]
    invitation.save(update_fields=["role", "sections"])
    add_note(earlier, "GOV-03", "Of another section", POLICY)
    add_note(earlier, "INV-01", "Of my own section", POLICY)

    html = shown(client, later)

    assert "Of my own section" in html
    assert "Of another section" not in html


def test_without_an_account_there_is_no_list(vendor_client, response):
    add_note(response, "GOV-03", "See our handbook", POLICY)
    other = make_world("Another").assessment(filled=False).response
    note = add_note(other, "GOV-03", "Elsewhere", POLICY)

    assert HEADING not in shown(vendor_client, response)
    assert again(vendor_client, response, note).status_code == 404
    assert Client().post(page(response)).status_code in {302, 404}
