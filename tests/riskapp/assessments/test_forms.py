import datetime

import pytest
from django.utils import timezone

from questionnaires.models import QuestionnaireVersion
from riskapp.assessments.forms import StartForm
from riskapp.shipped.core import core_document
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    core_version,
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
