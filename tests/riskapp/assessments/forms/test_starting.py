import datetime

import pytest
from django.utils import timezone

from questionnaires.document.parsing import core_document
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.choices import Role
from riskapp.assessments.forms import AssessmentFilter, StartForm
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries import listed
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    core_version,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


def start_form(data=None):
    return StartForm(
        data,
        document=core_document(),
        versions=QuestionnaireVersion.objects.all(),
        vendors=Vendor.objects.all(),
        engagements=Engagement.objects.all(),
    )


def test_the_newest_version_and_a_fortnight_are_offered():
    version = core_version()

    form = start_form()

    assert form.fields["version"].initial == version
    assert form.fields["due_on"].initial == timezone.localdate() + datetime.timedelta(
        days=14
    )


def test_a_known_engagement_needs_nothing_else():
    engagement = EngagementFactory()
    form = start_form(
        {
            "engagement": engagement.pk,
            "version": core_version().pk,
            "due_on": timezone.localdate().isoformat(),
        }
    )

    assert form.is_valid(), form.errors


def test_new_work_needs_a_vendor_a_name_and_every_profile_answer():
    form = start_form(
        {"version": core_version().pk, "due_on": timezone.localdate().isoformat()}
    )

    assert not form.is_valid()
    assert set(form.errors) == {"vendor_name", "engagement_name", *PROFILE}


def test_a_due_date_in_the_past_is_refused():
    engagement = EngagementFactory()
    form = start_form(
        {
            "engagement": engagement.pk,
            "version": core_version().pk,
            "due_on": "2020-01-01",
        }
    )

    assert form.errors == {"due_on": ["The due date must not lie in the past."]}


@pytest.fixture
def portfolio():
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


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["waiting", "late", "low", "high"]),
        ({"state": "sent"}, ["waiting", "late"]),
        ({"rating": "low"}, ["low"]),
        ({"rating": "none"}, ["waiting", "late"]),
        ({"overdue": "yes"}, ["late"]),
        ({"current": "yes", "rating": "high"}, ["high"]),
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
