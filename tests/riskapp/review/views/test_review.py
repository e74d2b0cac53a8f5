"""The review workspace, the contradictions and the history of a score."""

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.queries import answer_set_of, token_of
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.clarifying import draft, send
from riskapp.review.actions.reviewing import give_verdict, write_note
from riskapp.review.choices import VerdictKind
from riskapp.review.queries.contradictions import clashes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


def base(assessment):
    return f"/assessments/{assessment.pk}/"


@pytest.fixture(scope="module")
def evaluated(whole_world):
    return whole_world.kept("production-agents", name="Operations", scored=True)


@pytest.fixture
def scored(evaluated):
    return deepcopy(evaluated)


def test_queue_begins_with_what_contradicts(world, scored):
    page = world.client("analyst").get(base(scored) + "review/")

    assert page.status_code == 200
    rows = page.context["page"].object_list
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert "0 of" in page.content.decode()


def test_queue_names_a_reason_once_however_many_tools_share_it(world):
    assessment = world.assessment("personal-accounts", "Apps", scored=True)

    page = world.client("analyst").get(base(assessment) + "review/")

    reasons = [row.reasons for row in page.context["page"].object_list]
    assert any("Triggers a critical rule" in one for many in reasons for one in many)
    for many in reasons:
        assert len(many) == len(set(many))


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


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("review/", 12),
        ("review/answer/GOV-02/", 17),
        ("contradictions/", 8),
        ("changes/", 6),
    ],
)
def test_pages_need_the_same_queries_however_much_was_reviewed(
    world, scored, count, path, queries, django_assert_num_queries
):
    for question in ("GOV-02", "GOV-03", "GOV-04")[:count]:
        kind = VerdictKind.ACCEPTED
        verdict = {"kind": kind, "is_verified": True, "reason": "Read"}
        give_verdict(scored, (question, ""), by=world.analyst, **verdict)
        write_note(scored, ("GOV-02", ""), text="Look", by=world.analyst)
        score_assessment(scored)
    client = world.client("analyst")
    client.get(base(scored) + path)

    with django_assert_num_queries(queries):
        assert client.get(base(scored) + path).status_code == 200


def test_vendor_never_reads_a_note_or_a_reviewer(world, scored):
    write_note(scored, ("GOV-02", ""), text="Between us", by=world.analyst)
    draft(scored, "GOV-02", "", text="Who is it?", by=world.analyst)
    follow_up = send(scored, due_on=scored.due_on, by=world.analyst)
    client = Client()
    client.post("/respond/", {"code": token_of(follow_up.invitations.get())})
    client.post("/respond/start/", {"name": "Vera"})

    page = client.get(
        reverse("questionnaires:section", args=[follow_up.pk, "GOV"])
    ).content.decode()

    assert "Who is it?" in page
    assert "Between us" not in page
    assert world.analyst.email not in page
    assert world.analyst.name not in page


def test_questions_say_to_whom_the_replies_go(world, scored):
    draft(scored, "GOV-02", "", text="Who is it?", by=world.analyst)
    send(scored, due_on=scored.due_on, by=world.analyst)

    page = world.client("analyst").get(base(scored) + "questions/").content.decode()

    assert f"The replies go to {world.analyst.name}." in " ".join(page.split())
    assert reverse("desk:waiting") + "?whose=team" in page


def test_contradiction_becomes_a_question_to_the_vendor(world, scored):
    clash = clashes_of(scored.response, answer_set_of(scored.response))[0]

    page = world.client("analyst").get(
        base(scored) + "questions/ask/",
        {"question": clash.place[0], "entry": clash.place[1], "about": clash.key},
    )

    assert page.context["form"]["text"].value() == clash.ask


def test_answer_that_is_not_asked_is_not_there(world, scored):
    client = world.client("analyst")

    for place in ("XXX-1/", "T-13/", "GOV-02/?entry=nonsense"):
        url = base(scored) + "review/answer/" + place
        assert client.get(url).status_code == 404
        assert client.post(url, {"kind": "accepted"}).status_code == 404


def test_export_holds_what_was_said_and_what_counts(world, scored):
    kind = VerdictKind.CORRECTED
    verdict = {"kind": kind, "raw": "none", "reason": "=Nobody"}
    give_verdict(scored, ("GOV-02", ""), by=world.analyst, **verdict)

    file = world.client("auditor").get(base(scored) + "review/?export=csv")

    lines = b"".join(file.streaming_content).decode().splitlines()
    [line] = [line for line in lines if line.startswith("GOV-02")]
    assert ",A team shares it,No," in line
    assert "'=Nobody" in line
    assert AuditEntry.objects.filter(action="review exported").count() == 1


@pytest.mark.parametrize("names", [True, False])
def test_vendor_sees_who_asks_only_where_the_organisation_says_so(world, scored, names):
    scored.organisation.names_reviewers = names
    scored.organisation.save()
    draft(scored, "GOV-02", "", text="Who is it?", by=world.analyst)
    follow_up = send(scored, due_on=scored.due_on, by=world.analyst)
    client = Client()
    client.post("/respond/", {"code": token_of(follow_up.invitations.get())})
    client.post("/respond/start/", {"name": "Vera"})

    url = reverse("questionnaires:section", args=[follow_up.pk, "GOV"])
    page = client.get(url).content.decode()

    assert (f"{world.analyst.name} of" in page) is names


def test_queue_is_narrowed_to_one_reason(world, scored):
    client = world.client("analyst")

    weak = client.get(base(scored) + "review/?why=4").context["page"].object_list

    assert weak
    assert {row.rank for row in weak} == {4}
    assert client.get(base(scored) + "review/?why=nonsense&page=2").status_code == 200


def test_answers_page_shows_a_correction_before_the_score_has_it(world, scored):
    kind = VerdictKind.CORRECTED
    verdict = {"kind": kind, "raw": "none", "reason": "Nobody"}
    give_verdict(scored, ("GOV-02", ""), by=world.analyst, **verdict)

    page = world.client("analyst").get(base(scored) + "answers/").content.decode()

    assert "corrected by the reviewer; the answer given: A team shares it" in page
    assert base(scored) + "review/answer/GOV-02/" in page
