"""The action plan of the buyer as files: out, back, looked at, taken in."""

import pytest
import vobject
from django.utils.formats import date_format

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions.settling import edit_finding
from riskapp.findings.models import Finding
from tests.factories.plans import PlanPages, filled, in_days, opened
from tests.factories.riskapp import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]
PAGES = PlanPages("", "pk")
address, downloaded = PAGES.address, PAGES.downloaded
looked_at, taken_in = PAGES.looked_at, PAGES.taken_in


@pytest.fixture
def client(client, analyst):
    client.force_login(analyst)
    return client


def test_the_workbook_keeps_vendor_and_buyer_apart(client, assessment, analyst):
    own = assessment.findings.filter(for_buyer=True)
    sheets = opened(downloaded(client, assessment)).worksheets

    assert [page.title for page in sheets] == ["Vendor", "Buyer", "Explained"]
    assert sheets[1].max_row - 1 == own.count()
    unsettled = assessment.findings.unsettled()
    assert sheets[0].max_row + sheets[1].max_row - 2 == unsettled.count()
    assert AuditEntry.objects.filter(action="action plan exported").count() == 1


def test_the_calendar_leads_back_to_the_findings(client, assessment, analyst):
    row = assessment.findings.first()
    edit_finding(row, facts={"due_on": in_days(9), "owner": analyst}, by=analyst)

    reply = client.get(address("plan_calendar", assessment))

    assert reply["Content-Type"].startswith("text/calendar")
    [event] = vobject.readOne(reply.content.decode()).contents["vevent"]
    assert event.dtstart.value == in_days(9)
    assert event.url.value.endswith(address("findings", assessment))
    assert str(analyst) in event.description.value


def test_a_workbook_changes_nothing_before_somebody_agrees(client, assessment, analyst):
    row = assessment.findings.first()
    content = filled(
        downloaded(client, assessment),
        {(row.pk, "Owner"): analyst.email, (row.pk, "Due date"): in_days(9)},
    )

    reply = looked_at(client, assessment, content)

    assert reply.status_code == 200
    page = reply.content.decode()
    assert analyst.email in page
    assert date_format(in_days(9), "j F Y") in page
    row.refresh_from_db()
    assert (row.owner, row.due_on) == (None, None)

    done = taken_in(client, assessment, reply, [row.pk])
    row.refresh_from_db()
    assert (row.owner, row.due_on) == (analyst, in_days(9))
    assert "1 finding was changed." in done.content.decode()


def test_a_line_of_an_older_workbook_is_not_ticked(client, assessment, analyst):
    row = assessment.findings.first()
    content = filled(downloaded(client, assessment), {(row.pk, "Due date"): in_days(9)})
    edit_finding(row, facts={"owner": analyst}, by=analyst)

    page = looked_at(client, assessment, content).content.decode()

    assert "changed after the workbook was made" in page
    assert " checked" not in page


def test_what_changed_between_looking_and_agreeing_is_refused(
    client, assessment, analyst
):
    row = assessment.findings.first()
    content = filled(downloaded(client, assessment), {(row.pk, "Due date"): in_days(9)})
    reply = looked_at(client, assessment, content)
    edit_finding(row, facts={"owner": analyst}, by=analyst)

    done = taken_in(client, assessment, reply, [row.pk])

    assert "so nothing was changed" in done.content.decode()
    assert Finding.objects.get(pk=row.pk).due_on is None


def test_what_was_looked_at_for_other_work_is_refused(client, assessment, house):
    row = assessment.findings.first()
    content = filled(downloaded(client, assessment), {(row.pk, "Due date"): in_days(9)})
    reply = looked_at(client, assessment, content)
    other = house.scored()

    taken_in(client, other, reply, [row.pk])

    assert Finding.objects.get(pk=row.pk).due_on is None


def test_no_line_and_no_workbook_say_so(client, assessment):
    reply = looked_at(client, assessment, b"not a workbook")
    assert reply.status_code == 422
    assert "XLSX" in reply.content.decode()

    whole = looked_at(client, assessment, downloaded(client, assessment))
    assert "every line says what stands here already" in whole.content.decode()
    done = taken_in(client, assessment, whole, [])
    assert "Select at least one line." in done.content.decode()


def test_looking_takes_as_many_statements_for_one_line_as_for_many(
    client, assessment, analyst, django_assert_max_num_queries
):
    rows = list(assessment.findings.unsettled()[:12])
    content = filled(
        downloaded(client, assessment),
        {(row.pk, "Owner"): analyst.email for row in rows if not row.for_buyer},
    )

    with django_assert_max_num_queries(25):
        reply = looked_at(client, assessment, content)

    assert reply.context["preview"].good > 5


def test_who_only_looks_may_take_the_files_and_bring_none(
    client, assessment, organisation
):
    client.force_login(member(organisation, Role.AUDITOR))

    page = client.get(address("action_plan", assessment)).content.decode()

    assert "Workbook" in page
    assert 'type="file"' not in page


def test_the_findings_lead_there(client, assessment):
    page = client.get(address("findings", assessment)).content.decode()

    assert f'href="{address("action_plan", assessment)}"' in page
