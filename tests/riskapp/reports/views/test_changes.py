"""What changed since the last report of the same work."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.reports.actions import ReportRequest, render_report, request_report
from riskapp.reports.choices import Variant
from riskapp.reports.queries.inputs import inputs_of
from riskapp.reports.queries.since import since_of
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    example,
    member,
    scored,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


def cycles(analyst, *names):
    """Assessments of one piece of work, one after the other."""
    organisation = analyst.organisations.get()
    engagement = EngagementFactory(
        vendor__organisation=organisation,
        profile=dict(example(names[0]).filled.profile),
    )
    return [scored(organisation, analyst, n, engagement=engagement) for n in names]


def page_of(client, analyst, assessment):
    client.force_login(analyst)
    return client.get(reverse("reports:changes", args=[assessment.pk]))


def test_the_first_score_of_a_work_has_nothing_to_compare_with(client, analyst):
    [first] = cycles(analyst, "careful")

    page = page_of(client, analyst, first)

    assert "There is no earlier score of this work." in page.content.decode()


def test_the_same_answers_again_changed_nothing(client, analyst):
    _first, second = cycles(analyst, "careful", "careful")

    page = page_of(client, analyst, second)

    assert "Nothing changed." in page.content.decode()
    assert page.context["changes"]["is_empty"]


def test_every_number_stands_with_its_movement_and_its_causes(client, analyst):
    first, second = cycles(analyst, "careful", "production-agents")

    page = page_of(client, analyst, second)

    found = page.context["changes"]["found"]
    assert found.is_told
    assert found.steps
    [residual] = [row for row in found.numbers if row.label == "Residual risk"]
    assert residual.before == str(first.score.residual)
    assert residual.after == str(second.score.residual)
    assert residual.by in page.content.decode()
    assert "no report told it" in page.content.decode()


def test_it_is_compared_with_the_last_report_and_the_findings_as_that_told_them(
    client, analyst
):
    first, second, third = cycles(analyst, "careful", "typical", "careful")
    report = render_report(
        request_report(first, by=analyst, report_request=ReportRequest(format="json"))
    )

    since = since_of(third)

    assert since["score"] == str(first.score_id)
    assert since["code"] == report.code
    assert since["states"] == {"open": len(first.score.result["findings"])}
    assert since_of(second)["score"] == str(first.score_id)
    page = page_of(client, analyst, third)
    assert report.code in page.content.decode()


def test_a_correction_by_the_reviewer_is_the_cause_of_what_it_moved(client, analyst):
    [first] = cycles(analyst, "typical")
    give_verdict(
        first,
        ("ACC-01", ""),
        kind=VerdictKind.CORRECTED,
        raw="default",
        reason="Seen otherwise",
        by=analyst,
    )
    score_assessment(first)

    page = page_of(client, analyst, Assessment.objects.get(pk=first.pk))

    [step] = page.context["changes"]["found"].steps
    assert step.words.startswith("ACC-01 counts otherwise")
    assert step.moved


def test_procurement_reads_the_numbers_and_no_answer(client, analyst):
    _first, second = cycles(analyst, "careful", "production-agents")
    buyer = member(analyst.organisations.get(), Role.PROCUREMENT)

    page = page_of(client, buyer, second)

    places = page.context["changes"]["places_new"]
    assert places  # where code goes is an outcome (decision 018)
    assert all(place in page.content.decode() for place in places)
    found = page.context["changes"]["found"]
    told = [
        s for s in (*found.steps, *found.silent) if s.words.startswith("The answer")
    ]
    assert told
    assert not any(step.before or step.after for step in told)


def test_it_needs_as_many_queries_for_any_number_of_changes(
    client, analyst, django_assert_max_num_queries
):
    few = cycles(analyst, "careful", "careful")[1]
    many = cycles(analyst, "careful", "production-agents")[1]
    page_of(client, analyst, few)

    with django_assert_max_num_queries(40) as first:
        page_of(client, analyst, few)
    with django_assert_max_num_queries(len(first)):
        page_of(client, analyst, many)


def test_the_report_has_a_page_of_it_and_the_vendors_copy_has_not(analyst):
    _first, second = cycles(analyst, "careful", "production-agents")
    report_request = ReportRequest(variant=Variant.SUMMARY)

    with render_report(
        request_report(second, by=analyst, report_request=report_request)
    ).file.open() as f:
        pdf = PdfReader(io.BytesIO(f.read()))

    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "What changed" in text
    assert "What moved them" in text
    vendors = inputs_of(second, variant=Variant.VENDOR, language="en", wanted="pdf")
    assert "since" not in vendors
