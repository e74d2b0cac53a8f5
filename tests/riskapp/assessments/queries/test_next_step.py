import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Capability
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.next_step import next_step
from tests.factories.riskapp import decided, scored, started

pytestmark = pytest.mark.django_db
ALL = frozenset(Capability)


def step(assessment, rights=ALL, days=0):
    assessment = Assessment.objects.select_related("decision").get(pk=assessment.pk)
    today = timezone.localdate() + datetime.timedelta(days=days)
    return next_step(assessment, rights, today)


def test_what_is_with_the_vendor_says_until_when(organisation, analyst):
    assessment = started(organisation, analyst)

    assert "answers until" in step(assessment).text
    late = step(assessment, days=30)
    assert late.text.startswith("Overdue since")
    assert late.url.endswith("/sending/")


def test_contradictions_come_first_then_the_review_then_the_decision(
    organisation, analyst
):
    assessment = scored(organisation, analyst)
    rows = Assessment.objects.filter(pk=assessment.pk)

    rows.update(open_contradictions=2)
    assert step(assessment).text.startswith("Look at 2 contradictions")
    rows.update(open_contradictions=0)
    assert step(assessment).url.endswith("/review/")
    rows.update(review_completed_at=timezone.now())
    assert step(assessment).text == "Decide on the result."


def test_who_may_not_do_it_reads_it_without_a_link(organisation, analyst):
    assessment = scored(organisation, analyst)

    found = step(assessment, rights={Capability.VIEW})

    assert (found.text, found.url) == ("Review the answers.", "")


def test_a_decision_holds_until_it_has_expired(organisation, analyst, approver):
    assessment = scored(organisation, analyst, "careful")
    decided(assessment, approver, days=90)

    assert "holds until" in step(assessment).text
    assert "decide again" in step(assessment, days=91).text


def test_what_was_withdrawn_has_no_next_step(organisation, analyst):
    assessment = started(organisation, analyst)
    Assessment.objects.filter(pk=assessment.pk).update(state="withdrawn")

    assert step(assessment) is None
