from riskapp.assessments.models import Assessment
from riskapp.inventory.models import Tool
from tests.conftest import make_world

FORM = {"about": "changed", "text": "When was it changed?", "due_on": "2100-01-01"}


def address(*names):
    tools = Tool.objects.filter(name__in=names)
    return "/assessments/campaign/?" + "&".join(f"tool={tool.pk}" for tool in tools)


def test_a_narrowed_list_becomes_a_question_to_each_vendor(world):
    world.assessment("production-agents", scored=True)
    world.assessment("typical", name="Other", scored=True)
    client = world.client("analyst")

    page = client.get("/assessments/campaign/", {"all": "product=Claude+Code"})
    answer = client.post(
        "/assessments/campaign/?all=product%3DClaude%2BCode", FORM, follow=True
    )

    assert len(page.context["work"]) == 2
    assert "on its way to the vendors of 2 engagements" in answer.content.decode()
    assert set(Assessment.objects.values_list("state", flat=True)) == {"clarifying"}


def test_what_is_refused_for_one_stops_no_other(world):
    first = world.assessment("production-agents", scored=True)
    world.assessment("careful", name="Other", scored=True)
    client = world.client("analyst")
    client.post(address("Claude Code (Enterprise)"), FORM)

    said = client.post("/assessments/campaign/?all=", FORM, follow=True)

    text = said.content.decode()
    assert f"{first}: not asked." in text
    assert "vendors of 1 engagement." in text


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
