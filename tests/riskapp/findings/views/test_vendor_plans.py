"""The action plan of a vendor as files: what it was shown, out and back."""

import pytest
import vobject

from questionnaires.actions.invitations import invite_colleague
from questionnaires.queries import document_of
from riskapp.findings.actions.remedies import release_findings
from riskapp.findings.actions.settling import dismiss_finding, edit_finding
from tests.entering import come_in
from tests.factories.plans import PlanPages, filled, in_days, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]
PAGES = PlanPages("vendor_", "response_id")
address, downloaded = PAGES.address, PAGES.downloaded
looked_at, taken_in = PAGES.looked_at, PAGES.taken_in


@pytest.fixture
def shown(assessment, analyst):
    """Two findings, which the vendor was shown."""
    rows = list(assessment.findings.filter(for_buyer=False)[:2])
    release_findings(
        assessment, [row.pk for row in rows], due_on=in_days(30), by=analyst
    )
    return rows


@pytest.fixture
def vendor(assessment):
    return come_in(assessment.response.invitations.get())


def test_the_workbook_holds_what_was_shown_and_nothing_else(
    vendor, assessment, shown, analyst
):
    edit_finding(shown[0], facts={"owner": analyst}, by=analyst)

    book = opened(downloaded(vendor, assessment))

    cells = [str(c.value) for page in book for row in page for c in row if c.value]
    assert book.worksheets[0].max_row == 3
    assert shown[0].text in cells
    assert not any(analyst.email in cell or str(analyst) in cell for cell in cells)


def test_a_vendor_answers_several_points_at_once(vendor, assessment, shown):
    first, second = shown
    content = filled(
        downloaded(vendor, assessment),
        {
            (first.pk, "What you do"): "We rotate the keys.",
            (first.pk, "Done by"): in_days(20),
            (second.pk, "What you do"): "Rotated.",
            (second.pk, "Done"): "yes",
        },
    )

    reply = looked_at(vendor, assessment, content)
    assert not first.plans.exists()
    done = taken_in(vendor, assessment, reply, [first.pk, second.pk])

    assert "2 points were answered" in done.content.decode()
    plan = first.plans.get()
    assert (plan.text, plan.due_on) == ("We rotate the keys.", in_days(20))
    assert str(plan.made_by) == "Vera Vendor"
    assert second.plans.get().is_done


def test_a_point_that_was_closed_meanwhile_is_told(vendor, assessment, shown, analyst):
    content = filled(
        downloaded(vendor, assessment),
        {
            (shown[0].pk, "What you do"): "We rotate.",
            (shown[0].pk, "Done by"): in_days(20),
        },
    )
    dismiss_finding(shown[0], reason="No weakness.", by=analyst)

    reply = looked_at(vendor, assessment, content)

    assert "belongs to no open finding" in reply.content.decode()
    taken_in(vendor, assessment, reply, [shown[0].pk])
    assert not shown[0].plans.exists()


def test_a_colleague_answers_what_lies_in_their_sections(vendor, assessment, shown):
    response = assessment.response
    lead = response.invitations.get()
    document = document_of(response.version)
    mine = document.questions[shown[0].question].section
    others = next(code for code in document.section_by_code if code != mine)
    given = invite_colleague(
        response,
        email="bob@vendor.example",
        sections=[others],
        by=lead.respondents.get(),
    )
    colleague = come_in(given)

    assert opened(downloaded(colleague, assessment)).worksheets[0].max_row < 3
    reply = looked_at(
        vendor,
        assessment,
        filled(
            downloaded(vendor, assessment),
            {
                (shown[0].pk, "What you do"): "We rotate.",
                (shown[0].pk, "Done by"): in_days(20),
            },
        ),
    )
    taken_in(colleague, assessment, reply, [shown[0].pk])
    assert not shown[0].plans.exists()


def test_the_calendar_holds_the_days_and_no_name(vendor, assessment, shown, analyst):
    edit_finding(shown[0], facts={"owner": analyst}, by=analyst)

    reply = vendor.get(address("plan_calendar", assessment))

    text = reply.content.decode()
    events = vobject.readOne(text).contents["vevent"]
    assert {event.dtstart.value for event in events} == {in_days(30)}
    assert str(analyst) not in text
    assert events[0].url.value.endswith(address("outcome", assessment))


def test_nothing_left_to_do_says_so(vendor, assessment, shown, analyst):
    for row in shown:
        dismiss_finding(row, reason="No weakness.", by=analyst)

    page = vendor.get(address("action_plan", assessment)).content.decode()

    assert "There is nothing more for you to do." in page
    assert 'type="file"' not in page


def test_what_is_no_workbook_is_refused(vendor, assessment, shown):
    reply = looked_at(vendor, assessment, b"PK not a workbook")

    assert reply.status_code == 422


def test_the_points_lead_there(vendor, assessment, shown):
    page = vendor.get(address("outcome", assessment)).content.decode()

    assert f'href="{address("action_plan", assessment)}"' in page
