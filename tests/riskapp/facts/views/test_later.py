"""Between two questionnaires a vendor gives files: laid beside what was submitted, offered next."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.actions.invitations import revoke
from questionnaires.models import Answer, Response, ResponseEvent
from riskapp.activity.actions import handing
from riskapp.activity.models import ActivityFile
from riskapp.assessments.actions.starting import start_assessment
from riskapp.audit.models import AuditEntry
from riskapp.facts.actions.dropping import drop_at_buyer
from riskapp.facts.models import SourceFile
from riskapp.notifications.choices import NOTIFIED_BY
from tests.conftest import make_world
from tests.entering import come_in
from tests.riskapp.activity.conftest import days, totals
from tests.riskapp.facts.conftest import SECRET, servers, settings_file

SOON = datetime.date.today() + datetime.timedelta(days=14)


@pytest.fixture
def scored(world):
    return world.assessment("careful", scored=True)


@pytest.fixture
def vera(scored):
    return come_in(scored.response.invitations.get())


def page(response):
    return reverse("assessments:vendor_later", args=[response.pk])


def give(client, response, *files, **more):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(page(response), {"dropped": given, **more})


def answers(response):
    return list(Answer.objects.filter(response=response).values_list("pk", "value"))


def test_what_is_given_stands_beside_the_answers_and_changes_none(world, scored, vera):
    response = scored.response
    before = answers(response), Response.objects.get(pk=response.pk).digest
    done = vera.get(reverse("questionnaires:done", args=[response.pk]))
    assert "Give files of your tools</a>:" in done.content.decode()

    assert give(vera, response, ("mcp_config.json", servers())).status_code == 302

    text = vera.get(page(response)).content.decode()
    assert "Your answers of" in text
    assert text.index("Windsurf") < text.index('name="dropped"')
    assert "Remove" not in text
    assert (answers(response), Response.objects.get(pk=response.pk).digest) == before
    day = timezone.localdate().strftime("%-d %B %Y")
    shown = (
        world.client("analyst")
        .get(reverse("assessments:shown", args=[scored.pk]))
        .content.decode()
    )
    assert f"after submission, on {day}" in shown
    assert f"given after submission, on {day}" in shown
    assert "Ask the vendor" in shown
    [entry] = AuditEntry.objects.filter(action="vendor gave files after submission")
    assert entry.after["files"][0]["file"] == "mcp_config.json"
    assert entry.actor_label.startswith("Vera Vendor")
    assert NOTIFIED_BY[entry.action] == "files"
    assert ResponseEvent.objects.filter(response=response, kind="file_read").exists()


def test_members_hear_once_of_a_file_that_is_given_again(scored, vera):
    known = ("mcp_config.json", servers()), ("totals.jsonl", totals(days(10)))
    for _time in range(2):
        assert give(vera, scored.response, *known).status_code == 302

    give(vera, scored.response, *known, ("settings.json", settings_file()))

    told = AuditEntry.objects.filter(action="vendor gave files after submission")
    assert [
        [file["file"] for file in entry.after["files"]] for entry in told.order_by("at")
    ] == [["mcp_config.json", "totals.jsonl"], ["settings.json"]]


def test_daily_totals_are_taken_too_and_say_when_they_came(world, scored, vera):
    give(vera, scored.response, ("totals.jsonl", totals(days(10))))

    assert ActivityFile.objects.get().respondent.name == "Vera Vendor"
    text = vera.get(page(scored.response)).content.decode()
    assert "totals.jsonl" in text
    assert "Remove" not in text
    place = reverse("assessments:activity", args=[scored.pk])
    assert "after submission, on" in world.client("analyst").get(place).content.decode()


def test_secrets_and_too_many_files_are_refused_and_the_rest_is_kept(
    scored, vera, monkeypatch
):
    files = (".mcp.json", servers(SECRET)), ("settings.json", settings_file())

    refused = give(vera, scored.response, *files)

    assert refused.status_code == 422
    assert "github token" in refused.content.decode()
    assert [file.file_name for file in SourceFile.objects.all()] == ["settings.json"]
    monkeypatch.setattr(handing, "MAX_FILES", 1)
    more = give(vera, scored.response, ("mcp_config.json", servers()))
    assert more.status_code == 422
    assert SourceFile.objects.count() == 1


def test_nobody_else_gets_in_and_nothing_after_the_link_has_ended(world, scored, vera):
    answering = world.assessment("half-answered", "Open")
    vendor = come_in(answering.response.invitations.get())
    other = come_in(make_world("Other").assessment(scored=True).response.invitations.get())  # fmt: skip

    assert other.get(page(scored.response)).status_code == 404
    assert other.post(page(scored.response)).status_code == 404
    assert world.client("analyst").get(page(scored.response)).status_code == 404
    assert vendor.get(page(answering.response)).status_code == 404
    revoke(scored.response.invitations.get(), actor="buyer")
    assert give(vera, scored.response, ("settings.json", settings_file())).status_code == 404  # fmt: skip
    assert not SourceFile.objects.exists()


def test_while_something_is_asked_files_belong_there(scored, vera):
    draft_question(scored.response, "GOV-01", "", text="Which?", author="a@b.example")
    send_questions(scored.response, due_on=SOON, actor="a@b.example")

    done = give(vera, scored.response, ("settings.json", settings_file()))

    assert done.url == reverse("questionnaires:done", args=[scored.response.pk])
    assert not SourceFile.objects.exists()


def test_the_next_questionnaire_offers_what_was_given_between(world, scored, vera):
    give(vera, scored.response, ("mcp_config.json", servers()))
    drop_at_buyer(scored, settings_file(), "settings.json", by=world.analyst)

    following = start_assessment(
        engagement=scored.engagement,
        version=world.version,
        due_on=SOON,
        email="",
        by=world.analyst,
    )

    again = come_in(following.response.invitations.get())
    place = reverse("assessments:vendor_files", args=[following.response.pk])
    found = again.get(place)
    text = found.content.decode()
    assert [name for name, _shown in found.context["tools"]] == ["Windsurf"]
    assert "given after submission, on" in text
    assert "settings.json" not in text
    [file] = found.context["files"]
    back = [following.response.pk, file.row.pk]
    remove = reverse("assessments:vendor_take_back", args=back)
    assert remove not in text
    assert again.post(remove).status_code == 404
    confirm = reverse("assessments:vendor_stand_by", args=[following.response.pk])
    again.post(confirm, {"tool": "Windsurf"})
    assert Answer.objects.filter(response=following.response, value="Windsurf").exists()
