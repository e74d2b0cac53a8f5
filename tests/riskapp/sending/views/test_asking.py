from questionnaires.models import Delivery
from riskapp.assessments.models import Assessment
from riskapp.inventory.models import Tool
from riskapp.review.actions.clarifying import call_off
from riskapp.sending.models import Campaign, Sending
from riskapp.sending.queries import campaign_rows
from tests.conftest import make_world

FORM = {"about": "changed", "text": "When was it changed?", "due_on": "2100-01-01"}


def address(*names):
    tools = Tool.objects.filter(name__in=names)
    return "/assessments/ask-tools/?" + "&".join(f"tool={tool.pk}" for tool in tools)


def send(client, url, on_commit):
    with on_commit(execute=True):
        reply = client.post(url, FORM)
    return client.get(reply.url).content.decode()


def test_a_narrowed_list_becomes_a_question_to_each_vendor(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    world.assessment("production-agents", scored=True)
    world.assessment("typical", name="Other", scored=True)
    client = world.client("analyst")

    page = client.get("/assessments/ask-tools/", {"all": "product=Claude+Code"})
    url = "/assessments/ask-tools/?all=product%3DClaude%2BCode"
    text = send(client, url, django_capture_on_commit_callbacks)

    assert len(page.context["work"]) == 2
    assert text.count("2 engagements") == 1
    assert "T-14" in text
    assert set(Assessment.objects.values_list("state", flat=True)) == {"clarifying"}


def test_what_is_refused_for_one_stops_no_other(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    first = world.assessment("production-agents", scored=True)
    other = world.assessment("careful", name="Other", scored=True)
    client = world.client("analyst")
    send(
        client, address("Claude Code (Enterprise)"), django_capture_on_commit_callbacks
    )

    text = send(
        client, "/assessments/ask-tools/?all=", django_capture_on_commit_callbacks
    )

    rows = Sending.objects.filter(campaign=Campaign.objects.first())
    states = dict(rows.values_list("about", "state"))
    assert states == {first.pk: "failed", other.pk: "started"}
    assert "The vendor is still answering." in text


def test_a_question_that_was_refused_can_be_tried_again(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    first = world.assessment("production-agents", scored=True)
    client = world.client("analyst")
    for _ in "12":
        send(
            client,
            address("Claude Code (Enterprise)"),
            django_capture_on_commit_callbacks,
        )
    call_off(first, by=world.analyst)
    row = Sending.objects.get(state="failed")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/assessments/campaigns/{row.campaign_id}/{row.pk}/retry/")

    assert Sending.objects.get(pk=row.pk).state == "started"
    rows = {r.sending.pk: r.progress for r in campaign_rows(row.campaign)}
    assert rows[row.pk] == "sent"
    older = Campaign.objects.exclude(pk=row.campaign_id).get()
    assert [r.progress for r in campaign_rows(older)] == ["withdrawn"]


def test_nothing_is_asked_inside_the_request(world):
    world.assessment("production-agents", scored=True)

    reply = world.client("analyst").post(address("Claude Code (Enterprise)"), FORM)

    page = world.client("analyst").get(reply.url)
    assert [row.progress for row in page.context["page"]] == ["queued"]
    assert Assessment.objects.get().state == "scored"


def test_tools_of_another_organisation_are_not_asked_about(world):
    other = make_world("Other")
    other.assessment("production-agents", scored=True)
    url = address("Claude Code (Enterprise)") + "&tool=nonsense"

    page = world.client("analyst").post(url, FORM)

    assert page.context["work"] == []
    assert Assessment.objects.get().state == "scored"


def test_a_question_without_words_or_in_the_past_is_refused(world):
    world.assessment("production-agents", scored=True)
    url = address("Claude Code (Enterprise)")

    page = world.client("analyst").post(
        url, {"about": "colour", "text": "", "due_on": "2000-01-01"}
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"about", "text", "due_on"}
    assert Assessment.objects.get().state == "scored"


def test_the_answer_in_question_is_chosen_already(world):
    world.assessment("production-agents", scored=True)
    url = address("Claude Code (Enterprise)") + "&about=changed"

    page = world.client("analyst").get(url).content.decode()

    assert '<option value="changed" selected>' in page


def test_a_question_whose_mail_failed_goes_to_another_address(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    world.assessment("production-agents", scored=True, email="vera@vendor.example")
    client = world.client("analyst")
    send(
        client, address("Claude Code (Enterprise)"), django_capture_on_commit_callbacks
    )
    row = Sending.objects.get()
    mails = Delivery.objects.filter(invitation__response=row.asked_in)
    mails.update(state="failed", reason="The mail server refuses this address.")

    before = campaign_rows(row.campaign)[0]
    client.post(
        f"/assessments/campaigns/{row.campaign_id}/{row.pk}/retry/",
        {"email": "ben@vendor.example"},
    )

    assert row.email == "vera@vendor.example"
    assert (before.progress, before.can_retry) == ("failed", True)
    assert before.reason == "The mail server refuses this address."
    assert campaign_rows(row.campaign)[0].progress == "queued"
    usable = row.asked_in.invitations.filter(revoked_at=None)
    assert [invitation.email for invitation in usable] == ["ben@vendor.example"]
    queued = Delivery.objects.get(invitation__in=usable)
    assert (queued.kind, queued.state) == ("questions", "queued")
