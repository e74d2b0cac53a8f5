"""What an analyst sees of files, and drops: claims beside answers, and a question in one click."""

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.models import Clarification, Entry
from riskapp.audit.models import AuditEntry
from riskapp.facts.actions.dropping import drop_at_buyer
from riskapp.facts.errors import FileNotRead
from riskapp.facts.models import SourceFile
from riskapp.reports.choices import Variant
from riskapp.reports.queries.inputs import followed
from tests.riskapp.facts.conftest import SECRET, servers, settings_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]

INSTALLATIONS = json.dumps(
    {
        "total_count": 1,
        "installations": [
            {
                "id": 1,
                "app_slug": "cursor",
                "app_id": 7,
                "repository_selection": "all",
                "permissions": {"contents": "write"},
                "events": [],
                "created_at": "2026-01-10T00:00:00Z",
                "updated_at": "2026-10-10T00:00:00Z",
            }
        ],
    }
).encode()


@pytest.fixture(scope="module")
def evaluated(whole_world):
    return whole_world.kept("typical", name="Work", scored=True)


@pytest.fixture
def scored(evaluated):
    return deepcopy(evaluated)


def page(assessment, query=""):
    return reverse("assessments:shown", args=[assessment.pk]) + query


def drop(client, assessment, name, content, **more):
    file = SimpleUploadedFile(name, content)
    return client.post(page(assessment), {"dropped": [file], **more})


def test_a_file_is_laid_beside_the_answers_and_changes_none(world, scored):
    analyst = world.client("analyst")

    done = drop(analyst, scored, "settings.json", settings_file())

    assert done.status_code == 302
    shown = analyst.get(page(scored))
    text = shown.content.decode()
    assert "Contradicted" in text
    assert "settings.json" in text
    assert "documented: the vendor's copy" in text
    assert shown.context["counts"]["contradicted"] > 0
    entry = AuditEntry.objects.filter(action="file read as evidence").get()
    assert entry.after["file"] == "settings.json"


def test_a_contradiction_becomes_a_question_in_one_click(world, scored):
    analyst = world.client("analyst")
    drop(analyst, scored, "settings.json", settings_file())
    shown = analyst.get(page(scored, "?show=contradicts")).context["page"]
    one = next(row for row in shown if row.entry)

    place = reverse("assessments:ask", args=[scored.pk])
    done = analyst.post(
        f"{place}?question={one.claim.question}&entry={one.entry}", {"text": one.ask}
    )

    assert done.status_code == 302
    asked = Clarification.objects.get()
    assert asked.question == one.claim.question
    assert "Which of the two is right?" in asked.text


def test_only_a_member_can_say_that_the_source_can_be_asked(world, scored):
    analyst = world.client("analyst")

    drop(analyst, scored, "installations.json", INSTALLATIONS, is_recheckable="on")

    assert SourceFile.objects.get().readings[0]["grade"] == "re-checkable"
    text = analyst.get(page(scored)).content.decode()
    assert "the source can be asked" in text
    assert "data of 10 October 2026 or later" in text


def test_a_file_with_a_secret_is_refused_here_too(world, scored):
    with pytest.raises(FileNotRead) as refused:
        drop_at_buyer(scored, servers(SECRET), ".mcp.json", by=world.analyst)

    assert "github token" in refused.value.faults[0].what
    assert not SourceFile.objects.exists()


def test_what_a_member_dropped_is_removed_and_the_vendor_never_sees_it(
    world, vendor, answering
):
    drop_at_buyer(answering, settings_file(), "settings.json", by=world.analyst)

    place = reverse("assessments:vendor_files", args=[answering.response_id])
    assert "settings.json" not in vendor.get(place).content.decode()

    file = SourceFile.objects.get()
    analyst = world.client("analyst")
    gone = reverse("assessments:shown_remove", args=[answering.pk, file.pk])
    assert analyst.post(gone).status_code == 302
    assert not SourceFile.objects.exists()


def test_a_file_dropped_on_a_tool_is_about_that_tool(world, scored):
    entry = Entry.objects.filter(response=scored.response).first()
    drop_at_buyer(scored, servers(), "mcp.json", by=world.analyst, entry=entry)

    rows = world.client("analyst").get(page(scored)).context["page"].object_list

    assert rows
    assert {row.entry for row in rows if row.is_of_tools} == {str(entry.pk)}


def test_the_review_and_the_tools_show_what_files_say_beside_answers(world, scored):
    analyst = world.client("analyst")
    drop(analyst, scored, "settings.json", settings_file())
    shown = analyst.get(page(scored, "?show=contradicts")).context["page"]
    one = next(row for row in shown if row.entry)

    place = reverse("assessments:review_answer", args=[scored.pk, one.claim.question])
    review = analyst.get(f"{place}?entry={one.entry}").content.decode()
    tools = analyst.get(reverse("assessments:tools", args=[scored.pk]))

    assert "Files show" in review
    assert "The file settings.json shows something else" in review
    assert "Files show" in tools.content.decode()


def test_a_report_says_in_one_line_what_files_show_and_the_vendors_copy_does_not(
    world, scored
):
    assert "by_files" not in followed(scored, Variant.FULL)
    drop_at_buyer(scored, settings_file(), "settings.json", by=world.analyst)

    counts = followed(scored, Variant.FULL)["by_files"]

    assert counts["contradicted"] > 0
    assert counts["asked"] > counts["shown"] > 0
    assert "by_files" not in followed(scored, Variant.VENDOR)
