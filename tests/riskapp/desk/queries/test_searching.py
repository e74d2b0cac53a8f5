import re

import pytest
from django.db.models import Value
from django.urls import reverse
from django.utils import translation

from riskapp.accounts.choices import Role
from riskapp.accounts.models import MemberSeat, Organisation
from riskapp.assessments.queries.wording import in_language
from riskapp.common.folding import Folded, folded
from riskapp.desk.choices import FoundKind
from riskapp.desk.queries.searching import search, statement
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.reports.actions import ReportRequest
from riskapp.vendors.models import Contact
from tests.factories.large import large_register
from tests.factories.reports import ready
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db
LARGE = r"Seq Scan on (?:vendors_vendor|vendors_engagement|findings_finding)\b"
NAMES = (
    "adesso SE", "msg systems", "n8n GmbH", "Ärztedaten AG", "Čapek s.r.o.", "Łódź Soft",
    "Zebra", "Müller AG", "Straße GmbH", "ÞÓR HF", "Œuvre", "Đorđe", "ÅNGSTRÖM", "ﬁt",
)  # fmt: skip


def titles(user, text):
    return [row.title for group in search(user, text) for row in group.rows]


@pytest.mark.parametrize("name", NAMES)
def test_the_database_folds_as_python_does(organisation, name):
    row = Organisation.objects.annotate(said=Folded(Value(name))).first()

    assert row.said == folded(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Muller", "Müller AG"),
        ("lodz", "Łódź Soft"),
        ("capek", "Čapek s.r.o."),
        ("strasse", "Straße GmbH"),
        ("STRAẞE", "Straße GmbH"),
        ("arzte ag", "Ärztedaten AG"),
        ("müller", "Müller AG"),
    ],
)
def test_a_name_is_found_without_its_accents(organisation, analyst, text, name):
    for other in NAMES:
        VendorFactory(organisation=organisation, name=other)

    assert titles(analyst, text) == [name]


def test_what_begins_with_the_words_comes_first_and_in_natural_order(
    organisation, analyst
):
    for name in ("Zug Ärzte", "ärzte ohne", "Arztnetz", "arzt 24"):
        VendorFactory(organisation=organisation, name=name)

    for name in ("Portal 10", "Portal 9"):
        EngagementFactory(vendor__organisation=organisation, name=name)

    assert titles(analyst, "arzt") == ["arzt 24", "ärzte ohne", "Arztnetz", "Zug Ärzte"]
    assert titles(analyst, "portal") == ["Portal 9", "Portal 10"]


def test_tools_and_findings_come_in_natural_order(organisation, analyst):
    assessment = scored(organisation, analyst)
    tools = list(Tool.objects.filter(organisation=organisation)[:2])
    findings = list(assessment.findings.all()[:3])
    for tool, name in zip(tools, ("Quarz 10", "quarz 9"), strict=True):
        Tool.objects.filter(pk=tool.pk).update(name=name)
    for finding, text in zip(
        findings, ("Quarz 12 leaks.", "Quarz 2 leaks.", "quärz 1 leaks."), strict=True
    ):
        Finding.objects.filter(pk=finding.pk).update(text=text)

    found = {group.kind: group.rows for group in search(analyst, "quarz")}

    assert [row.title for row in found[FoundKind.TOOL]] == ["quarz 9", "Quarz 10"]
    assert [row.title for row in found[FoundKind.FINDING]] == [
        "quärz 1 leaks.",
        "Quarz 2 leaks.",
        "Quarz 12 leaks.",
    ]


def test_every_kind_is_found_with_where_it_is(organisation, analyst):
    work = EngagementFactory(
        vendor__organisation=organisation, vendor__name="Kranich", name="Billing"
    )
    assessment = scored(organisation, analyst, engagement=work)
    Contact.objects.create(vendor=work.vendor, name="Zoë Kern", email="z@kern.example")
    report = ready(assessment, analyst)
    tool = assessment.engagement.tools.first()
    finding = assessment.findings.first()

    found = {
        text: {group.kind: group.rows[0].url for group in search(analyst, text)}
        for text in ("kranich", "billing", tool.name, "zoe", "kern.ex", report.code)
    }

    assert found["kranich"][FoundKind.VENDOR] == reverse(
        "vendors:detail", args=[work.vendor_id]
    )
    assert found["billing"][FoundKind.WORK] == reverse(
        "assessments:detail", args=[assessment.pk]
    )
    assert FoundKind.TOOL in found[tool.name]
    assert FoundKind.PERSON in found["zoe"]
    assert FoundKind.PERSON in found["kern.ex"]
    assert found[report.code] == {
        FoundKind.REPORT: reverse("reports:detail", args=[report.pk])
    }
    assert FoundKind.FINDING in {g.kind for g in search(analyst, finding.text)}


def test_a_finding_is_found_by_the_words_that_its_reader_sees(organisation, analyst):
    finding = scored(organisation, analyst).findings.filter(source="rule").first()
    with translation.override("de"):
        shown = in_language(finding.text)
        found = {row.title for group in search(analyst, shown) for row in group.rows}

    assert shown != finding.text
    assert shown in found
    assert titles(analyst, shown) == [], "nobody reads German there"


def test_nobody_finds_what_is_elsewhere(organisation, analyst):
    assessment = scored(organisation, analyst)
    vendor = assessment.engagement.vendor
    Contact.objects.create(vendor=vendor, name="Zoë Kern", email="z@kern.example")
    code = ready(assessment, analyst).code
    stranger = member(OrganisationFactory(), Role.ANALYST)

    for text in (vendor.name, assessment.engagement.name, "zoe", code):
        assert titles(analyst, text)
        assert titles(stranger, text) == []


def test_who_may_not_read_answers_finds_no_report_that_holds_them(
    organisation, analyst
):
    whole = ReportRequest(variant="full")
    report = ready(scored(organisation, analyst), analyst, whole)
    buyer = member(organisation, Role.PROCUREMENT)

    assert report.holds_answers
    assert titles(buyer, report.code) == []
    assert titles(analyst, report.code) == [report.code]


@pytest.mark.parametrize("text", ["", " ", "x", "%", "_"])
def test_of_too_little_nothing_is_found(organisation, analyst, text):
    VendorFactory(organisation=organisation, name="x")

    assert search(analyst, text) == []


def test_signs_of_patterns_are_letters_like_others(organisation, analyst):
    VendorFactory(organisation=organisation, name="100% Soft")

    assert titles(analyst, "0% s") == ["100% Soft"]
    assert titles(analyst, "1%t") == []


@pytest.mark.parametrize("count", [1, 12])
def test_a_search_is_one_statement_and_the_rest_is_in_the_list(
    count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for number in range(count):
        work = EngagementFactory(
            vendor__organisation=organisation, vendor__name=f"Kranich {number}"
        )
        started(organisation, analyst, engagement=work)

    with django_assert_num_queries(2):  # the seat, and the search
        groups = search(analyst, "kranich")

    assert len(groups[0].rows) == min(count, 8)
    assert bool(groups[0].more) == (count > 8)


def test_a_search_reads_the_rows_of_its_organisation_alone(organisation, analyst):
    """By an index, however much others have."""
    elsewhere = OrganisationFactory()
    large_register(elsewhere, member(elsewhere, Role.ANALYST))
    started(organisation, analyst)
    analyst.work_in(
        MemberSeat(
            organisation_id=organisation.pk,
            organisation=organisation.name,
            roles=[Role.ANALYST],
            language="en",
            requires_second_factor=False,
            unread=0,
        )
    )

    plan = statement(analyst, "kranich").explain()

    assert re.findall(LARGE, plan) == []
