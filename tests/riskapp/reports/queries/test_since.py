import pytest

from riskapp.reports.choices import Variant
from riskapp.reports.queries.inputs import inputs_of
from riskapp.reports.queries.since import has_earlier, since_of
from tests.factories.riskapp import EngagementFactory, example, scored

pytestmark = pytest.mark.django_db


def test_the_first_score_of_a_work_is_compared_with_nothing(organisation, analyst):
    first = scored(organisation, analyst, "careful")

    inputs = inputs_of(first, variant=Variant.FULL, language="en", wanted="pdf")

    assert not has_earlier(first)
    assert since_of(first) == {}
    assert "since" not in inputs


def test_where_no_report_told_the_last_score_that_score_is_compared_with(
    organisation, analyst
):
    work = EngagementFactory(
        vendor__organisation=organisation,
        profile=dict(example("careful").filled.profile),
    )
    first = scored(organisation, analyst, "careful", engagement=work)
    second = scored(organisation, analyst, "careful", engagement=work)

    since = since_of(second)

    assert has_earlier(second)
    assert (since["score"], since["states"]) == (str(first.score_id), None)
