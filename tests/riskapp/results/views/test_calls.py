import pytest

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.actions.responses import submit_response
from riskapp.results.actions.scoring import score_assessment


def test_the_picture_and_the_table_say_the_same(world):
    assessment = world.assessment("production-agents", scored=True)

    page = world.client("auditor").get(f"/assessments/{assessment.pk}/calls/")

    graph, text = page.context["graph"], page.content.decode()
    assert text.count('class="calls__line calls__line--') == len(graph.calls) + 4
    assert text.count('data-label="Called"') == len(graph.calls)
    assert f"{len(graph.unproven)} of {len(graph.calls)} calls" in text
    assert "style=" not in text


def test_a_vendors_name_of_a_tool_is_escaped(world):
    assessment = world.assessment("production-agents", filled=False)
    entry = add_entry(assessment.response, "TOOL")
    save_answer(assessment.response, "T-01", "<script>alert(1)</script>", entry=entry)
    submit_response(assessment.response, name="Vera", role="CTO")
    score_assessment(assessment)

    for address in (f"/assessments/{assessment.pk}/calls/", "/tools/"):
        page = world.client("analyst").get(address).content
        assert b"<script>alert" not in page
        assert b"&lt;script&gt;alert" in page


@pytest.mark.parametrize("example", ["careful", "production-agents"])
def test_the_picture_needs_the_same_queries_for_any_number_of_tools(
    world, example, django_assert_num_queries
):
    assessment = world.assessment(example, scored=True)
    client = world.client("analyst")
    client.get(f"/assessments/{assessment.pk}/calls/")

    with django_assert_num_queries(6):
        client.get(f"/assessments/{assessment.pk}/calls/")


def test_before_there_is_a_score_the_overview_answers(world):
    assessment = world.assessment()

    page = world.client("analyst").get(f"/assessments/{assessment.pk}/calls/")

    assert page.status_code == 302
