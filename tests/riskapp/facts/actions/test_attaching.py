"""A file is kept as evidence of the answers it shows, in the step that reads it, if that is wished."""

import datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions import evidence as evidence_actions
from questionnaires.actions.evidence import remove_evidence
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EvidenceKind, EvidenceLevel
from questionnaires.models import Answer, Entry, Evidence, ResponseEvent
from riskapp.facts.actions import dropping
from riskapp.facts.models import SourceFile
from tests.riskapp.facts.conftest import SECRET, offers, servers, settings_file

NAME = "settings.json"


def drop(vendor, response, name, content, query="", **more):
    given = {"dropped": [SimpleUploadedFile(name, content)], "attach": "on", **more}
    address = reverse("assessments:vendor_files", args=[response.pk]) + query
    return vendor.post(address, given, follow=True)


def stand_by(vendor, response):
    place = reverse("assessments:vendor_stand_by", args=[response.pk])
    vendor.post(place, {"tool": "Windsurf"})


def questions(rows):
    return [row.question for row in rows]


def kept(response):
    return Evidence.objects.present().filter(
        response=response, kind=EvidenceKind.FILE, file_name=NAME
    )


def stored():
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_file_is_kept_once_with_every_answer_it_shows(vendor, answering):
    response = answering.response
    before = len(stored())

    page = drop(vendor, response, NAME, settings_file())

    rows = kept(response)
    assert f"Kept as evidence with {rows.count()} answers." in page.content.decode()
    assert rows.count() > 1
    assert {row.level for row in rows} == {"declared"}
    assert len({row.file.name for row in rows}) == 1
    assert len(stored()) == before + 1
    with rows[0].file.open() as there:
        assert there.read() == settings_file()
    assert rows[0].sha256 == SourceFile.objects.get().sha256
    told = ResponseEvent.objects.filter(response=response, kind="evidence_added")
    assert told.count() == rows.count()
    levels = Answer.objects.filter(response=response, question__in=questions(rows))
    assert set(levels.values_list("evidence_level", flat=True)) <= {"declared"}


def test_its_bytes_are_kept_before_anybody_waits_for_the_response(
    vendor, answering, monkeypatch
):
    there = []

    def locked(response):
        there.append(len(stored()))
        return locked_open(response)

    monkeypatch.setattr(dropping, "locked_open", locked)
    before = len(stored())

    drop(vendor, answering.response, NAME, settings_file())

    assert there == [before + 1]


def test_without_the_wish_no_byte_is_kept(vendor, answering):
    before = len(stored())

    drop(vendor, answering.response, NAME, settings_file(), attach="")

    assert SourceFile.objects.count() == 1
    assert not kept(answering.response).exists()
    assert len(stored()) == before


def test_on_the_page_of_one_answer_it_is_kept_with_that_answer(vendor, answering):
    response = answering.response
    drop(vendor, response, NAME, settings_file(), attach="")
    place = reverse("assessments:vendor_files", args=[response.pk])
    [(question, entry, _seen), *_more] = offers(vendor.get(place).context)
    query = f"?entry={entry}&question={question}"

    page = drop(vendor, response, NAME, settings_file(), query)

    assert questions(kept(response)) == [question]
    assert "Kept as evidence with 1 answer." in page.content.decode()
    again = drop(vendor, response, NAME, settings_file(), query)
    assert kept(response).count() == 1
    assert "or is kept already" in again.content.decode()


def test_what_shows_a_tool_nobody_listed_goes_to_its_answers_once_it_is_added(
    vendor, answering
):
    response = answering.response
    drop(vendor, response, "mcp_config.json", servers())
    rows = Evidence.objects.filter(response=response, file_name="mcp_config.json")
    assert ("INV-01", None) in [(row.question, row.entry) for row in rows]

    stand_by(vendor, response)

    entry = Entry.objects.filter(response=response).last()
    files = Evidence.objects.filter(entry=entry, kind=EvidenceKind.FILE)
    assert files.exists()
    assert {row.file.name for row in files} == {rows[0].file.name}
    remove_evidence(rows[0])
    with files[0].file.open() as there:
        assert there.read() == servers()


def test_a_file_with_a_secret_is_refused_and_nothing_is_kept(vendor, answering):
    before = len(stored())

    page = drop(vendor, answering.response, ".mcp.json", servers(SECRET))

    assert page.status_code == 422
    assert len(stored()) == before
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize("limit", ["MAX_PER_ANSWER", "MAX_PER_RESPONSE"])
def test_the_limits_of_evidence_hold(vendor, answering, monkeypatch, limit):
    monkeypatch.setattr(evidence_actions, limit, 0)
    before = len(stored())

    page = drop(vendor, answering.response, NAME, settings_file())

    assert "No file was kept as evidence" in page.content.decode()
    assert SourceFile.objects.count() == 1
    assert len(stored()) == before


def test_a_copy_ends_when_the_file_ends_and_documents_nothing_by_itself(
    vendor, answering
):
    response = answering.response
    drop(vendor, response, "mcp_config.json", servers())
    rows = Evidence.objects.filter(response=response, kind=EvidenceKind.FILE)
    rows.update(level=EvidenceLevel.DOCUMENTED, expires_on=timezone.localdate())

    stand_by(vendor, response)

    copies = rows.exclude(entry=None)
    assert {row.expires_on for row in copies} == {timezone.localdate()}
    assert {row.level for row in copies} == {EvidenceLevel.DECLARED}


def test_a_file_that_has_expired_is_not_kept_again_and_hinders_nothing(
    vendor, answering
):
    response = answering.response
    drop(vendor, response, "mcp_config.json", servers())
    rows = Evidence.objects.filter(response=response, kind=EvidenceKind.FILE)
    rows.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))

    stand_by(vendor, response)

    entry = Entry.objects.filter(response=response).last()
    assert Answer.objects.get(entry=entry, question="T-16").value == "file"
    assert not rows.filter(entry=entry).exists()
