import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.models import Clarification
from riskapp.activity.choices import AlertState
from riskapp.activity.models import ActivityAlert, ActivityFile
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from tests.riskapp.activity.conftest import AGENT, changed, days, totals

QUERIES = 10


def page(assessment):
    return reverse("assessments:activity", args=[assessment.pk])


def test_the_page_says_what_would_stand_there(world, scored):
    text = world.client("analyst").get(page(scored)).content.decode()

    assert "No daily totals were read yet." in text
    assert "Read daily totals" in text
    assert "Read daily totals" not in world.client("auditor").get(page(scored)).content.decode()  # fmt: skip


def test_daily_totals_are_dropped_where_other_files_are(world, scored):
    file = SimpleUploadedFile("activity.jsonl", totals(days(10)))

    done = world.client("analyst").post(
        reverse("assessments:shown", args=[scored.pk]), {"dropped": [file]}
    )

    assert done.url == page(scored)
    text = world.client("analyst").get(page(scored)).content.decode()
    assert "Learning, no alerts" in text
    assert "18 more days are needed" in text
    assert 'role="img"' in text


def test_an_alert_is_a_sentence_and_becomes_a_question_in_one_click(
    world, scored, dropped
):
    dropped(changed(days(40), "records_written", "", 3))
    analyst = world.client("analyst")
    shown = analyst.get(page(scored))
    [one] = shown.context["found"].waiting
    assert one.sentence in shown.content.decode()

    place = reverse("assessments:ask", args=[scored.pk])
    done = analyst.post(
        f"{place}?question={one.row.question}&entry={one.entry}", {"text": one.ask}
    )

    assert done.status_code == 302
    assert Clarification.objects.get().question == "T-08"


def test_an_alert_is_explained_with_a_reason(world, scored, dropped):
    dropped(changed(days(40), "records_written", "", 3))
    alert = ActivityAlert.objects.get()
    place = reverse("assessments:activity_explain", args=[scored.pk, alert.pk])
    analyst = world.client("analyst")

    assert "Explain an alert" in analyst.get(place).content.decode()
    assert analyst.post(place, {"peak": 3}).status_code == 422
    analyst.post(place, {"reason": "A test run.", "peak": 3})

    alert.refresh_from_db()
    assert (alert.state, alert.reason) == (AlertState.EXPLAINED, "A test run.")
    text = analyst.get(page(scored)).content.decode()
    assert "Nothing unusual waits for you." in text
    assert "A test run." in text
    again = analyst.post(place, {"reason": "Again.", "peak": 3}, follow=True)
    assert "This alert was explained already." in again.content.decode()


def test_a_file_of_a_member_is_removed(world, scored, dropped):
    file = dropped(days(30))
    place = reverse("assessments:activity_remove", args=[scored.pk, file.pk])

    world.client("analyst").post(place)

    assert not ActivityFile.objects.exists()


@pytest.mark.parametrize("agents", [1, 3])
def test_the_page_asks_as_often_whatever_the_number_of_agents(
    world, scored, dropped, agents, django_assert_num_queries
):
    given = [one for at in range(agents) for one in days(30, f"agent {at}")]
    dropped(given)
    analyst = world.client("analyst")
    analyst.get(page(scored))

    with django_assert_num_queries(QUERIES):
        analyst.get(page(scored))


def test_the_vendor_sees_its_own_files_and_takes_them_back(answering, vendor):
    respondent = answering.response.invitations.get().respondents.get()
    file = drop_at_vendor(
        answering.response, totals(days(3)), "ours.jsonl", respondent=respondent
    )
    place = reverse("assessments:vendor_files", args=[answering.response.pk])

    text = vendor.get(place).content.decode()
    assert "Daily totals of your agents" in text
    assert "ours.jsonl" in text
    assert AGENT not in text

    back = reverse("assessments:vendor_activity_back", args=[answering.response.pk, file.pk])  # fmt: skip
    vendor.post(back)
    assert not ActivityFile.objects.exists()


def test_what_a_member_dropped_the_vendor_neither_sees_nor_removes(
    world, answering, vendor
):
    file = drop_at_buyer(answering, totals(days(3)), "theirs.jsonl", by=world.analyst)
    place = reverse("assessments:vendor_files", args=[answering.response.pk])

    assert "theirs.jsonl" not in vendor.get(place).content.decode()
    back = reverse("assessments:vendor_activity_back", args=[answering.response.pk, file.pk])  # fmt: skip
    assert vendor.post(back).status_code == 404


def test_agents_nobody_listed_are_asked_about_in_one_click_each_beside_the_other(
    world, scored, dropped
):
    for bot in ("bot", "other-bot"):
        given = changed(days(40, bot), "repositories", "example/secret", 2)
        dropped(given, f"{bot}.jsonl")
    analyst = world.client("analyst")
    alerts = analyst.get(page(scored)).context["found"].waiting
    ask = reverse("assessments:ask", args=[scored.pk]) + "?question=INV-01&entry="

    for one in (*alerts, alerts[0]):
        analyst.post(ask, {"text": one.ask, "beside": "yes"})

    assert ask.replace("&", "&amp;") in analyst.get(page(scored)).content.decode()
    [drafted] = Clarification.objects.filter(response=scored.response)
    assert drafted.text == "\n\n".join(one.ask for one in alerts)


def test_alerts_leave_as_findings_of_ocsf_and_as_lines(world, scored, dropped):
    dropped(changed(days(40), "records_written", "", 3))
    auditor = world.client("auditor")

    findings = auditor.get(reverse("assessments:activity_ocsf", args=[scored.pk]))
    lines = auditor.get(reverse("assessments:activity_lines", args=[scored.pk]))

    assert [one["class_uid"] for one in findings.json()] == [2004]
    assert lines["Content-Type"] == "application/x-ndjson"
    assert json.loads(lines.content)["agent"] == AGENT


def test_the_tab_the_tool_and_the_vendor_say_that_something_waits(
    world, scored, dropped
):
    dropped(changed(days(40), "records_written", "", 3))
    analyst = world.client("analyst")

    overview = analyst.get(reverse("assessments:detail", args=[scored.pk]))
    tools = analyst.get(reverse("assessments:tools", args=[scored.pk]))
    vendor = analyst.get(reverse("vendors:detail", args=[scored.engagement.vendor_id]))

    assert "Activity (1)" in overview.content.decode()
    assert "Unusual activity" in tools.content.decode()
    assert "1 alert about its agents" in vendor.content.decode()


def agreed_page(scored):
    return reverse("assessments:activity_agreed", args=[scored.pk])


def test_a_member_says_what_was_agreed_and_sees_it_beside_what_was_seen(
    world, scored, dropped
):
    dropped(days(30))
    analyst = world.client("analyst")
    given = {
        "tool": AGENT, "since": "2026-09-01", "hours_from": "8", "hours_until": "18",
        "zone": "Europe/Berlin", "weekdays_only": "on", "hosts": "API.example.com, b.example",
    }  # fmt: skip

    assert analyst.post(agreed_page(scored), given).status_code == 302

    text = analyst.get(page(scored)).content.decode()
    assert "08:00 to 18:00 (Europe/Berlin), Monday to Friday, since" in text
    assert "api.example.com, b.example" in text
    assert "Works in the hours that were agreed" in text
    again = analyst.get(agreed_page(scored), {"tool": AGENT}).content.decode()
    assert 'value="8"' in again
    assert "b.example" in again


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, "Say the hours, the hosts, or both."),
        ({"hours_from": "8"}, "Say from when until when."),
        ({"hours_from": "8", "hours_until": "8"}, "This leaves no hour, or every one."),
        ({"hosts": "no"}, "“no” is no host, such as api.example.com."),
    ],
)
def test_an_agreement_that_says_nothing_is_refused(world, scored, given, refused):
    whole = {"tool": "", "since": "2026-09-01", "zone": "UTC"} | given

    answer = world.client("analyst").post(agreed_page(scored), whole)

    assert answer.status_code == 422
    assert refused in answer.content.decode()
