import datetime

import pytest
from django.test import override_settings

from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.decisions.models import Decision
from riskapp.findings.models import Finding
from riskapp.reports.models import Report
from tests.conftest import make_world
from tests.factories.riskapp import looked_at, scored
from tests.riskapp.machines.conftest import program_of

pytestmark = pytest.mark.django_db
PEOPLE = ("administrator", "analyst", "approver", "procurement", "auditor")
LATER = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.fixture(scope="module")
def place(shared, tmp_path_factory):
    """A scored assessment and a program for everybody."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        world = make_world()
        assessment = scored(world.organisation, world.analyst)
        programs = {person: program_of(world, person) for person in PEOPLE}
        programs["stranger"] = program_of(make_world("Other"), "analyst")
        yield world, Assessment.objects.get(pk=assessment.pk), programs


def statuses(programs, method, path, data, **headers):
    return {
        person: program.ask(method, path, data, **headers).status_code
        for person, program in programs.items()
    }


def test_an_assessment_of_known_work_is_started(place):
    world, _assessment, programs = place
    work = world.engagement(vendor="Merlin")
    data = {"engagement": str(work.pk), "due_on": LATER, "email": "vera@merlin.example"}

    reply = programs["analyst"].ask("post", "assessments", data)
    again = programs["analyst"].ask("post", "assessments", data)

    assert reply.status_code == 201
    started = Assessment.objects.get(pk=reply.json()["id"])
    assert started.engagement == work
    assert started.started_by == world.analyst
    assert started.response.invitations.get().email == "vera@merlin.example"
    assert reply["Location"] == f"/api/v1/assessments/{started.pk}"
    assert again.status_code == 409  # it is open already


def test_an_assessment_is_refused_where_the_page_refuses_it(place):
    world, _assessment, programs = place
    work = world.engagement(vendor="Merlin")
    data = {"engagement": str(work.pk), "due_on": LATER}

    past = programs["analyst"].ask(
        "post", "assessments", data | {"due_on": "2020-01-01"}
    )
    found = statuses(programs, "post", "assessments", data | {"email": "nobody"})

    assert past.status_code == 422
    assert past.json()["errors"][0]["pointer"] == "#/due_on"
    assert found == dict.fromkeys(programs, 403) | {"analyst": 422, "stranger": 404}


def test_a_finding_is_assigned_by_whoever_saw_it_as_it_is(place):
    world, assessment, programs = place
    finding = assessment.findings.first()
    path = f"findings/{finding.pk}"
    seen = programs["analyst"].ask("get", path)["ETag"]
    data = {"owner": "approver@buyer.example", "due_on": LATER}

    blind = programs["analyst"].ask("patch", path, data)
    right = programs["analyst"].ask("patch", path, data, If_Match=seen)
    stale = programs["analyst"].ask("patch", path, data, If_Match=seen)
    wrong = programs["analyst"].ask(
        "patch", path, {"owner": "nobody@other.example"}, If_Match="*"
    )

    assert [r.status_code for r in (blind, right, stale, wrong)] == [428, 200, 412, 422]
    assert wrong.json()["errors"][0]["pointer"] == "#/owner"
    finding.refresh_from_db()
    assert finding.owner == world.people["approver"]
    assert right.json()["text"] == finding.text
    entry = AuditEntry.objects.filter(action="finding edited").get()
    assert entry.actor == world.analyst


def test_only_whoever_may_assess_changes_a_finding(place):
    _world, assessment, programs = place
    path = f"findings/{assessment.findings.first().pk}"

    found = statuses(programs, "patch", path, {"due_on": LATER}, If_Match="*")

    assert found == dict.fromkeys(programs, 403) | {"analyst": 200, "stranger": 404}


def test_a_finding_is_settled_and_reopened_with_a_reason(place):
    _world, assessment, programs = place
    path = f"findings/{assessment.findings.first().pk}/steps"
    ask = programs["analyst"].ask

    done = ask("post", path, {"step": "dismiss", "reason": "Not used."})
    twice = ask("post", path, {"step": "verify", "reason": "Seen."})
    back = ask("post", path, {"step": "reopen", "reason": "Used after all."})

    assert (done.status_code, done.json()["state"]) == (200, "dismissed")
    assert twice.status_code == 409
    assert back.json()["state"] == "open"


def test_a_risk_is_accepted_by_who_decides_until_a_day(place):
    _world, assessment, programs = place
    finding = assessment.findings.first()
    path = f"findings/{finding.pk}/steps"
    data = {"step": "accept", "reason": "Known."}

    endless = programs["approver"].ask("post", path, data)
    found = statuses(programs, "post", path, data | {"until": LATER})

    assert endless.json()["errors"][0]["pointer"] == "#/until"
    assert found == dict.fromkeys(programs, 403) | {"approver": 200, "stranger": 404}
    assert Finding.objects.get(pk=finding.pk).accepted_until.isoformat() == LATER


def test_a_decision_is_recorded_on_the_score_that_was_seen(place):
    world, assessment, programs = place
    looked_at(assessment)
    path = f"assessments/{assessment.pk}/decisions"
    data = {"score": str(assessment.score_id), "outcome": "rejected", "reason": "No."}

    other = programs["approver"].ask("post", path, data | {"score": str(assessment.pk)})
    found = statuses(programs, "post", path, data)
    again = programs["approver"].ask("post", path, data | {"reason": "Still no."})

    assert other.status_code == 409
    assert found == dict.fromkeys(programs, 403) | {"approver": 201, "stranger": 404}
    assert again.status_code == 409  # it lies on top of nothing any more
    decision = Decision.objects.get()
    assert decision.by == world.people["approver"]


def test_a_decision_names_members_alone(place):
    _world, assessment, programs = place
    path = f"assessments/{assessment.pk}/decisions"
    data = {
        "score": str(assessment.score_id),
        "outcome": "conditional",
        "reason": "If.",
    }
    data |= {"conditions": ["Sign calls."], "conditions_owner": "who@other.example"}

    assert programs["approver"].ask("post", path, data).status_code == 422


def test_a_report_is_asked_for_and_the_same_again_is_the_same(place):
    _world, assessment, programs = place
    path = f"assessments/{assessment.pk}/reports"

    found = statuses(programs, "post", path, {"variant": "summary"})
    full = programs["procurement"].ask("post", path, {"variant": "full"})

    assert found == dict.fromkeys(programs, 201) | {"auditor": 403, "stranger": 404}
    assert Report.objects.count() == 1
    assert full.status_code == 422
