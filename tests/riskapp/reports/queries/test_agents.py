import datetime
import io
import json

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from openpyxl import load_workbook

from riskapp.activity.actions.keeping import keep_from_member
from riskapp.activity.actions.watching import watch_agents
from riskapp.baselines.model import AgentActivity
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.actions.making import _context, report_html
from riskapp.reports.files import file_of
from riskapp.reports.queries.agents import agents_told
from tests.german import english_in, texts_of
from tests.riskapp.activity.conftest import AGENT, changed, days

START = datetime.date(2026, 9, 1)


@pytest.fixture
def assessment(world):
    return world.assessment("careful", scored=True)


@pytest.fixture
def watched(world, assessment):
    """Forty days of a tool of the register that called a host on its last, and ten of another."""
    known = changed(days(40), "external_hosts", "paste.example.net", 3)
    given = [*known, *days(10, agent="nightly-sync")]
    activity = AgentActivity(START, known[-1].day, given)
    file = {"file_name": "totals.jsonl", "sha256": "0" * 64, "size": 1}
    keep_from_member(assessment, activity, file, by=world.analyst)
    watch_agents(assessment)
    return assessment


def test_without_daily_totals_nothing_is_told(assessment):
    assert agents_told(assessment, "full") == {}


@pytest.mark.parametrize("variant", ["summary", "vendor"])
def test_who_reads_no_answers_reads_nothing_of_it(watched, variant):
    assert agents_told(watched, variant) == {}


def test_declared_stands_against_seen_with_numbers_and_days(watched):
    told = agents_told(watched, "full")["activity"]

    assert (told["agents"], told["waiting"], told["explained"]) == (2, 1, 0)
    row = next(one for one in told["rows"] if one["agent"] == AGENT)
    [host] = [one for one in row["declared"] if one["days_otherwise"]]
    assert host["names"] == ["paste.example.net"]
    assert host["last"] == "2026-10-10"
    assert "paste.example.net" in told["alerts"][0]["text"]


def test_page_data_and_workbook_say_the_same(world, watched):
    wanted = ReportRequest(variant="full")
    report = request_report(watched, by=world.analyst, report_request=wanted)
    context, answer_set = _context(report)

    html = report_html(context)
    data = json.loads(file_of("json", context, answer_set))["activity"]
    book = load_workbook(io.BytesIO(file_of("xlsx", context, answer_set)))

    cells = [str(cell) for row in book["Agents"].values for cell in row]
    assert data["alerts"][0]["text"] in html
    assert data["alerts"][0]["text"] in cells
    assert "otherwise on 1 day" in " ".join(html.split())
    assert "nightly-sync" in html
    assert "nightly-sync" in cells


def test_a_german_report_says_it_in_german(world, watched):
    wanted = ReportRequest(variant="full", language="de")
    context, _answer_set = _context(request_report(watched, by=world.analyst, report_request=wanted))  # fmt: skip
    context["activity"]["learning"] = 2

    with translation.override("de"):
        html = render_to_string("reports/pdf/_activity.html", context)

    texts = texts_of(html)
    assert english_in(texts, (AGENT, "nightly-sync")) == []
    assert (
        "2 werden noch gelernt: In den ersten 28 Tagen ist nichts auffällig."
        in " ".join(texts)
    )
