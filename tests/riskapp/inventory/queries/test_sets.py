import pytest

from riskapp.inventory.models import Tool
from riskapp.inventory.queries.sets import KEYS, with_one
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("most", [0, 1, 1000])
def test_the_same_tools_hold_a_code_as_if_each_was_asked(
    organisation, analyst, monkeypatch, most
):
    monkeypatch.setattr("riskapp.inventory.queries.sets.MOST", most)
    scored(organisation, analyst, "production-agents")
    sets = ([], ["a"], ["b", "a"], ["ab"], ["b"])
    for number, tool in enumerate(Tool.objects.order_by("position")):
        codes = sets[number % len(sets)]
        Tool.objects.filter(pk=tool.pk).update(**dict.fromkeys(KEYS, codes))
    tools = Tool.objects.visible_to(analyst)

    for column in KEYS:
        for code in ("a", "b", "ab", "c"):
            found = tools.filter(with_one(analyst, column, code))

            expected = tools.filter(**{f"{column}__contains": [code]})
            assert set(found) == set(expected), (column, code)


def test_sets_of_others_are_not_looked_into(
    organisation, analyst, django_assert_num_queries
):
    scored(organisation, analyst, "typical")
    code = Tool.objects.exclude(places=[]).first().places[0]
    stranger = member(OrganisationFactory())

    assert Tool.objects.filter(with_one(analyst, "places", code))
    stranger.work_in(stranger.seats[0] if stranger.seats else None)
    with django_assert_num_queries(1):
        condition = with_one(stranger, "places", code)

    assert not Tool.objects.filter(condition)


def test_whether_a_place_is_outside_is_kept(organisation, analyst):
    scored(organisation, analyst, "typical")
    first, *_others = Tool.objects.order_by("position")

    for outside in ([], ["US"]):
        Tool.objects.filter(pk=first.pk).update(outside=outside)

        assert Tool.objects.get(pk=first.pk).is_outside is bool(outside)
