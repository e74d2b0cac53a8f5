"""A laboratory: few vendors, whose rows are what the product itself would have written."""

from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Response
from questionnaires.queries import digest_holds
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import first_broken_link
from riskapp.common.wall import in_organisation
from riskapp.demo.actions.copying import TABLES
from riskapp.demo.actions.laboratory import (
    NotHere,
    Size,
    require_place,
    seed_laboratory,
)
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.machines.actions.clients import make_client, make_secret
from riskapp.machines.actions.tokens import issue_token
from riskapp.machines.choices import ApiScope
from riskapp.operations.wall import OF_MEMBERS
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendors.models import Vendor
from tests.riskapp.machines.conftest import Program

pytestmark = pytest.mark.django_db

API = (
    "vendors",
    "engagements",
    "assessments",
    "scores",
    "findings",
    "decisions",
    "tools",
    "reports",
    "audit",
)
DESK = (
    "/portfolio/",
    "/vendors/",
    "/vendors/engagements/",
    "/vendors/contacts/",
    "/assessments/",
    "/assessments/findings/",
    "/assessments/accepted-risks/",
    "/assessments/again/",
    "/assessments/campaigns/",
    "/tools/",
    "/tools/excess/",
    "/reports/",
    "/audit/",
)


@pytest.fixture(scope="module")
def laboratory(shared, tmp_path_factory):
    """Two lives, one of them scored and decided, three vendors in each of two organisations."""
    before, settings.DATA = settings.DATA, str(tmp_path_factory.mktemp("data"))
    made = seed_laboratory(Size(organisations=2, vendors=3, cycles=2, lives=2))
    settings.DATA = before
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as when a transaction ends
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return made


def test_a_copy_is_what_the_product_would_have_written(laboratory):
    first, _second = laboratory
    ours = Assessment.objects.filter(organisation=first)
    assert Vendor.objects.filter(organisation=first).count() == 3
    assert ours.count() == 6
    for response in Response.objects.filter(tenant=first.pk).exclude(digest=""):
        assert digest_holds(response)
    evaluated = ours.exclude(score=None).select_related("score")
    for assessment in evaluated:
        with in_organisation(first.pk):
            anew = score_assessment(assessment, assessment.score.as_of)
        # A look at an answer makes a score of its own, with the same numbers.
        assert anew == assessment.score or assessment.verdicts.exists()
        assert str(anew) == str(assessment.score)
        assert anew.law_counts == assessment.score.law_counts
        assert assessment.score.as_of == assessment.score.created_at.date()
    assert not all(assessment.verdicts.exists() for assessment in evaluated)
    assert Tool.objects.filter(organisation=first).exists()
    assert Finding.objects.filter(organisation=first, state="accepted").exists()


def test_the_trail_of_a_laboratory_holds(laboratory):
    for organisation in laboratory:
        assert first_broken_link(organisation.pk) is None
    entries = AuditEntry.objects.filter(organisation=laboratory[0])
    assert entries.filter(action="assessment decided").exists()
    assert not entries.filter(hash="").exists()


def test_every_page_of_the_desk_opens_with_its_data(laboratory):
    client = Client()
    for address in DESK:
        role = "auditor" if address == "/audit/" else "analyst"
        client.force_login(User.objects.get(email=f"{role}@laboratory-1.example"))
        reply = client.get(address)
        assert reply.status_code == 200, address
        if address in ("/vendors/", "/assessments/", "/assessments/findings/"):
            assert "Alder Software" in reply.content.decode()
    assessment = Assessment.objects.filter(
        organisation=laboratory[0], state="decided"
    ).first()
    for page in ("", "answers/", "findings/", "decision/", "review/", "history/"):
        reply = client.get(f"/assessments/{assessment.pk}/{page}")
        assert reply.status_code == 200, page


def test_two_laboratories_of_one_seed_are_the_same(laboratory):
    names = [
        list(Vendor.objects.filter(organisation=one).values_list("name", "country"))
        for one in laboratory
    ]
    assert names[0] == names[1]


def test_organisations_without_cycles_are_written_together(
    laboratory, tmp_path, monkeypatch
):
    """What each of them has does not depend on how many are made in one transaction."""
    monkeypatch.setattr(settings, "DATA", str(tmp_path))
    size = Size(organisations=4, first=11, vendors=3, cycles=0, lives=1)
    made = seed_laboratory(size)
    [alone] = seed_laboratory(replace(size, organisations=1, first=15))

    kept = [
        list(Vendor.objects.filter(organisation=one).values_list("name", "country"))
        for one in (*made, alone)
    ]
    assert len(kept[0]) == 3
    assert all(own == kept[0] for own in kept)
    for organisation in made:
        entries = AuditEntry.objects.filter(organisation=organisation)
        assert entries.filter(action="vendor registered").count() == 3
        assert entries.filter(action="laboratory made").count() == 1


def test_every_table_of_a_life_is_copied_or_said_to_be_left_out(laboratory):
    """What the actions wrote and a copy would lack."""
    left_out = {
        "accounts_membership",
        "accounts_organisation",
        "assessments_engagementstanding",  # by a trigger
        "audit_chainhead",
        "audit_trailname",  # by a trigger
        "dashboards_ratingperiod",  # by triggers, as the next five
        "dashboards_scopedtotal",
        "dashboards_tobedecided",
        "dashboards_vendortally",
        "dashboards_worktotal",
        "desk_waitingthing",
        "findings_findingtotal",  # by a trigger, as the next
        "findings_themetotal",
        "notifications_notification",
        "questionnaires_delivery",
        "questionnaires_questionnaire",
        "questionnaires_questionnaireversion",
    }
    assert set(TABLES) | left_out <= set(OF_MEMBERS)
    empty = set(OF_MEMBERS) - set(TABLES) - left_out
    with connection.cursor() as cursor:
        for table in empty:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_real_organisations_are_left_alone(laboratory):
    Organisation.objects.create(name="A real bank")
    with pytest.raises(NotHere, match="real people"):
        require_place()
    with pytest.raises(CommandError, match="not elsewhere"):
        call_command("seed_laboratory", into="elsewhere", stdout=StringIO())
    require_place(connection.settings_dict["NAME"])


def test_a_laboratory_is_made_once_and_not_in_production(laboratory, monkeypatch):
    with pytest.raises(CommandError, match="already"):
        call_command("seed_laboratory", stdout=StringIO())
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "riskapp.settings.production")
    with pytest.raises(NotHere, match="production"):
        require_place()


GROWING = {
    "assessments_assessment",
    "assessments_score",
    "assessments_engagementstanding",
    "audit_auditentry",
    "dashboards_ratingperiod",
    "dashboards_scopedtotal",
    "dashboards_tobedecided",
    "dashboards_vendortally",
    "dashboards_worktotal",
    "desk_waitingthing",
    "findings_finding",
    "findings_findingtotal",
    "findings_plan",
    "findings_themetotal",
    "inventory_tool",
    "questionnaires_delivery",
    "questionnaires_invitation",
    "questionnaires_message",
    "questionnaires_response",
    "sending_reassessment",
    "vendors_contact",
    "vendors_engagement",
    "vendors_vendor",
}
NARROWED = (
    *DESK,
    "/",
    "/?tier=high",
    "/?label=cloud",
    "/vendors/?order=-residual",
    "/vendors/?rating=high",
    "/vendors/engagements/?rating=high&order=review",
    "/assessments/?current=yes&order=-residual",
    "/assessments/findings/?state=unsettled",
    "/assessments/findings/?severity=high&owner=nobody&order=due",
    "/assessments/findings/?archived=only&order=vendor",
    "/assessments/accepted-risks/?ends=soon",
    "/assessments/findings/?q=contract&state=unsettled",
    "/tools/?age=90&order=-right",
    "/work/",
    "/work/?whose=team",
    "/work/?whose=nobody&kind=overdue",
    "/work/search/?q=alder",
)


def scans(node):
    """The tables that a plan reads whole: without an index, or all of an index."""
    is_scan = node["Node Type"] in {"Seq Scan", "Index Scan", "Index Only Scan"}
    if is_scan and not {"Index Cond", "Order By"} & node.keys():
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from scans(below)


@pytest.fixture(scope="module")
def unknown_sizes(laboratory):
    """The planner knows nothing of any table, whatever it saw of them before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_clear_attribute_stats('public', relname, attname, false)"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND attnum > 0 AND NOT attisdropped"
        )
        cursor.execute(
            "SELECT pg_clear_relation_stats('public', relname) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
        )
    return laboratory


@pytest.mark.parametrize("address", NARROWED)
def test_no_page_of_the_desk_reads_a_table_whole_that_grows(unknown_sizes, address):
    """Tables of tests are small enough to be read whole, so that is not allowed here."""
    role = {"/": "approver", "/audit/": "auditor"}.get(address.split("?")[0], "analyst")
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@laboratory-1.example"))
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert_reads_no_table_whole(asked, unknown_sizes[0])


def test_no_list_of_the_api_reads_a_table_whole_that_grows(unknown_sizes):
    [organisation, *_] = unknown_sizes
    analyst, auditor = (
        program_of_member(organisation, role) for role in ("analyst", "auditor")
    )
    assessment = Assessment.objects.filter(organisation=organisation).first().pk

    for path in (*API, f"scores?assessment={assessment}"):
        with CaptureQueriesContext(connection) as asked:
            reply = (auditor if path == "audit" else analyst).ask("get", path)
        assert reply.status_code == 200, path
        assert_reads_no_table_whole(asked, organisation)


def program_of_member(organisation, role):
    """A program that acts as whoever has a role in the laboratory, with every scope."""
    owner = User.objects.get(email=f"{role}@laboratory-1.example")
    client = make_client(
        organisation,
        name=role,
        purpose="To read lists.",
        scopes=ApiScope.values,
        owner=owner,
        by=owner,
    )
    secret = make_secret(client, by=owner)
    return Program(issue_token(str(client.pk), secret).text)


def assert_reads_no_table_whole(asked, organisation):
    with in_organisation(organisation.pk), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in (query["sql"] for query in asked.captured_queries):
            if not sql.lstrip("(\n").startswith(("SELECT", "WITH")):
                continue
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
            plan = cursor.fetchone()[0][0]["Plan"]
            assert not GROWING & set(scans(plan)), sql
