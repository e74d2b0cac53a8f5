"""The review workspace, the contradictions and the history of a score."""

import pytest

from riskapp.assessments.models import Assessment


def base(assessment):
    return f"/assessments/{assessment.pk}/"


@pytest.fixture
def scored(world):
    return world.assessment("production-agents", "Operations", scored=True)


def test_queue_begins_with_what_contradicts(world, scored):
    page = world.client("analyst").get(base(scored) + "review/")

    assert page.status_code == 200
    rows = page.context["page"].object_list
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert "0 of" in page.content.decode()


def test_corrected_answer_moves_the_score_and_the_page_says_why(
    world, scored, celery_runs_here, django_capture_on_commit_callbacks
):
    client = world.client("analyst")
    url = base(scored) + "review/answer/GOV-02/"

    answered = client.post(
        url,
        {
            "kind": "corrected",
            "GOV-02-value": "none",
            "reason": "Nobody is named.",
            "then": "stay",
        },
    )
    assert answered.status_code == 302, answered.content.decode()
    assert "Nobody is named" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(base(scored) + "review/score/")

    again = Assessment.objects.get(pk=scored.pk)
    assert again.score_id != scored.score_id
    assert again.score.control < scored.score.control
    page = client.get(base(scored) + "changes/").content.decode()
    assert "Nobody is named" in page
    assert str(scored.score.control) in page
    answers = client.get(base(scored) + "answers/").content.decode()
    assert "corrected by the reviewer" in answers


def test_contradictions_page(world, scored):
    page = world.client("analyst").get(base(scored) + "contradictions/")
    assert page.status_code == 200
