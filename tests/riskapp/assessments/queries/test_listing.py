import datetime
import json
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questionnaires.models import Response
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.listing import listed, newest_invitation
from riskapp.findings.forms.listing import FindingFilter
from riskapp.findings.queries.listing import all_findings
from riskapp.results.forms import AssessmentFilter
from riskapp.vendors import queries as vendor_queries
from riskapp.vendors.forms import EngagementFilter, VendorFilter
from tests.factories.large import large_register
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    core_version,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_newest_first_and_no_other_organisation():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    older = scored(organisation, analyst)
    newer = started(organisation, analyst)
    other = OrganisationFactory()
    started(other, member(other, Role.ANALYST))

    assert list(listed(analyst)) == [newer, older]


def test_the_list_leaves_the_whole_result_in_the_database():
    organisation = OrganisationFactory()
    scored(organisation, member(organisation, Role.ANALYST))

    score = listed(member(organisation, Role.PROCUREMENT)).get().score

    assert "packed" in score.get_deferred_fields()


def test_the_newest_page_walks_the_index_instead_of_sorting_everything():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    many_assessments(organisation, analyst, 2000)
    procurement = member(organisation, Role.PROCUREMENT)

    plan = json.loads(listed(procurement)[:25].explain(format="json"))

    assert "assessments_in_order" in index_names(plan[0]["Plan"])


def test_the_newest_usable_invitation_is_found():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))
    invitation = assessment.response.invitations.get()

    assert newest_invitation(assessment) == invitation

    invitation.expires_at = timezone.now() - datetime.timedelta(days=1)
    invitation.save()
    assert newest_invitation(assessment) is None


def many_assessments(organisation, analyst, count):
    engagement = EngagementFactory(vendor__organisation=organisation)
    version = core_version()
    responses = Response.objects.bulk_create(
        Response(
            tenant=organisation.pk,
            version=version,
            asked_by="Buyer",
            about="Work",
            respondent_name="Vendor",
        )
        for _ in range(count)
    )
    Assessment.objects.bulk_create(
        Assessment(
            organisation=organisation,
            engagement=engagement,
            response=response,
            due_on=timezone.localdate(),
            started_by=analyst,
        )
        for response in responses
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def index_names(plan):
    names = {plan.get("Index Name")}
    for below in plan.get("Plans", []):
        names |= index_names(below)
    return names


LARGE = re.compile(
    r"Seq Scan on ((?:vendors_(?:vendor|engagement)|questionnaires_response"
    r"|assessments_(?:assessment|score)|findings_finding)\b.*)"
)


def narrowed(user):
    """Every long list as it opens, sorted and narrowed."""
    vendors, work = vendor_queries.listed(user), vendor_queries.listed_engagements(user)
    mine = f"analyst={user.pk}"
    for query in ("", "order=-residual", "rating=high", "q=0042", mine):
        yield VendorFilter(QueryDict(query), queryset=vendors, user=user)
    for query in ("", "order=-residual", "review=due", "state=never", mine):
        yield EngagementFilter(QueryDict(query), queryset=work, user=user)
    for query in ("", "order=-residual", "overdue=yes", "current=yes&rating=high"):
        yield AssessmentFilter(QueryDict(query), queryset=listed(user))
    for query in ("", "state=unsettled", "overdue=yes", "order=due"):
        yield FindingFilter(QueryDict(query), queryset=all_findings(user), user=user)


def test_among_thousands_no_list_reads_the_rows_of_others(client):
    """2,000 vendors and 5,000 assessments, most of them another organisation's."""
    others, ours = OrganisationFactory(), OrganisationFactory()
    theirs = member(others, Role.ANALYST)
    large_register(others, theirs, vendors=1980, work=2475)
    large_register(ours, member(ours, Role.ANALYST), vendors=20, work=25)
    user = member(ours, Role.PROCUREMENT)
    with connection.cursor() as cursor:  # the costs of a disk of today
        cursor.execute("SET LOCAL random_page_cost = 1.1")

    read = {
        f"{type(rows).__name__} {rows.data.urlencode()}": LARGE.findall(
            rows.qs[:50].explain()
        )
        for rows in narrowed(user)
    }
    client.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        for page in (
            "/portfolio/",
            "/assessments/findings/",
            "/assessments/accepted-risks/",
        ):
            assert client.get(page).status_code == 200
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN {one['sql']}".replace("%", "%%"), [])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            read[one["sql"]] = LARGE.findall(plan)

    assert {name: scans for name, scans in read.items() if scans} == {}
