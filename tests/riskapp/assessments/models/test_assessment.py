import datetime

import pytest
from django.utils import timezone

from riskapp.assessments.models import Assessment
from tests.factories.riskapp import (
    EngagementFactory,
    scored,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_the_current_assessment_of_an_engagement_is_the_one_scored_last(
    organisation, analyst
):
    engagement = EngagementFactory(vendor__organisation=organisation)
    scored(organisation, analyst, engagement=engagement)
    last = scored(organisation, analyst, engagement=engagement)
    started(organisation, analyst, engagement=engagement)

    assert list(Assessment.objects.all().current()) == [last]


def test_without_a_score_the_one_started_last_is_current(organisation, analyst):
    engagement = EngagementFactory(vendor__organisation=organisation)
    started(organisation, analyst, engagement=engagement)
    last = started(organisation, analyst, engagement=engagement)

    assert list(Assessment.objects.all().current()) == [last]


def test_overdue_is_what_waits_beyond_its_day(organisation, analyst):
    late = started(organisation, analyst, days=-1)
    due_today = started(organisation, analyst, days=0)
    submitted(organisation, analyst, days=-1)
    today = timezone.localdate()

    assert list(Assessment.objects.all().overdue(today)) == [late]
    assert late.is_overdue(today)
    assert not due_today.is_overdue(today)
    assert due_today.is_overdue(today + datetime.timedelta(days=1))


def test_unscored_is_what_was_submitted_only(organisation, analyst):
    waiting = submitted(organisation, analyst)
    started(organisation, analyst)
    scored(organisation, analyst)

    assert list(Assessment.objects.all().unscored()) == [waiting]
