import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.responses import submit_response
from questionnaires.queries import answer_set_of
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.reports.actions import ReportRequest, render_report, request_report
from riskapp.reports.queries.inputs import followed
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.queries.contradictions import clashes_of
from tests.factories.reports import ready
from tests.factories.riskapp import example


def submit(assessment):
    submit_response(assessment.response, name="Vera Vendor", role="CTO")
    score_assessment(assessment)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.fixture
def first(world):
    made = world.assessment("careful", "Portal", filled=False)
    fill(made.response, example("careful").filled)
    return submit(made)


def next_cycle(world, first, **changed):
    second = start_assessment(
        engagement=first.engagement,
        version=world.version,
        due_on=first.due_on,
        by=world.analyst,
    )
    for question, value in changed.items():
        save_answer(second.response, question.replace("_", "-"), value)
    return submit(second)


def against_contract(assessment):
    clashes = clashes_of(assessment.response, answer_set_of(assessment.response))
    return [clash for clash in clashes if clash.kind == "contract"]


def words_of(report):
    with report.file.open() as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def with_addendum(world, assessment, wanted="addendum"):
    return ready(assessment, world.analyst, ReportRequest(format=wanted))


def test_an_addendum_keeps_what_it_promises_with_the_answers(world, first):
    report = with_addendum(world, first)

    rows = report.inputs["promised"]

    assert {"clause", "provisions", "question", "sentence", "value"} <= set(rows[0])
    assert "promised" not in ready(first, world.analyst).inputs


@pytest.mark.parametrize("wanted", ["addendum", "addendum-pdf"])
def test_at_the_next_cycle_another_answer_is_a_contradiction_with_both_sides(
    world, first, wanted
):
    with_addendum(world, first, wanted)
    second = next_cycle(world, first, GOV_04="told_after")

    [clash] = against_contract(second)

    answer, promise = clash.statements
    assert answer.place == ("GOV-04", "")
    assert "clause 2, Approval of tools and of access" in promise.where
    assert "GDPR Art. 28(3)(a)" in promise.where
    assert promise.words in clash.ask
    assert "What holds for this work today, and since when?" in clash.ask


def test_the_review_shows_it_and_asks_the_vendor_in_one_click(client, world, first):
    with_addendum(world, first)
    second = next_cycle(world, first, GOV_04="told_after")
    client.force_login(world.analyst)

    address = reverse("assessments:contradictions", args=[second.pk])
    page = client.get(address).content.decode()

    assert "Answers against the contract addendum" in page
    assert "about=contract%3AGOV-04" in page or "about=contract:GOV-04" in page


def test_a_report_tells_it_where_it_decides_and_a_summary_without_the_answers(
    world, first
):
    with_addendum(world, first)
    second = next_cycle(world, first, GOV_04="told_after")
    [clash] = against_contract(second)
    both = clashes_of(second.response, answer_set_of(second.response))
    full, summary, vendor = (followed(second, variant) for variant in ("full", "summary", "vendor"))  # fmt: skip

    report, short = (
        render_report(request_report(second, by=world.analyst, report_request=wanted))
        for wanted in (ReportRequest(), ReportRequest(variant="summary"))
    )

    [row] = [r for r in full["contradictions"]["rows"] if r["kind"] == "contract"]
    assert row["text"] == clash.text
    assert full["contradictions"]["open"] == sum(one.is_open for one in both)
    titles = [r["title"] for r in summary["contradictions"]["rows"]]
    assert clash.title in titles
    assert not any(r["text"] for r in summary["contradictions"]["rows"])
    assert "contradictions" not in vendor
    told = words_of(short)
    assert clash.statements[1].words[:40] in words_of(report)
    assert clash.title in told
    assert clash.statements[1].words[:40] not in told


def test_the_cycle_it_was_drafted_in_and_one_without_any_have_none(world, first):
    without = next_cycle(world, first, GOV_04="told_after")
    assert against_contract(without) == []

    with_addendum(world, without)

    assert against_contract(without) == []


def test_the_tools_of_now_are_compared_with_those_they_were_taken_over_from(
    world, first
):
    report = with_addendum(world, first)
    row = next(r for r in report.inputs["promised"] if r["question"] == "T-24")
    second = start_assessment(
        engagement=first.engagement,
        version=world.version,
        due_on=first.due_on,
        by=world.analyst,
    )
    entry = second.response.entries.get(origin=row["entry"])
    save_answer(second.response, "T-24", "yes", entry=entry)

    [clash] = against_contract(submit(second))

    assert clash.place == ("T-24", str(entry.pk))
    assert clash.tool
