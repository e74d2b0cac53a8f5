import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.actions.settling import dismiss_finding
from riskapp.assessments.forms import FindingFilter
from riskapp.assessments.models import Finding
from riskapp.assessments.queries import all_findings
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def analyst(organisation):
    return member(organisation, Role.ANALYST)


@pytest.fixture
def assessment(organisation, analyst):
    return scored(organisation, analyst)


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
    assert not form.fields["vendor"].queryset.exists()
    assert found(stranger, vendor=str(assessment.engagement.vendor_id)) == []
