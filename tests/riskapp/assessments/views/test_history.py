import datetime

import pytest

from questionnaires.actions.answers import save_answer
from questionnaires.actions.invitations import enter
from riskapp.assessments.models import Assessment
from riskapp.review.actions.clarifying import draft, send


def history(world, assessment, **query):
    page = world.client("auditor").get(f"/assessments/{assessment.pk}/history/", query)
    assert page.status_code == 200
    return page


def test_an_auditor_sees_both_values_of_a_changed_answer(world):
    assessment = world.assessment(filled=False)
    vera = enter(assessment.response.invitations.get(), name="Vera Vendor")
    for value in ("team", "named"):
        save_answer(assessment.response, "GOV-02", value, respondent=vera)

    page = history(world, assessment)

    newest = page.context["rows"][0]
    assert str(newest["who"]) == "Vera Vendor"
    assert newest["question"].id == "GOV-02"
    assert newest["before"] != newest["after"]
    assert f'<del class="muted">{newest["before"]}</del>' in page.content.decode()


def test_later_rounds_belong_to_the_same_history(world):
    assessment = world.assessment(scored=True)
    draft(assessment, "GOV-02", "", text="Since when?", by=world.analyst)
    send(assessment, due_on=datetime.date(2100, 1, 1), by=world.analyst)
    assessment = Assessment.objects.get(pk=assessment.pk)

    kinds = [row["event"].kind for row in history(world, assessment).context["rows"]]

    assert kinds.count("opened") == 2
    assert kinds.count("submitted") == 1


def test_a_vendors_text_is_escaped(world):
    assessment = world.assessment(filled=False)
    enter(assessment.response.invitations.get(), name="<b>Vera</b>")

    assert b"<b>Vera</b>" not in history(world, assessment).content


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_needs_the_same_queries_for_any_number_of_lines(
    world, count, django_assert_num_queries
):
    assessment = world.assessment(filled=False)
    vera = enter(assessment.response.invitations.get(), name="Vera")
    for number in range(count):
        save_answer(
            assessment.response,
            "GOV-02",
            ["team", "named"][number % 2],
            respondent=vera,
        )
    client = world.client("auditor")
    client.get("/portfolio/")

    with django_assert_num_queries(10):
        client.get(f"/assessments/{assessment.pk}/history/")
