import datetime
from copy import deepcopy

import pytest
from django.utils import timezone, translation

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.listing import listed
from riskapp.assessments.queries.wording import in_language
from riskapp.findings.actions.settling import accept_finding, dismiss_finding
from riskapp.findings.forms.listing import FindingFilter, WaiverFilter
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import all_findings, all_waivers
from riskapp.results.forms import AssessmentFilter
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import OrganisationFactory, member, scored, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored()


def found(analyst, **query):
    return list(FindingFilter(query, queryset=all_findings(analyst), user=analyst).qs)


def test_by_state_severity_and_words(assessment, analyst):
    first = assessment.findings.first()
    dismiss_finding(first, reason="No weakness.", by=analyst)

    assert found(analyst, state="dismissed") == [first]
    assert first not in found(analyst, state="unsettled")
    assert {row.severity for row in found(analyst, severity="high")} == {"high"}
    assert first in found(analyst, q=first.text[:12].upper())
    assert found(analyst, q=first.question.lower())[0].question == first.question


def test_words_are_those_that_the_reader_sees(assessment, analyst):
    finding = assessment.findings.filter(source="rule").first()
    with translation.override("de"):
        wanted = {"q": in_language(finding.text)}
        found = FindingFilter(wanted, Finding.objects.all(), user=analyst).qs

        assert finding in found


def test_by_owner_vendor_and_day(assessment, organisation, analyst):
    other = scored(organisation, analyst)
    mine, late = assessment.findings.all()[:2]
    Finding.objects.filter(pk=mine.pk).update(owner=analyst)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Finding.objects.filter(pk=late.pk).update(due_on=yesterday)

    assert found(analyst, owner=str(analyst.pk)) == [mine]
    assert mine not in found(analyst, owner="nobody")
    assert found(analyst, overdue="yes") == [late]
    vendor = str(other.engagement.vendor_id)
    assert {row.assessment for row in found(analyst, vendor=vendor)} == {other}


@pytest.mark.parametrize("order", ["due", "-gain", "vendor", "-raised", "raised"])
def test_every_order_keeps_every_row(assessment, analyst, order):
    rows = found(analyst, order=order)

    assert len(rows) == assessment.findings.count()


def test_the_highest_gain_first(assessment, analyst):
    gains = [row.gain for row in found(analyst, order="-gain")]

    assert gains == sorted(gains, reverse=True)


def test_people_and_vendors_of_others_are_no_choice(assessment, analyst):
    stranger = member(OrganisationFactory(), Role.ANALYST)
    form = FindingFilter({}, queryset=all_findings(stranger), user=stranger).form

    assert str(analyst.pk) not in dict(form.fields["owner"].choices)
    assert dict(form.fields["vendor"].choices) == {"": "Any vendor"}
    assert found(stranger, vendor=str(assessment.engagement.vendor_id)) == []


@pytest.fixture(scope="module")
def of_each_kind(shared):
    """One assessment of each kind, by name."""
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    return {
        "analyst": analyst,
        "high": scored(organisation, analyst, "typical"),
        "low": scored(organisation, analyst, "careful"),
        "late": started(organisation, analyst, days=-1),
        "waiting": started(organisation, analyst),
    }


@pytest.fixture
def portfolio(of_each_kind):
    return deepcopy(of_each_kind)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["waiting", "late", "low", "high"]),
        ({"state": "sent"}, ["waiting", "late"]),
        ({"rating": "low"}, ["low"]),
        ({"rating": "none"}, ["waiting", "late"]),
        ({"overdue": "yes"}, ["late"]),
        ({"current": "yes", "rating": "critical"}, ["high"]),
        ({"tier": "moderate"}, ["waiting", "late", "low", "high"]),
        ({"tier": "low"}, []),
        ({"order": "-residual"}, ["high", "low", "waiting", "late"]),
        ({"order": "residual"}, ["low", "high", "waiting", "late"]),
        ({"order": "started"}, ["high", "low", "late", "waiting"]),
        ({"order": "nonsense"}, ["waiting", "late", "low", "high"]),
        ({"rating": "nonsense"}, ["waiting", "late", "low", "high"]),
        ({"q": "a\x00"}, ["waiting", "late", "low", "high"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_as_asked(portfolio, asked, names):
    found = AssessmentFilter(asked, queryset=listed(portfolio["analyst"])).qs

    assert list(found) == [portfolio[name] for name in names]


def test_words_are_looked_for_in_vendors_and_engagements(portfolio):
    wanted = portfolio["late"]
    wanted.engagement.name = "Payment gateway"
    wanted.engagement.save()

    found = AssessmentFilter({"q": "PAYMENT"}, queryset=Assessment.objects.all()).qs

    assert list(found) == [wanted]


@pytest.mark.parametrize("put_away", ["engagement", "vendor"])
def test_archived_work_is_hidden_until_it_is_asked_for(portfolio, put_away):
    late = portfolio["late"].engagement
    analyst = portfolio["analyst"]
    if put_away == "vendor":
        Vendor.objects.filter(pk=late.vendor_id).update(archived_at=timezone.now())
    else:
        Engagement.objects.filter(pk=late.pk).update(archived_at=timezone.now())

    def shown(**asked):
        return list(AssessmentFilter(asked, queryset=listed(analyst)).qs)

    assert portfolio["late"] not in shown()
    assert shown(archived="only") == [portfolio["late"]]
    assert len(shown(archived="all")) == 4


def test_findings_of_archived_work_are_hidden_until_they_are_asked_for(
    assessment, analyst
):
    Engagement.objects.update(archived_at=timezone.now())

    assert found(analyst) == []
    assert len(found(analyst, archived="only")) == assessment.findings.count()


@pytest.mark.parametrize("order", ["-until", "severity", "vendor"])
def test_accepted_risks_are_narrowed_and_sorted(assessment, organisation, order):
    approver = member(organisation, Role.APPROVER)
    near, far = assessment.findings.all()[:2]
    for row, days in ((near, 9), (far, 90)):
        until = timezone.localdate() + datetime.timedelta(days=days)
        accept_finding(row, reason="Cheap enough.", until=until, by=approver)

    def shown(**asked):
        rows = WaiverFilter(asked, queryset=all_waivers(approver), user=approver)
        return list(rows.qs)

    assert shown() == [near, far]
    assert shown(ends="soon") == [near]
    assert shown(q="nothing of the kind") == []
    assert set(shown(order=order)) == {near, far}
    assert shown(order="-until") == [far, near]
