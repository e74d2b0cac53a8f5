"""Nothing English reaches a German reader: every variant of the report on every example."""

import io
import re
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from questionnaires.document.answer_set import AnswerSet
from riskapp.reports.actions import (
    LinkRequest,
    ReportRequest,
    mail_link,
    make_link,
    making,
    render_report,
    request_incident,
    request_overview,
)
from riskapp.reports.actions.making import addendum_html, report_html, with_addendum
from riskapp.reports.choices import Format, Variant
from riskapp.reports.context import About, Followed, build_context
from riskapp.reports.files import file_of
from riskapp.reports.models import Report
from riskapp.reports.pdf import Pdf
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file, shipped_in
from tests.factories.reports import ready
from tests.factories.riskapp import EngagementFactory, scored
from tests.factories.riskapp import example as answers_of
from tests.german import english_in, texts_of
from tests.riskapp.incidents.conftest import opened

pytestmark = pytest.mark.slow

EXAMPLES = ("careful", "half-answered", "personal-accounts", "production-agents", "typical")  # fmt: skip
NAMES = ("Data Privacy Framework",)


@cache
def shown(example, variant=Variant.FULL):
    """The values of a German report on an example, its answers, and the words its people wrote."""
    answers, answer_set, result = score_file(Path(f"docs/examples/{example}.yaml"))
    document = shipped_in(answer_set.document.id, "de")
    answer_set = AnswerSet(document, answers.filled, answers.as_of)
    about = About(
        "Buyer", "Vendor", "RS", "Work", answers.as_of, "A, B", "0" * 64,
        code="7K2M-0Q1X-AB9Z", verify_page="https://example.org/verify/",
        verify_url="https://example.org/verify/?code=7K2M-0Q1X-AB9Z", is_draft=True,
    )  # fmt: skip
    with translation.override("de"):
        context = build_context(about, answer_set, to_data(result), Followed(variant))
    return context, answer_set, written(answer_set)


def written(answer_set):
    """What people wrote themselves, in whatever language."""
    filled = answer_set.filled
    given = [filled.profile, filled.answers, *(e.answers for e in filled.entries)]
    values = [value for answers in given for value in answers.values()]
    texts = [one for value in values for one in (value if isinstance(value, list) else [value])]  # fmt: skip
    return [*NAMES, *(one for one in texts if isinstance(one, str) and " " in one)]


@pytest.mark.parametrize("variant", Variant.values)
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_variant_of_a_report_has_an_english_sentence(example, variant):
    context, _answer_set, names = shown(example, variant)

    with translation.override("de"):
        html = report_html(context)

    texts = texts_of(html)
    assert len(texts) > 50
    assert english_in(texts, names) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_contract_addendum_has_none_on_paper_and_as_a_document(example):
    context, answer_set, names = shown(example)

    with translation.override("de"):
        whole = with_addendum(dict(context), answer_set)
        html = addendum_html(whole)
        document = docx.Document(io.BytesIO(file_of(Format.ADDENDUM, whole, answer_set)))  # fmt: skip

    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert english_in(texts_of(html), names) == []
    assert english_in([*cells, *paragraphs], names) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_workbook_has_none(example):
    context, answer_set, names = shown(example)

    with translation.override("de"):
        book = openpyxl.load_workbook(
            io.BytesIO(file_of(Format.XLSX, context, answer_set))
        )

    cells = [str(v) for page in book for row in page.iter_rows(values_only=True) for v in row if v]  # fmt: skip
    assert english_in([*book.sheetnames, *cells], names) == []


@pytest.fixture
def reader(organisation, analyst):
    """A member who reads German, signed in."""
    analyst.language = "de"
    analyst.save(update_fields=["language"])
    browser = Client(headers={"accept-language": "de"})
    browser.force_login(analyst)
    return browser


GIVEN = ("Vera Vidmar", "Buyer", "Cursor", *NAMES)


def english_at(browser, *addresses):
    """The English sentences of pages, by page."""
    found = {}
    for address in addresses:
        reply = browser.get(address)
        assert reply.status_code == 200, address
        if words := english_in(texts_of(reply.content.decode()), GIVEN):
            found[address] = words
    return found


@pytest.mark.django_db
def test_pages_about_reports_have_none(reader, organisation, analyst):
    work = EngagementFactory(
        vendor__organisation=organisation,
        profile=dict(answers_of("typical").filled.profile),
    )
    first = scored(organisation, analyst, "careful", engagement=work)
    ready(first, analyst, ReportRequest(format="addendum"))
    second = scored(organisation, analyst, "typical", engagement=work)
    report = ready(second, analyst, ReportRequest(language="de"))
    make_link(report, LinkRequest(name="Vera Vidmar", reason="Sie unterschreiben."), by=analyst)  # fmt: skip

    found = english_at(
        reader,
        reverse("reports:list"),
        reverse("reports:portfolio"),
        reverse("reports:compare") + f"?of={second.pk}",
        reverse("reports:changes", args=[second.pk]),
        reverse("reports:detail", args=[report.pk]),
        reverse("reports:links", args=[report.pk]),
        reverse("reports:schedule", args=[report.pk]),
        reverse("assessments:contradictions", args=[second.pk]),
        reverse("assessments:action_plan", args=[second.pk]),
    )

    assert found == {}


@pytest.mark.django_db
def test_what_somebody_outside_sees_of_a_link_has_none(
    organisation, analyst, mailoutbox
):
    assessment = scored(organisation, analyst, "typical")
    report = ready(assessment, analyst, ReportRequest(language="de"))
    wanted = LinkRequest(
        name="Vera Vidmar",
        email="vera@board.example",
        reason="Sie unterschreiben.",
        password="ein langes Geheimnis",  # of this test
    )
    link, _ = make_link(report, wanted, by=analyst)
    mail_link(link)
    [mail] = mailoutbox
    code = re.search(r"/shared/#(\S+)", mail.body)[1]
    browser = Client(headers={"accept-language": "de"})

    pages = [browser.get(reverse("shared")), browser.post(reverse("shared"), {"code": "x"})]  # fmt: skip
    pages.append(browser.post(reverse("shared"), {"code": code}, follow=True))
    secret = {"password": "ein langes Geheimnis"}
    pages.append(browser.post(reverse("shared_report"), secret, follow=True))

    assert "Vera Vidmar" in mail.body
    assert english_in([mail.subject, *mail.body.splitlines()], GIVEN) == []
    assert english_in(texts_of(mail.alternatives[0][0]), GIVEN) == []
    for page in pages:
        assert english_in(texts_of(page.content.decode()), GIVEN) == []


@pytest.mark.django_db
def test_board_portfolio_comparison_and_incident_have_none_on_paper(
    client, organisation, analyst, approver, monkeypatch
):
    assessments = [scored(organisation, analyst, name) for name in ("careful", "typical")]  # fmt: skip
    told = []
    monkeypatch.setattr(making, "pdf_from_html", lambda html, **_: told.append(html) or Pdf(b"%PDF", 1))  # fmt: skip
    incident = opened(organisation, analyst, "Cursor", "tool")
    chosen = [one.pk for one in assessments]

    for report in (
        request_overview(organisation, by=analyst, language="de"),
        request_overview(organisation, by=analyst, language="de", only=chosen),
        request_incident(incident, by=analyst, language="de"),
    ):
        render_report(report)
    client.force_login(approver)
    client.post(reverse("dashboards:board"), {"language": "de"})
    for report in Report.objects.filter(kind="board"):
        render_report(report)

    assert len(told) == 4
    for html in told:
        assert english_in(texts_of(html), GIVEN) == []


def test_english_is_seen():
    page = "<p>Das ist gut.</p><p>This is not <b>what it</b> was.</p><p lang='en'>This is it.</p>"

    assert english_in(texts_of(page)) == ["This is not what it was."]
