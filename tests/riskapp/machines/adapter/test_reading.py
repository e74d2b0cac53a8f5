import pytest
from django.test import override_settings

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.reports.actions import ReportRequest, render_report, request_report
from riskapp.reports.actions.auditing import request_pack
from riskapp.reports.models import Report
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.factories.riskapp import decided, scored
from tests.riskapp.machines.conftest import Program, program_of

pytestmark = pytest.mark.django_db
LISTS = {
    "vendors": "vendors:read",
    "engagements": "vendors:read",
    "assessments": "assessments:read",
    "scores": "assessments:read",
    "findings": "findings:read",
    "decisions": "decisions:read",
    "tools": "tools:read",
    "reports": "reports:read",
}
EVERYBODY = [role.value for role in Role]


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _own_files(settings, media):
    """The files of the place, which all tests here share."""
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module")
def place(shared, media):
    """A scored and decided assessment with a report, and a stranger's organisation."""
    with override_settings(MEDIA_ROOT=media):
        world = make_world()
        assessment = scored(world.organisation, world.analyst)
        decided(assessment, world.people["approver"])
        report = render_report(
            request_report(
                assessment,
                by=world.analyst,
                report_request=ReportRequest(variant="full"),
            )
        )
        programs = {role: program_of(world, role) for role in EVERYBODY}
        programs["stranger"] = program_of(make_world("Other"), "analyst")
        programs["nobody"] = Program()
        yield world, Assessment.objects.get(pk=assessment.pk), report, programs


def objects(assessment, report):
    finding = assessment.findings.first()
    tool = Tool.objects.filter(engagement=assessment.engagement_id).first()
    return {
        f"vendors/{assessment.engagement.vendor_id}": "vendors:read",
        f"engagements/{assessment.engagement_id}": "vendors:read",
        f"assessments/{assessment.pk}": "assessments:read",
        f"assessments/{assessment.pk}/answers": "answers:read",
        f"scores/{assessment.score_id}": "assessments:read",
        f"scores/{assessment.score_id}/result": "answers:read",
        f"findings/{finding.pk}": "findings:read",
        f"decisions/{assessment.decision_id}": "decisions:read",
        f"tools/{tool.pk}": "tools:read",
        f"reports/{report.pk}": "reports:read",
        f"reports/{report.pk}/file": "reports:read",
    }


def status(reply):
    """Of an answer that is read to its end."""
    b"".join(reply)
    return reply.status_code


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_read_by_members_and_empty_for_strangers(place, name):
    _world, _assessment, _report, programs = place

    found = {person: programs[person].ask("get", name) for person in programs}

    assert found.pop("nobody").status_code == 401
    assert {reply.status_code for reply in found.values()} == {200}
    assert found["analyst"].json()["items"]
    assert found["stranger"].json() == {"items": [], "next_cursor": None}


def test_each_object_is_read_by_members_and_not_there_for_strangers(place):
    _world, assessment, report, programs = place
    below = {"answers", "result"}
    for path in objects(assessment, report):
        expected = dict.fromkeys(programs, 200) | {"stranger": 404, "nobody": 401}
        if path.rsplit("/", 1)[-1] in below:
            expected["procurement"] = 403
        if path.startswith("reports"):
            expected["procurement"] = 403
        if path.endswith("/file"):
            expected["auditor"] = 403

        found = {p: status(programs[p].ask("get", path)) for p in programs}

        assert (path, found) == (path, expected)


def test_a_token_without_the_scope_reads_nothing(place):
    world, assessment, report, _programs = place
    narrow = program_of(world, "analyst", ["vendors:write"])

    for path in LISTS | objects(assessment, report):
        reply = narrow.ask("get", path)
        assert reply.status_code == 403
        assert "insufficient_scope" in reply["WWW-Authenticate"]
        assert reply["Content-Type"] == "application/problem+json"


def test_what_holds_the_audit_trail_needs_its_scope_too(place):
    world, assessment, _report, _programs = place
    pack = str(request_pack(assessment, by=world.people["auditor"]).pk)
    narrow = program_of(world, "administrator", ["reports:read"])
    wide = program_of(world, "administrator", ["reports:read", "audit:read"])

    for program, status in ((narrow, 403), (wide, 200)):
        listed = program.ask("get", "reports").json()["items"]
        assert program.ask("get", f"reports/{pack}").status_code == status
        assert (pack in {row["id"] for row in listed}) is (status == 200)
    assert narrow.ask("get", f"reports/{pack}/file").status_code == 403


def test_pages_of_a_list_hold_every_row_once(place):
    world, _assessment, _report, programs = place
    analyst, seen, cursor = programs["analyst"], [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        told = analyst.ask("get", f"findings?limit=7{more}").json()
        seen += [item["id"] for item in told["items"]]
        cursor = told["next_cursor"]

    known = Finding.objects.filter(organisation=world.organisation)
    assert len(seen) > 14
    assert seen == [
        str(key) for key in known.order_by("pk").values_list("pk", flat=True)
    ]


def test_a_cursor_is_good_for_its_list_alone(place):
    _world, _assessment, _report, programs = place
    told = programs["analyst"].ask("get", "findings?limit=1").json()

    for cursor in (told["next_cursor"] + "x", "nothing", "%00"):
        reply = programs["analyst"].ask("get", f"findings?cursor={cursor}")
        assert reply.status_code == 422
    other = programs["analyst"].ask("get", f"tools?cursor={told['next_cursor']}")
    assert other.status_code == 422


def test_lists_are_narrowed(place):
    _world, assessment, _report, programs = place
    ask = programs["analyst"].ask
    vendor = assessment.engagement.vendor_id

    for path in (
        f"engagements?vendor={vendor}",
        f"assessments?engagement={assessment.engagement_id}&state=decided",
        f"scores?assessment={assessment.pk}",
        f"findings?assessment={assessment.pk}&severity=high",
        f"decisions?assessment={assessment.pk}",
        f"tools?vendor={vendor}",
        f"reports?assessment={assessment.pk}",
        "vendors?archived=false",
    ):
        assert ask("get", path).json()["items"], path
    assert ask("get", "vendors?archived=true").json()["items"] == []
    assert ask("get", "findings?state=merged").json()["items"] == []


def test_answers_and_results_are_whole(place):
    _world, assessment, _report, programs = place
    ask = programs["auditor"].ask

    answers = ask("get", f"assessments/{assessment.pk}/answers?limit=200").json()
    result = ask("get", f"scores/{assessment.score_id}/result").json()

    assert len(answers["items"]) == min(200, assessment.response.answers.count())
    assert {"question", "value", "entry"} <= set(answers["items"][0])
    assert result == assessment.score.result


def test_open_answers_are_the_vendors_alone(place):
    world = make_world("Third")
    waiting = world.assessment(filled=False)

    reply = program_of(world, "analyst").ask("get", f"assessments/{waiting.pk}/answers")

    assert reply.status_code == 409


def test_the_reason_of_a_decision_is_for_whoever_may_read_answers(place):
    _world, _assessment, _report, programs = place

    [full] = programs["auditor"].ask("get", "decisions").json()["items"]
    [short] = programs["procurement"].ask("get", "decisions").json()["items"]

    assert full["reason"]
    assert short["reason"] is None
    assert full["outcome"] == short["outcome"]


def test_a_downloaded_report_is_noted_with_the_client(place):
    _world, _assessment, report, programs = place
    path = f"reports/{report.pk}/file"

    reply = programs["analyst"].ask("get", path)

    assert b"".join(reply).startswith(b"%PDF")
    entry = AuditEntry.objects.filter(action="report downloaded").latest("id")
    assert entry.user_agent.startswith("API client Program of analyst …")


def test_reports_of_answers_are_in_no_list_of_procurement(place):
    _world, _assessment, _report, programs = place

    assert programs["procurement"].ask("get", "reports").json()["items"] == []
    assert programs["analyst"].ask("get", "reports").json()["items"]


@pytest.mark.parametrize("name", [*LISTS])
def test_a_list_asks_the_database_the_same_for_many_rows(
    place, name, django_assert_max_num_queries
):
    """Two for the token, two for the member, one for the list, and what a limit costs."""
    _world, _assessment, _report, programs = place
    programs["analyst"].ask("get", name)  # notes the hour

    with django_assert_max_num_queries(6):
        assert programs["analyst"].ask("get", name).status_code == 200


def test_what_is_told_is_what_is_there(place):
    _world, assessment, report, programs = place
    ask = programs["analyst"].ask
    vendor = Vendor.objects.get(pk=assessment.engagement.vendor_id)
    told = ask("get", f"vendors/{vendor.pk}")

    assert told.json()["name"] == vendor.name
    assert told["ETag"]
    assert ask("get", f"vendors/{vendor.pk}")["ETag"] == told["ETag"]
    score = ask("get", f"scores/{assessment.score_id}").json()
    assert score["residual"] == float(assessment.score.residual)
    names = {item["name"] for item in ask("get", "tools").json()["items"]}
    assert names == set(Tool.objects.values_list("name", flat=True))
    assert Report.objects.count() == 1
    assert ask("get", f"reports/{report.pk}").json()["state"] == "ready"
