"""Names that files show are kept when a file is read, and go with it."""

import pytest

from riskapp.facts.actions.dropping import (
    drop_at_buyer,
    drop_at_vendor,
    remove,
    take_back,
)
from riskapp.incidents.models import ShownName
from tests.factories.riskapp import seat_at, started
from tests.riskapp.activity.conftest import days, totals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
SETTINGS = b'{"permissions": {"allow": ["Read(**)"]}}'


@pytest.fixture
def assessment(organisation, analyst):
    return started(organisation, analyst)


def kept():
    return set(ShownName.objects.values_list("name", "of_member"))


def test_what_a_member_drops_names_the_tool_and_goes_with_the_file(assessment, analyst):
    file = drop_at_buyer(assessment, SETTINGS, "settings.json", by=analyst)

    assert ("Claude Code", True) in kept()
    assert ShownName.objects.first().engagement == assessment.engagement
    remove(assessment, file, by=analyst)
    assert kept() == set()


def test_what_a_vendor_drops_is_marked_as_the_vendors(assessment):
    respondent = seat_at(assessment)

    file = drop_at_vendor(
        assessment.response, SETTINGS, "settings.json", respondent=respondent
    )

    assert ("Claude Code", False) in kept()
    take_back(file, respondent=respondent)
    assert kept() == set()


def test_daily_totals_name_agents_and_who_is_behind_their_hosts(assessment, analyst):
    drop_at_buyer(assessment, totals(days(3)), "activity.jsonl", by=analyst)

    assert {name for name, _ in kept()} >= set(
        assessment.engagement.activity_files.get().agents
    )
